"""Fixtures of the guards."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.guards.scene import Scene, furnish


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """The cast with a flag, a proposal and open questions."""
    return furnish(cast)
