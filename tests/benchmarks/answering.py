"""How quick answering is against the least that a page of Django does: `make bench-answering`.

Eight people at once, each a process of its own, ask two servers in turn: the site as the launcher serves it, and `floor.py`
served in the same way, from the same PostgreSQL. What counts is the ratio, of answers a second where the machine has nothing
else to do; where it has, the ratio of processor time, which the server and the database spent on one request, still holds.
It prints the median of the rounds. Pytest does not collect it by itself.

The walk is what a person does: their page, what is asked, each of 16 questions shown and answered, check, send, and their
page again. PostgreSQL is not made to wait for the disk, so that processors are compared.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import time as hour
from pathlib import Path
from statistics import mean, median
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from oncocare.consent.actions import record_consent
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import texts_for
from oncocare.foundation import rights
from oncocare.launch import folders, processes
from oncocare.launch.demo import served
from oncocare.people import actions as people
from oncocare.people.models import Patient
from oncocare.people.roles import CLINICIAN
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_rota, set_staffed_hours
from oncocare.safety.rota.duty import Turn
from steps import actions as steps
from tests.benchmarks.readers import TOKEN, Asked, Done, Reader, again_and_again, at_once, walks
from tests.cast import BY, _centre, due
from tests.journeys.running import moved_environment
from tests.signing_in import sign_in

PEOPLE = 8  # at once; with four, one process of the server may get all connections
ROUNDS = 3
WALKS = 2  # of each person, in each round
SECONDS = 3.0
WAIT = 60  # seconds until a server answers
FLOOR_TABLE = "CREATE TABLE floor_line (id bigserial PRIMARY KEY, words text NOT NULL, made timestamptz NOT NULL)"


def fill() -> None:
    """A centre with hours, a rota and everybody who answers: they agreed to everything, and PHQ-9 and GAD-7 are due."""
    centre = _centre("here")
    clinician = people.register_user(by=BY, email="clara@example.org", name="Clara", language="en")
    people.appoint(by=BY, user=clinician, centre=centre, role=CLINICIAN)
    hours = [(day, hour(9), hour(17)) for day in range(7)]
    set_staffed_hours(by=BY, centre=centre, openings=[Opening(*one) for one in hours])
    set_rota(by=BY, centre=centre, turns=[Turn(*one, clinician.pk) for one in hours])
    texts = texts_for(centre, "en")
    for number in range(PEOPLE * (1 + WALKS * ROUNDS)):
        user = people.register_user(by=BY, email=f"{number}@example.org", name=f"Person {number}", language="en")
        patient = people.take_into_care(by=BY, centre=centre, key=f"P{number}", user=user, clinician=clinician)
        steps.open_pathway(by=BY, patient=patient)
        for purpose in Purpose.values:
            record_consent(by=user, patient=patient, text=texts[purpose], said="yes", channel="page")
        due(patient, "phq-9", "gad-7")


def furnish_floor() -> None:
    """The table of `floor.py`, and what the database does by itself after a while: it counts the rows of all of them."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(FLOOR_TABLE)
        cursor.execute("INSERT INTO floor_line (words, made) VALUES ('Here I am.', now())")
        cursor.execute(f"GRANT ALL ON floor_line, floor_line_id_seq TO {rights.APP}")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(f"SET ROLE {rights.APP}")


class Crowd:
    """Everybody at their browsers: those who ask one page again and again, and those who walk."""

    def __init__(self) -> None:
        patients = Patient.objects.select_related("user").order_by("pk")
        readers = [self._come_in(patient) for patient in patients]
        self.asking, self.walking = readers[:PEOPLE], readers[PEOPLE:]

    def _come_in(self, patient: Patient) -> Reader:
        sign_in(client := Client(), patient.user)
        asked = patient.assignments.get(instrument="phq-9").pk
        pages = [f"/questions/{asked}/{item}/" for item in range(1, 9)]
        token = TOKEN.search(client.get(pages[0]).content.decode())
        form = urlencode({"answer": "1", "csrfmiddlewaretoken": token[1]})
        return Reader(
            cookies="; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items()),
            looks=[Asked(page, 200) for page in pages],
            answers=[Asked(page, 302, form) for page in pages],
        )

    def of_round(self, number: int) -> list[list[Reader]]:
        """Those who walk in this round, by process."""
        own = self.walking[number * PEOPLE * WALKS : (number + 1) * PEOPLE * WALKS]
        return [own[first::PEOPLE] for first in range(PEOPLE)]


@dataclass(frozen=True)
class Server:
    """One that answers: its port and its process, whose children work."""

    port: int
    process: int


@contextmanager
def serving(application: str, folder: Path) -> Iterator[Server]:
    """An application, served as the launcher serves the site."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    where = connection.settings_dict
    env = {
        **moved_environment(),
        "DATABASE_URL": f"postgresql://{rights.APP}:@/{where['NAME']}?host={where['HOST']}",
        "ONCOCARE_MODE": "demo",
        "SECRET_KEY": settings.SECRET_KEY,
        "AUDIT_KEY": settings.AUDIT_KEY,
        "CELERY_FILESYSTEM_DIR": str(folder),
        "ONCOCARE_MAIL_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "oncocare.settings",
    }
    python = {"env": env, "cwd": folders.REPO, "stdin": subprocess.DEVNULL}
    assert not processes.start([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], **python).wait()
    process = processes.start([sys.executable, "-m", *served(application, port)], **python)
    try:
        _wait_for(port)
        yield Server(port, process.pid)
    finally:
        processes.stop(process)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + WAIT
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < deadline, f"no server within {WAIT} s"
        time.sleep(0.1)


def processor(*parents: int) -> float:
    """Seconds of processor that these processes and their children have used; 0 where the system does not say."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            pid, _, rest = stat.read_text().partition(" ")
            fields = rest.rpartition(") ")[2].split()
            if int(pid) in parents or int(fields[1]) in parents:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Result:
    """Of one kind of request: answers a second, milliseconds of processor for each, and what the pages of a walk took."""

    rate: float
    milliseconds: float
    times: list[dict[str, list[float]]]


class Bench:
    """The two servers and everybody at their browsers."""

    def __init__(self, pool: Executor, crowd: Crowd, floor: Server, site: Server) -> None:
        self.pool, self.crowd, self.floor, self.site = pool, crowd, floor, site
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = Path(f"/proc/{cursor.fetchone()[0]}/stat")
        self.database = int(backend.read_text().rpartition(") ")[2].split()[1]) if backend.exists() else 0

    def rounds(self) -> Iterator[dict[str, Result]]:
        """Round after round: the floor, one question, one answer, and the walk."""
        bare = [(reader.cookies, [Asked("/", 200)] * 8) for reader in self.crowd.asking]
        looks = [(reader.cookies, reader.looks) for reader in self.crowd.asking]
        answers = [(reader.cookies, reader.answers) for reader in self.crowd.asking]
        for server, share in ((self.floor, bare), (self.site, looks), (self.site, answers)):
            self._measure(server, again_and_again, share, 1.0)  # until everything is read in
        for number in range(ROUNDS):
            yield {
                "floor": self._measure(self.floor, again_and_again, bare, SECONDS),
                "question": self._measure(self.site, again_and_again, looks, SECONDS),
                "answer": self._measure(self.site, again_and_again, answers, SECONDS),
                "walk": self._measure(self.site, walks, self.crowd.of_round(number)),
            }

    def _measure(self, server: Server, work: Callable[..., Done], shares: list[Any], *more: float) -> Result:
        before = processor(server.process, self.database)
        found = at_once(self.pool, work, server.port, shares, *more)
        used = processor(server.process, self.database) - before
        rate, count = sum(one.count / one.seconds for one in found), sum(one.count for one in found)
        return Result(rate, used * 1000 / count, [one.times for one in found])


def told(rounds: list[dict[str, Result]]) -> Iterator[str]:
    """The table, each ratio to the floor of the same round; then the pages of the walk."""
    yield f"{'':10}{'a second':>10}{'of floor':>10}{'ms of CPU':>12}{'of floor':>10}"
    for name in rounds[0]:
        rate, spent = (median(getattr(one[name], what) for one in rounds) for what in ("rate", "milliseconds"))
        quick = median(one[name].rate / one["floor"].rate for one in rounds)
        light = median(one["floor"].milliseconds / (one[name].milliseconds or 1) for one in rounds)
        yield f"{name:10}{rate:10.0f}{quick:10.2f}{spent:12.2f}{light:10.2f}"
    times: dict[str, list[float]] = defaultdict(list)
    for page, took in (each for one in rounds for found in one["walk"].times for each in found.items()):
        times[page] += took
    whole = sum(map(sum, times.values()))
    yield f"\n{'walk':10}{'requests':>10}{'ms each':>10}{'of all':>10}"
    for page, took in times.items():
        yield f"{page:10}{len(took):10}{mean(took):10.1f}{sum(took) / whole:10.0%}"


@pytest.fixture
def rounds(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock():
        django_db_setup("answering", fill)
        furnish_floor()
        crowd = Crowd()
        spawn = multiprocessing.get_context("spawn")
        with (
            serving("tests.benchmarks.floor", tmp_path) as floor,
            serving("oncocare.wsgi", tmp_path) as site,
            ProcessPoolExecutor(PEOPLE, mp_context=spawn) as pool,
        ):
            yield list(Bench(pool, crowd, floor, site).rounds())
        django_db_setup("empty")


def test_how_quick_answering_is_against_the_floor(rounds, capsys):
    with capsys.disabled():
        print("\n\n" + "\n".join(told(rounds)))  # noqa: T201 -- it speaks to whoever asked
    assert len(rounds) == ROUNDS
