"""A schedule asks nothing while a person is stopped, and opens each day in the person's own day."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from oncocare.foundation import clock
from questionnaires.answering import actions
from questionnaires.models import Anchor, PatientSchedule
from questionnaires.scheduling import actions as scheduling
from questionnaires.scheduling import selectors as schedules
from questionnaires.scheduling.tasks import plan_all
from questionnaires.selectors import due_for
from steps import actions as steps
from tests.cast import BY
from tests.factories.committed import PATIENCE, at_once
from tests.factories.rooms import MADRID, ask, day, newcomer, send
from tests.questionnaires.scheduling.sweeping import POSITIVE, TWO_STAGE, adopt, asked, screen_of, sweep

# --- stopping ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "why"), [("pause", "paused"), ("ill", "ill"), ("withdraw", "withdrawn"), ("end", "died")]
)
def test_stopping_takes_back_what_is_open_and_opens_nothing_more(cast, begun, step, why):
    with clock.at(day(1)):
        steps.set_status(by=cast.clara, pathway=begun.pathway, step=step, reason="made up")
    course = PatientSchedule.objects.get(patient=begun)
    assert (course.stopped, course.stopped_on) == (why, day(1).date())
    kept = asked(begun)
    for number in (1, 14, 28, 240):
        sweep(number)
    assert (asked(begun), asked(begun, "open")) == (kept, [])


def test_going_on_asks_from_the_next_natural_day_and_makes_nothing_up(cast, begun):
    with clock.at(day(13)):
        steps.set_status(by=cast.clara, pathway=begun.pathway, step="ill", reason="made up")
    assert sweep(14) == 0
    with clock.at(day(16)):
        steps.set_status(by=cast.clara, pathway=begun.pathway, step="resume", reason="made up")
    assert [sweep(number) for number in (16, 27, 28)] == [0, 0, 2]
    assert [(one.stopped, one.stopped_on) for one in PatientSchedule.objects.filter(patient=begun)] == [("", None)]


def test_without_the_record_of_the_stop_the_missed_day_would_be_made_up(cast, begun, monkeypatch):
    with clock.at(day(13)):
        steps.set_status(by=cast.clara, pathway=begun.pathway, step="ill", reason="made up")
    monkeypatch.setattr(schedules, "_stops", lambda anchors: iter(()))
    with clock.at(day(16)):
        steps.set_status(by=cast.clara, pathway=begun.pathway, step="resume", reason="made up")
    assert asked(begun, "open") == [("phq-9", 14, "open"), ("gad-7", 14, "open")]


def test_who_was_paused_and_dies_is_stopped_once(cast, begun):
    for number, step in ((3, "pause"), (5, "end")):
        with clock.at(day(number)):
            steps.set_status(by=cast.clara, pathway=begun.pathway, step=step, reason="made up")
    course = PatientSchedule.objects.get(patient=begun)
    assert (course.stopped, course.stopped_on) == ("died", day(3).date())
    assert Anchor.objects.filter(patient=begun, kind=schedules.STOPPED).count() == 1


def test_nobody_can_be_asked_by_hand_after_death(cast, begun):
    steps.set_status(by=cast.clara, pathway=begun.pathway, step="end", reason="made up")
    begun.refresh_from_db()
    with pytest.raises(ValidationError, match="has died"):
        ask(begun, "brs")


def test_nobody_whose_account_is_closed_is_asked(cast):
    adopt(cast.here)
    cast.ana.is_active = False
    cast.ana.save()
    assert plan_all() == 2  # Bea
    assert asked(cast.patient(cast.ana)) == []


def test_a_sweep_waits_for_who_stops_a_course_and_then_finds_it_stopped(committed):
    adopt(committed.here)
    pathway, begun, go = committed.pathway(committed.ana), threading.Event(), threading.Event()
    stop = scheduling.stop

    def stopping(**said):
        course = stop(**said)
        begun.set()
        go.wait(timeout=PATIENCE)
        return course

    def hold():
        scheduling.stop = stopping
        try:
            steps.set_status(by=committed.clara, pathway=pathway, step="pause", reason="made up")
        finally:
            scheduling.stop = stop

    def plan():
        begun.wait(timeout=PATIENCE)
        threading.Timer(0.2, go.set).start()
        return scheduling.plan(by=BY, patient=pathway.patient)

    assert at_once(hold, plan) == [None, []]
    assert asked(pathway.patient) == []


def test_what_an_answer_opens_while_somebody_stops_the_course_is_taken_back_too(committed, monkeypatch):
    with clock.at(day(0)):
        adopt(committed.here, TWO_STAGE)
        pathway = newcomer(committed.here, "NEW")
    with clock.at(day(9)):
        scheduling.close_past_windows()
    sweep(14)
    screen, emit, stored = screen_of(pathway), actions.emit, threading.Event()

    def slowly(*args, **said):
        stored.set()
        threading.Event().wait(0.4)  # the answer and what it opened are there, and not yet committed
        return emit(*args, **said)

    monkeypatch.setattr(actions, "emit", slowly)

    def answer():
        with clock.at(day(14, 11)):
            return send(screen, POSITIVE).instrument

    def stop():
        stored.wait(timeout=PATIENCE)
        return steps.set_status(by=committed.clara, pathway=pathway, step="pause", reason="made up").status

    assert at_once(answer, stop) == ["phq-4", "paused"]
    assert asked(pathway.patient, "open") == []
    assert [row[0] for row in asked(pathway.patient, "cancelled")] == ["phq-9", "gad-7"]


# --- days and zones ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2026, 10, 25), date(2028, 2, 29)])
def test_a_question_opens_at_the_persons_own_midnight_on_the_day_the_clocks_change(cast, change):
    midnight = datetime.combine(change, datetime.min.time(), MADRID).astimezone(UTC)
    with clock.at(midnight - timedelta(days=14) + timedelta(hours=3)):
        adopt(cast.here)
        patient = newcomer(cast.here, "NEW").patient
    with clock.at(midnight - timedelta(days=3)):
        scheduling.close_past_windows()
    made = []
    for minutes in range(-180, 27 * 60, 20):
        with clock.at(midnight + timedelta(minutes=minutes)):
            made += [(minutes, one.opens) for one in scheduling.plan(by=BY, patient=patient)]
    assert made == [(0, change), (0, change)]


@pytest.mark.slow
def test_a_move_to_santiago_and_back_opens_each_day_once_in_the_persons_own_day(cast):
    start = datetime(2026, 10, 6, 10, tzinfo=MADRID)
    with clock.at(start):
        adopt(cast.here)
        patient = newcomer(cast.here, "NEW").patient
    opened = []
    for hour in range(36 * 24):
        now = start + timedelta(hours=hour)
        if hour in (13 * 24 + 12, 14 * 24 + 15):  # away on the evening before the second time, back the day after
            patient.time_zone = "America/Santiago" if hour < 14 * 24 else ""
            patient.save()
        with clock.at(now):
            opened += [
                (now.astimezone(UTC), one.instrument, one.opens) for one in scheduling.plan(by=BY, patient=patient)
            ]
            if hour % 24 == 0:
                scheduling.close_past_windows()
    phq = [(when, opens) for when, instrument, opens in opened if instrument == "phq-9"]
    assert [opens for _, opens in phq] == [date(2026, 10, 20), date(2026, 11, 3)]
    assert phq[0][0] == datetime(2026, 10, 20, 3, tzinfo=UTC)  # midnight in Santiago, five in the morning in Madrid


def test_what_is_due_and_what_is_over_follows_the_day_where_the_person_lives(begun):
    begun.time_zone = "America/Santiago"
    begun.save()
    last = datetime.combine(day(8).date(), datetime.min.time(), MADRID) + timedelta(hours=2)
    with clock.at(last):  # over in Madrid since two hours, still the last evening in Santiago
        assert scheduling.close_past_windows() == 0
        assert len(due_for(begun)) == 2
    with clock.at(last + timedelta(hours=3)):
        assert scheduling.close_past_windows() == 2
