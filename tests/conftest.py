"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from tests.cast import Cast, gather
from tests.factories.owner import working_as_the_app


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tables are made and removed by their owner; the tests work as the role of the site."""
    with django_db_blocker.unblock(), working_as_the_app():
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """English before and after each test: a page in Spanish leaves its language behind in the process."""
    with translation.override("en", deactivate=True):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """The named cast on a fresh database."""
    return gather()


@pytest.fixture
def deliver(django_capture_on_commit_callbacks):  # type: ignore[no-untyped-def]
    """A context manager: what is emitted inside it is dispatched at its end, as after a commit."""

    def capture():  # type: ignore[no-untyped-def]
        return django_capture_on_commit_callbacks(execute=True)

    return capture
