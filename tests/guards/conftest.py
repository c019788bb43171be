"""Fixtures of the guards."""

from __future__ import annotations

import logging

import pytest

from tests.cast import Cast
from tests.guards.scene import Scene, furnish


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """The cast with a flag, a proposal and open questions."""
    return furnish(cast)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Refusals are what the guards ask for; their log lines would bury the answer."""
    for name in ("django.request", "django.security", "oncocare.events.actions"):
        caplog.set_level(logging.CRITICAL, name)
