"""A small cohort lives through two months in a real database: nothing is lost, and every person and desk does its part."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F

from clinicians.models import Contact, Note
from oncocare.audit.models import AuditRow
from oncocare.consent import selectors as consent
from oncocare.consent.models import Consent, Purpose
from oncocare.demo.simulation import courses
from oncocare.demo.simulation.cohort.actions import AlreadyHere, simulate
from oncocare.demo.simulation.courses import sources
from oncocare.demo.simulation.names import address
from oncocare.demo.simulation.plan import SimulationPlan
from oncocare.demo.simulation.report import selectors as report
from oncocare.demo.simulation.selectors import LEFT_OUT, fingerprint
from oncocare.events.models import Delivery
from oncocare.foundation.mail import nowhere, post
from oncocare.joining.inviting.selectors import funnel, total
from oncocare.notifications.models import Message
from oncocare.people.models import Patient, User
from oncocare.safety.models import Flag
from oncocare.safety.rota.duty import on_duty
from oncocare.safety.rota.selectors import rota_of
from questionnaires.models import Assignment, Response
from steps.course_file import course_csv, parse_course
from steps.history.selectors import course, points
from steps.models import Decision, Pathway, Proposal
from steps.replay import Approvals, replay
from steps.selectors import policy_of
from tests.guards.house import ROOT
from tests.guards.scene import undone
from tests.guards.test_law_06_flags import conserved

pytestmark = pytest.mark.slow

PLAN = SimulationPlan(patients=8, months=2, seed=3, until=date(2026, 6, 1))
SMALL = SimulationPlan(patients=3, months=1, seed=7, until=date(2026, 6, 1))


def quietly() -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def centre(django_db_setup, django_db_blocker):
    """The cohort, once for all who only look at it."""
    with django_db_blocker.unblock():
        django_db_setup("empty")
        with transaction.atomic():
            with complaints() as heard:
                here = simulate(PLAN, slug="cohort", progress=quietly)
            assert heard == []  # sweeps go on after a mistake, and log it
            yield here
            transaction.set_rollback(True)


@contextmanager
def complaints():
    """Everything that is logged as an error within the block."""
    heard, handler = [], logging.Handler(logging.ERROR)
    handler.emit = lambda entry: heard.append(entry.getMessage())
    logging.getLogger().addHandler(handler)
    try:
        yield heard
    finally:
        logging.getLogger().removeHandler(handler)


# --- what happened ----------------------------------------------------------------------------------------------------


def test_everybody_joins_is_asked_and_answers(centre):
    assert Patient.objects.filter(centre=centre).count() == PLAN.patients
    answered = Response.objects.values("patient").distinct().count()
    assert begun(centre) == answered >= PLAN.patients - 1  # one leaves before the first answer
    asked = Assignment.objects.filter(centre=centre).exclude(state=Assignment.State.CANCELLED)
    assert asked.filter(state=Assignment.State.ANSWERED).count() == Response.objects.count() > 4 * PLAN.patients
    assert not asked.filter(state=Assignment.State.OPEN, closes__lt=PLAN.until - timedelta(days=1)).exists()
    assert not asked.filter(line="").exists()  # the schedule asks, nobody else


def test_everybody_comes_through_the_door(centre):
    whole = total(funnel(centre))
    assert (whole.joined, whole.made) == (PLAN.patients, PLAN.patients + courses.unused_letters(PLAN.patients))
    assert whole.joined <= whole.opened <= whole.made
    agreed = consent.holding(Patient.objects.filter(centre=centre), Purpose.CARE)
    assert len(agreed) == PLAN.patients
    answers = Consent.objects.filter(centre=centre, channel=Consent.Channel.JOINING)
    assert answers.count() == PLAN.patients * len(Purpose.values)


def test_a_positive_screen_is_followed_up_in_the_same_sitting(centre):
    positive = Response.objects.filter(instrument="phq-4", scores__name__in=["gad2", "phq2"], scores__value__gte=3)
    followed = [
        (one.received, Response.objects.filter(assignment__bundle=one.assignment.bundle, received=one.received).count())
        for one in positive.distinct().select_related("assignment")
    ]
    assert followed
    assert {count for _, count in followed} <= {2, 3}  # what is open already in another set stays there


def test_no_reminder_leaves_in_the_quiet_hours_nor_without_consent(centre):
    sent = Message.objects.filter(channel=Message.Channel.EMAIL, state=Message.State.SENT, urgent=False)
    local = [one.astimezone(ZoneInfo("Europe/Madrid")) for one in sent.values_list("sent", flat=True)]
    assert len(local) > 2 * PLAN.patients
    assert [one for one in local if not 9 <= one.hour < 21] == []
    agreed = consent.holding(Patient.objects.filter(centre=centre), Purpose.MESSAGES)
    assert set(sent.filter(kind__startswith="questions.").values_list("user__patients", flat=True)) <= agreed
    assert mail.outbox == []


def test_a_closed_flag_leaves_a_call_with_its_minutes_and_a_note(centre):
    closed = Flag.objects.exclude(closed_at=None)
    assert closed.exists()
    for flag in closed:
        assert Note.objects.filter(patient=flag.patient, by=flag.closed_by, made=flag.closed_at).count() == 1
        [call] = Contact.objects.filter(patient=flag.patient, by=flag.closed_by, recorded=flag.closed_at)
        assert (call.began + timedelta(minutes=call.minutes), call.reached) == (flag.closed_at, True)


def test_flags_are_answered_by_who_is_on_the_rota(centre):
    rota = rota_of(centre)
    assert {(turn.weekday, turn.rank) for turn in rota.turns} == {(day, rank) for day in range(5) for rank in (1, 2)}
    for flag in Flag.objects.exclude(acknowledged_at=None):
        assert flag.acknowledged_by_id in on_duty(rota, flag.acknowledged_at)


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


def test_the_stored_decisions_are_those_of_a_replay_of_the_exported_course(centre):
    compared = 0
    for pathway in Pathway.objects.filter(centre=centre, started__isnull=False).order_by("patient__key"):
        rows = parse_course(course_csv(course(pathway)), "course", PLAN.until)
        stored = list(points(pathway))
        assert stored == replay(policy_of(pathway.policy), rows, Approvals.RECORDED)
        compared += len(stored)
    assert compared > 8


def test_a_proposal_that_staff_leave_alone_is_passed_on_until_somebody_answers(db, monkeypatch):
    chance = courses.happens
    monkeypatch.setattr(
        courses, "happens", lambda rng, name: chance(rng, name) and (name != "decides" or chance(rng, name))
    )
    simulate(PLAN, slug="slow", progress=quietly)
    waited = Proposal.objects.exclude(state=Proposal.State.SUPERSEDED)
    for proposal in waited:
        until = proposal.resolved_at or datetime.combine(PLAN.until, datetime.min.time(), UTC)
        assert (proposal.climbed > 0) is (until > proposal.promised + timedelta(hours=1))
        assert proposal.climbs.count() == proposal.climbed
    assert max(proposal.climbed for proposal in waited) > 3


# --- after the end ----------------------------------------------------------------------------------------------------

FATES = (
    {"leaves": 6, "silently": False},
    {"dies": 8},
    {"ill": (5, 16)},
    {"pause": (4, 15)},
    {"leaves": 3, "silently": True},
)
SHORT = SimulationPlan(patients=len(FATES), months=1, seed=7, until=date(2026, 6, 1))
NOTHING_HAPPENS = {"leaves": None, "silently": False, "pause": None, "ill": None, "dies": None}


@pytest.fixture
def fated(db, monkeypatch):
    """People who all join on the first day, agree to everything, answer most and meet a fate each."""
    drawn, fates, met = courses.person, iter(FATES), {}

    def fated_person(rng):  # drawn again where the same dice are thrown again
        begins = rng.getstate()
        met[begins] = met.get(begins) or next(fates)
        return replace(drawn(rng), **{**NOTHING_HAPPENS, **met[begins]})

    monkeypatch.setattr(courses, "person", fated_person)
    monkeypatch.setattr(courses, "joining", lambda _rng: 0)
    monkeypatch.setattr(courses, "agrees", lambda _rng, _purpose: True)
    monkeypatch.setattr(courses, "delay", lambda rng: rng.uniform(1, 5))
    centre = simulate(SHORT, slug="fated", progress=quietly)
    return [Patient.objects.get(user__email=address(centre.slug, number)) for number in range(SHORT.patients)]


def moment_of(patient: Patient, verb: str) -> datetime:
    return AuditRow.objects.get(patient=str(patient.pk), verb=verb).at


def reached(patient: Patient, since: datetime, until: datetime) -> list[str]:
    """What was asked of this person, or sent or written to them, between two moments."""
    asked = AuditRow.objects.filter(patient=str(patient.pk), verb="assignment.made", at__gt=since, at__lt=until)
    told = Message.objects.filter(user=patient.user)
    return [
        *(one.verb for one in asked),
        *(one.kind for one in told.filter(made__gt=since, made__lt=until)),
        *(one.kind for one in told.filter(channel=Message.Channel.EMAIL, sent__gt=since, sent__lt=until)),
        *(one.instrument for one in patient.responses.filter(received__gt=since, received__lt=until)),
    ]


@pytest.mark.slow
def test_nothing_reaches_who_left_or_died_or_is_too_ill_or_pauses(fated):
    left, died, ill, pauses, silent = fated
    begins, ends = (datetime.combine(day, datetime.min.time(), UTC) for day in (SHORT.begins, SHORT.until))
    for patient, since, until in (
        (left, moment_of(left, "pathway.withdraw"), ends),
        (died, moment_of(died, "pathway.end"), ends),
        (ill, moment_of(ill, "pathway.ill"), moment_of(ill, "pathway.resume")),
        (pauses, moment_of(pauses, "pathway.pause"), moment_of(pauses, "pathway.resume")),
    ):
        assert reached(patient, begins, since) != []
        assert reached(patient, since, until) == []
        assert not patient.assignments.filter(state=Assignment.State.OPEN).exists() or until < ends
    assert reached(ill, moment_of(ill, "pathway.resume"), ends) != []
    died.refresh_from_db()
    assert (died.died_on, died.user.is_active) == (moment_of(died, "pathway.end").date(), False)
    late = Message.objects.create(
        user=died.user, centre=died.centre, kind="questions.open", source="planted", channel="email", made=ends,
        not_before=ends,
    )  # fmt: skip
    assert reached(died, moment_of(died, "pathway.end"), ends + timedelta(1)) == [late.kind]  # the look finds it
    assert silent.responses.filter(received__gt=begins + timedelta(days=5)).count() == 0
    missed = Message.objects.filter(kind="people.missed_two", channel=Message.Channel.PAGE)
    assert missed.exclude(source__contains=str(silent.pk)).count() == 0


def test_mail_of_made_up_people_goes_nowhere(mailoutbox):
    letter = {"subject": "made up", "bodies": [], "home": "", "feet": [], "off": ""}
    with nowhere():
        post("ana@cohort.invalid", "messages", letter, language="en", sender="My page")
    assert mailoutbox == []
    post("ana@cohort.invalid", "messages", letter, language="en", sender="My page")
    assert len(mailoutbox) == 1


# --- the report -------------------------------------------------------------------------------------------------------


def begun(centre):
    return Pathway.objects.filter(centre=centre, started__isnull=False).count()


def test_the_report_counts_what_is_in_the_database(centre):
    rows = {row.what: row for row in report.rows(centre, PLAN)}
    flags = Flag.objects.count()
    sittings = Response.objects.values("assignment__bundle").distinct().count()
    assert rows["Flags per sitting"].value == f"{100 * flags / sittings:.2f} %"
    assert rows["Flags per sitting"].n.startswith(f"{flags} flags in {sittings} sittings: ")
    assert rows["Never at level 4"].n.endswith(f"of {begun(centre)} people with a first decision")
    assert rows["Letters somebody joined with"].value == "57.14 %"  # 8 of 14
    in_time = Flag.objects.filter(acknowledged_at__lte=F("promised")).count()
    assert rows["Flags taken on within the promise"].n.startswith(f"{in_time} of ")
    assert {row.compared.why for row in rows.values()} == {
        one.why for key, one in sources().compared.items() if key != "classes"
    }
    assert report.drawn_courses(centre, PLAN).total() == PLAN.patients
    assert report.share(1, 0) == report._figure(sum, [None]) == "–"


def test_the_committed_page_names_its_command_and_says_what_the_sources_say_now():
    page = (ROOT / "docs" / "simulated-service.md").read_text("utf-8")
    assert re.search(r"`python manage.py simulate --patients \d+ --months 12 --seed 7 --until 20", page)
    assert "This is no evidence of anything" in page
    compared = sources().compared.values()
    parts = [sources().courses.source, *(text for row in compared for text in (row.source, row.why))]
    assert [text for text in parts if text not in page] == []


def test_the_report_command_prints_the_page(centre):
    out = StringIO()
    call_command("cohort_report", patients=8, months=2, seed=PLAN.seed, until=PLAN.until, stdout=out)
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
