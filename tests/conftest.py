"""Fixtures that every test may use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import translation
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests import moment
from tests.cast import Cast, gather, present
from tests.database import LeadTo, clones
from tests.factories.owner import working_as_the_app
from tests.journeys.running import STOCK, new_folder
from tests.signing_in import sign_in

JOURNEYS = "tests/journeys/"
OWN_DEMO = tuple(f"{JOURNEYS}test_a_{name}.py" for name in ("new_centre", "proposal_waits", "friday_night"))
LATER = f"{JOURNEYS}test_i"  # the others share two demos: the files before this name one, the files after it the other

# How long an example takes says how busy the machine is; no property is about that.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", settings.get_profile("busy"), max_examples=1000)
settings.load_profile("busy")


def pytest_configure(config: pytest.Config) -> None:
    """The clock is moved before anything is collected, so that what a module reads as it is imported agrees too; and the
    processes of one run know where it keeps its demo.
    """
    moment.begin()
    if STOCK not in os.environ:
        os.environ[STOCK] = str(stock := new_folder("oncocare-stock-"))
        config.add_cleanup(lambda: shutil.rmtree(stock, ignore_errors=True))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Each test begins at the same moment, however long the ones before it took; the demo of the journeys lives on."""
    if not item.get_closest_marker("browser"):
        moment.again()


class Scheduler(LoadScopeScheduling):
    """What shares a fixture runs in one process: the tests of a file, and the journeys of one demo.

    Where there are two processes the journeys go side by side, each half in a demo of its own.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if not file.startswith(JOURNEYS) or file in OWN_DEMO:
            return file
        return "journeys that come first" if file < LATER else "journeys that come later"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduler:
    return Scheduler(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, worker_id: str) -> Iterator[LeadTo]:
    """In place of pytest-django's: clones of a template, for each process its own. Tests work as the role of the site."""
    with working_as_the_app(), django_db_blocker.unblock(), clones(worker_id) as lead_to, django_db_blocker.block():
        yield lead_to


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest, django_db_blocker: Any) -> None:
    """Leads a test that asks for the cast to the database in which the cast is since that moment, or to an empty one."""
    if {"db", "committed"} & set(request.fixturenames):
        lead_to = request.getfixturevalue("django_db_setup")
        with django_db_blocker.unblock():
            lead_to("cast", before_the_test) if "cast" in request.fixturenames else lead_to("empty")
        moment.again()  # a database may have been made meanwhile


def before_the_test() -> None:
    """The cast comes in one after the other, the last of them before any test begins."""
    moment.again()
    moment.go_on(-timedelta(minutes=1))
    gather()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """English before and after each test: a page in Spanish leaves its language behind in the process."""
    with translation.override("en", deactivate=True):
        yield


@pytest.fixture(autouse=True)
def door(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever a test signs in has what production asks for at the door."""
    monkeypatch.setattr(Client, "force_login", sign_in)


@pytest.fixture(scope="session", autouse=True)
def media_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The files of the library are in a folder of this process's own."""
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media"))):
        yield


@pytest.fixture
def cast(database: None, db: None) -> Cast:
    """The named cast, and nobody else."""
    return present()


@pytest.fixture
def deliver(django_capture_on_commit_callbacks):  # type: ignore[no-untyped-def]
    """A context manager: what is emitted inside it is dispatched at its end, as after a commit."""

    def capture():  # type: ignore[no-untyped-def]
        return django_capture_on_commit_callbacks(execute=True)

    return capture
