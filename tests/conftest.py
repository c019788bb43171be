"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.cast import Cast, gather
from tests.database import cloned

JOURNEYS = "tests/journeys/"
OWN_DEMO = "tests/journeys/test_a_new_centre.py"  # the other journeys share one


class Scheduler(LoadScopeScheduling):
    """What shares a fixture runs in one process: the tests of a file, and the journeys of one demo."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return JOURNEYS if file.startswith(JOURNEYS) and file != OWN_DEMO else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduler:
    return Scheduler(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """In place of pytest-django's: a clone of the template, for each process its own."""
    with django_db_blocker.unblock(), cloned(worker_id), django_db_blocker.block():
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
