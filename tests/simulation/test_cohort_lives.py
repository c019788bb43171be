"""A small cohort lives through two months in a real database: nothing is lost, and the same seed makes the same rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count

from oncocare.accounts.models import Patient, User
from oncocare.audit.models import AuditRow
from oncocare.events.models import Delivery
from oncocare.safety.models import Flag
from oncocare.simulation import report
from oncocare.simulation.courses import sources
from oncocare.simulation.fingerprint import LEFT_OUT, fingerprint
from oncocare.simulation.run import AlreadyHere, Plan, simulate
from questionnaires.models import Assignment, Response, Score
from steps.export import points
from steps.models import Decision, Pathway
from steps.replay import Reading, ScoreRow, course
from steps.selectors import policy_of
from tests.guards.house import ROOT
from tests.guards.scene import undone
from tests.guards.test_law_06_flags import conserved

PLAN = Plan(patients=8, months=2, seed=7, until=date(2026, 6, 1))
SMALL = Plan(patients=3, months=1, seed=7, until=date(2026, 6, 1))


def quietly() -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def centre(django_db_setup, django_db_blocker):
    """The cohort, once for all who only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield simulate(PLAN, slug="cohort", progress=quietly)
        transaction.set_rollback(True)


# --- what happened ----------------------------------------------------------------------------------------------------


def test_everybody_joins_is_asked_and_answers(centre):
    assert Patient.objects.filter(centre=centre).count() == PLAN.patients
    assert Pathway.objects.filter(centre=centre, started__isnull=False).count() == PLAN.patients
    asked = Assignment.objects.filter(centre=centre).exclude(state=Assignment.State.CANCELLED)
    assert asked.filter(state=Assignment.State.ANSWERED).count() == Response.objects.count() > 4 * PLAN.patients
    assert not asked.filter(state=Assignment.State.OPEN, closes__lt=PLAN.until - timedelta(days=1)).exists()


def test_everything_has_its_date_between_the_first_day_and_the_last(centre):
    first, last = (datetime.combine(day, datetime.min.time(), UTC) for day in (PLAN.begins, PLAN.until))
    for rows in (
        AuditRow.objects.values_list("at"), Response.objects.values_list("received"),
        Flag.objects.values_list("raised"), Decision.objects.values_list("decided"),
        Flag.objects.exclude(closed_at=None).values_list("closed_at"),
    ):  # fmt: skip
        assert all(first <= moment < last for (moment,) in rows)
        assert rows.exists()


def test_acts_are_written_in_the_order_in_which_they_happen(centre):
    moments = list(AuditRow.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)


def test_no_flag_is_lost(centre):
    raised = AuditRow.objects.filter(verb="flag.raised").count()
    assert raised == Flag.objects.count() > 0
    assert conserved(raised, Flag.objects.all()) == []


def test_no_event_is_left_and_nobody_was_refused(centre):
    assert list(Delivery.objects.values_list("state").annotate(Count("pk"))) == [("done", Delivery.objects.count())]
    assert not AuditRow.objects.filter(verb="denied").exists()


def test_staff_act_in_staffed_hours_only(centre):
    acts = AuditRow.objects.filter(verb__in=["flag.acknowledged", "flag.closed", "proposal.accepted"])
    local = [at.astimezone(ZoneInfo("Europe/Madrid")) for at in acts.values_list("at", flat=True)]
    assert local
    assert [one for one in local if one.weekday() > 4 or not 9 <= one.hour < 17] == []


def test_the_stored_decisions_are_those_of_a_replay_as_long_as_no_person_has_decided(centre):
    compared = 0
    for pathway in Pathway.objects.filter(centre=centre).order_by("patient__key"):
        proposal = pathway.proposals.order_by("made").first()
        missed = pathway.patient.assignments.filter(state=Assignment.State.MISSED).exists()
        flagged = Flag.objects.filter(patient=pathway.patient).exists()
        rows = [
            ScoreRow(pathway.patient.key, Reading(one.measured, one.recorded, one.instrument, one.name, one.value))
            for one in Score.objects.filter(patient=pathway.patient, value__isnull=False).order_by("id")
        ]
        again = list(course(policy_of(pathway.policy), tuple(one.reading for one in rows), grant=True))
        stored = list(points(pathway))
        if proposal or missed or flagged:  # a replay knows no clinician, no missed question and no open flag
            assert stored[0].level_before == again[0].level_before
            continue
        assert [(one.date, one.rule, one.level_after) for one in stored] == [
            (one.point, one.rule or "", one.level_after) for one in again
        ]
        compared += len(stored)
    assert compared > 8


# --- the report -------------------------------------------------------------------------------------------------------


def test_the_report_counts_what_is_in_the_database(centre):
    lines = {line.what: line for line in report.lines(centre, PLAN)}
    flags = Flag.objects.count()
    sittings = Response.objects.values("assignment__bundle").distinct().count()
    assert lines["Flags per sitting"].value == f"{100 * flags / sittings:.2f} %"
    assert lines["Flags per sitting"].n.startswith(f"{flags} flags in {sittings} sittings: ")
    assert lines["Never at level 4"].n.endswith("of 8 people with a first decision")
    assert {line.compared.why for line in lines.values()} == {
        one.why for key, one in sources().compared.items() if key != "classes"
    }
    assert report.drawn_courses(centre, PLAN).total() == PLAN.patients
    assert report.share(1, 0) == report._figure(sum, [None]) == "–"


def test_the_committed_page_names_its_command_and_says_what_the_sources_say_now():
    page = (ROOT / "docs" / "simulated-cohort.md").read_text("utf-8")
    assert "`python manage.py simulate --patients 400 --months 12 --seed 7 --until 20" in page
    assert "This is no evidence of anything" in page
    said = sources()
    parts = [said.courses.source, *(text for one in said.compared.values() for text in (one.source, one.why))]
    assert [text for text in parts if text not in page] == []


def test_the_report_command_prints_the_page(centre):
    out = StringIO()
    call_command("cohort_report", patients=8, months=2, until=PLAN.until, stdout=out)
    assert out.getvalue().rstrip("\n") == report.written(centre, PLAN).rstrip("\n")
    with pytest.raises(CommandError, match="There is no centre nowhere"):
        call_command("cohort_report", centre="nowhere")


# --- refusing ---------------------------------------------------------------------------------------------------------


def test_a_centre_that_is_here_takes_no_second_cohort(centre):
    with pytest.raises(AlreadyHere):
        simulate(SMALL, slug="cohort", progress=quietly)
    with pytest.raises(CommandError, match="A centre cohort is here already; nothing was changed"):
        call_command("simulate", patients=1)


# --- the fingerprint --------------------------------------------------------------------------------------------------


def test_the_fingerprint_sees_every_row_and_leaves_out_what_it_says(centre):
    before, users = fingerprint(), User.objects.filter(patients__centre=centre)
    with undone():
        users.update(password="!other")
        assert fingerprint() == before
        users.update(name="Other")
        assert fingerprint() != before
    assert fingerprint() == before
    columns = {field.column for model in apps.get_models() for field in model._meta.concrete_fields}
    assert LEFT_OUT.keys() - columns == set()
