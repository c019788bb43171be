"""A page in Spanish leaves its language behind in the process; the next test begins in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """English before and after each test."""
    with translation.override("en", deactivate=True):
        yield
