"""The commands around the made-up cohort: refusals, the demo, and the same seed making the same database."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from oncocare.demo.people import actions as people
from oncocare.demo.people import cast
from oncocare.demo.simulation.cohort.actions import SimulatedCohort, simulate
from oncocare.demo.simulation.plan import SimulationPlan
from oncocare.demo.simulation.report import selectors as report
from oncocare.demo.simulation.selectors import fingerprint
from oncocare.events.models import Delivery
from oncocare.foundation import unit
from oncocare.people.models import Centre, Patient, User
from steps.models import Proposal
from tests.factories.owner import empty
from tests.guards.house import ROOT

pytestmark = pytest.mark.slow

SMALL = SimulationPlan(patients=3, months=1, seed=7, until=date(2026, 6, 1))


def quietly() -> None:
    """Progress that nobody watches."""


# --- refusing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["production", "tool"])
def test_made_up_people_never_go_where_real_people_are(db, settings, mode):
    settings.MODE = mode
    with pytest.raises(CommandError, match="Made-up people never go where real people are"):
        call_command("simulate")
    assert not Centre.objects.exists()


@pytest.mark.parametrize("option", ["--patients=0", "--months=-1", "--patients=many", "--until=soon"])
def test_an_odd_option_is_refused(option):
    with pytest.raises(CommandError, match=option.split("=")[0]):
        call_command("simulate", option)


# --- the demo ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_cohort_joins_the_demo_beside_its_hand_made_people(db):
    steps = []
    people.load(lambda: steps.append(1), SMALL)
    assert len(steps) == people.size(SMALL) == people.size() + SMALL.days
    centre = Centre.objects.get(slug="demo")
    assert report.people(centre).count() == SMALL.patients
    assert Patient.objects.count() == SMALL.patients + people.size()
    assert User.objects.filter(email__in=[one.email for one in cast.CAST]).count() == len(cast.CAST)


def test_a_demo_that_is_there_says_why_it_takes_no_cohort(db, settings):
    settings.DEMO = True
    people.found_demo_centre()
    out = StringIO()
    call_command("load_demo", patients=3, stdout=out)
    assert "make demo-reset" in out.getvalue()
    assert Patient.objects.count() == 0


# --- the same seed, the same database ---------------------------------------------------------------------------------


@pytest.fixture
def emptied(django_db_setup, django_db_blocker):
    """Empties a database that really commits, as often as asked, and at the end; numbering begins anew."""
    with django_db_blocker.unblock():
        django_db_setup("empty")
        empty()
        try:
            yield empty
        finally:
            empty()


def simulated(hash_seed: str, seed: int) -> str:
    """What the command says at its end, in a process of its own with another order of every set of words."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    done = subprocess.run(
        [sys.executable, "manage.py", "simulate", "--patients=3", "--months=1", f"--seed={seed}", "--until=2026-06-01"],
        env={**os.environ, "DATABASE_URL": url, "PYTHONHASHSEED": hash_seed, "ONCOCARE_MODE": "test"},
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.slow
def test_the_same_seed_makes_the_same_database_and_another_seed_another(emptied):
    first = simulated("1", 7)
    assert "Fingerprint of the whole database: " in first
    assert fingerprint() in first
    emptied()
    assert simulated("2", 7) == first
    emptied()
    assert simulated("1", 8) != first


def test_nothing_stays_open_behind_a_simulation(emptied):
    simulate(SMALL, slug="cohort", progress=quietly)
    assert not connection.in_atomic_block
    assert not unit._inside.get()
    assert not Delivery.objects.exclude(state="done").exists()
    assert Proposal.objects.filter(state="open").count() <= SMALL.patients


def test_asking_first_whether_anything_waits_changes_nothing(emptied, monkeypatch):
    plan = SimulationPlan(patients=8, months=2, seed=7, until=date(2026, 6, 1))
    simulate(plan, slug="cohort", progress=quietly)
    asked_first = fingerprint()
    emptied()
    monkeypatch.setattr(SimulatedCohort, "_waits", lambda _self, _now: (True, True, True, True))
    simulate(plan, slug="cohort", progress=quietly)
    assert fingerprint() == asked_first
