"""What a centre's schedule opens for its people: each question once, at its day, with what a positive screen opens."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from oncocare.audit.models import AuditRow
from oncocare.events.actions import inline
from oncocare.foundation import clock
from oncocare.people.actions import take_into_care
from oncocare.people.models import Patient
from questionnaires.instruments.catalogue import catalogue
from questionnaires.models import Anchor, Assignment, PatientSchedule, ScheduleVersion
from questionnaires.scheduling import actions as scheduling
from questionnaires.scheduling import selectors as schedules
from questionnaires.scheduling.schedule import schedule_of
from questionnaires.scheduling.tasks import plan_all
from questionnaires.selectors import due_for
from steps import actions as steps
from steps.levels import Level
from steps.models import Pathway
from tests.cast import BY, gad7, phq9
from tests.factories.committed import at_once
from tests.factories.rooms import MADRID, ask, day, newcomer, send
from tests.questionnaires.scheduling.sweeping import (
    NEGATIVE,
    PLAIN,
    POSITIVE,
    TWO_STAGE,
    adopt,
    asked,
    one_line,
    screen_of,
    sweep,
)

# --- adopting ---------------------------------------------------------------------------------------------------------


def test_a_schedule_is_kept_as_a_version_and_the_same_words_make_no_other(cast):
    first = adopt(cast.here)
    assert (first.number, first.sha256, first.made_by) == (1, PLAIN.sha256, BY)
    assert adopt(cast.here) == first
    assert adopt(cast.here, TWO_STAGE).number == 2
    assert adopt(cast.there).number == 1
    assert schedules.schedule_in(schedules.newest(cast.here)) == TWO_STAGE
    assert AuditRow.objects.filter(verb="schedule.adopted", centre=str(cast.here.pk)).count() == 2


def test_everybody_in_care_follows_the_new_version_but_not_who_left(cast):
    steps.set_status(by=cast.clara, pathway=cast.pathway(cast.bea), step="withdraw", reason="made up")
    version = adopt(cast.here)
    following = {one.patient.user: one.schedule for one in PatientSchedule.objects.all()}
    assert following == {cast.ana: version, cast.bea: None, cast.dora: None}


def test_a_schedule_that_asks_too_much_is_refused_with_its_numbers(cast):
    codes = [code for code, one in sorted(catalogue().items()) if one.texts and not one.risk]
    line = {"line": "all", "instruments": codes, "anchor": "enrolment", "every": 7, "due_days": 2}
    wanted = sum(catalogue()[code].minutes for code in codes)
    content = {"title": {"en": "x"}, "weekly_minutes": 3, "lines": [line]}
    with pytest.raises(ValidationError) as refused:
        adopt(cast.here, schedule_of(content, catalogue()))
    [said] = refused.value.messages
    assert said.startswith(
        f"In the seven days from day 0 after joining, at level 1, it asks for {wanted} minutes. The limit is 3 minutes."
    )
    assert not ScheduleVersion.objects.exists()


def test_what_risk_needs_may_go_over_the_budget(cast):
    content = {**one_line(every=14).content, "weekly_minutes": 1}
    assert adopt(cast.here, schedule_of(content, catalogue())).number == 1


def test_an_instrument_without_words_here_cannot_be_asked(cast):
    with pytest.raises(ValidationError) as refused:
        adopt(cast.here, one_line(instruments=["hads"]))
    assert refused.value.messages == [
        "Hospital Anxiety and Depression Scale cannot be asked here yet: your centre has no text for it."
    ]


# --- opening ----------------------------------------------------------------------------------------------------------


def test_who_joins_has_the_first_questions_at_once_in_their_order(begun):
    assert asked(begun) == [("phq-9", 0, "open"), ("gad-7", 0, "open")]
    with clock.at(day(0)):
        due = due_for(begun)
    assert [one.instrument for one in due] == ["phq-9", "gad-7"]
    assert len({one.bundle for one in due}) == 1
    assert {(one.line, one.occurrence, one.due, one.closes) for one in due} == {
        ("every-two-weeks", day(0).date(), day(3).date(), day(7).date())
    }


def test_a_centre_without_a_schedule_asks_nothing_by_itself(cast):
    assert sweep(0) == 0
    assert asked(cast.patient(cast.ana)) == []


def test_asking_again_opens_nothing_twice(begun):
    assert [sweep(number, hour) for number in (0, 1, 7, 13) for hour in (1, 23)] == [0] * 8
    with clock.at(day(9)):
        scheduling.close_past_windows()
    assert [sweep(14), sweep(14), sweep(15)] == [2, 0, 0]
    assert [row for row in asked(begun) if row[1] == 14] == [("phq-9", 14, "open"), ("gad-7", 14, "open")]


def test_what_opened_while_the_sweep_was_down_opens_late_and_what_is_over_does_not(begun):
    with clock.at(day(50)):
        scheduling.close_past_windows()
    assert sweep(45) == 2  # day 42 can still be answered; days 14 and 28 are over
    assert [row[1] for row in asked(begun, "open")] == [42, 42]


def test_two_sweeps_at_the_same_moment_open_each_question_once(committed):
    adopt(committed.here)
    ana = committed.patient(committed.ana)
    ended = at_once(*(lambda: len(scheduling.plan(by=BY, patient=ana)) for _ in range(4)))
    assert sorted(map(str, ended)) == ["0", "0", "0", "2"]
    assert Assignment.objects.filter(patient=ana).count() == 2


def test_the_sweep_asks_the_database_the_same_for_one_and_for_many(cast):
    adopt(cast.here)
    assert plan_all() == 4
    counted = []
    for number in range(3):
        with CaptureQueriesContext(connection) as captured:
            assert plan_all() == 0
        counted.append(len(captured))
        newcomer(cast.here, f"N{number}")
    assert len(set(counted)) == 1
    assert counted[0] <= 4


def test_one_person_who_fails_holds_up_nobody(cast, monkeypatch, caplog):
    adopt(cast.here)
    plan, ana = scheduling.plan, cast.patient(cast.ana)

    def failing(*, by, patient):
        if patient == ana:
            raise DatabaseError
        return plan(by=by, patient=patient)

    monkeypatch.setattr(scheduling, "plan", failing)
    assert plan_all() == 2
    assert str(ana.pk) in caplog.text


def test_one_person_who_cannot_be_reckoned_holds_up_nobody_and_the_log_says_nothing_clinical(cast, monkeypatch, caplog):
    adopt(cast.here)
    reckoned, ana = schedules._to_open, cast.patient(cast.ana)

    def failing(patient_schedule, *rows):
        if patient_schedule.patient == ana:
            raise OverflowError("operated on 9999-12-31")
        return reckoned(patient_schedule, *rows)

    monkeypatch.setattr(schedules, "_to_open", failing)
    assert plan_all() == 2
    assert str(ana.pk) in caplog.text
    assert "9999" not in caplog.text


@pytest.mark.parametrize("anchor", ["surgery", "treatment", "cycle", "diagnosis"])
def test_a_day_at_the_end_of_the_calendar_stops_the_sweep_for_nobody(cast, anchor):
    at_the_end = dict.fromkeys(("operated_on", "treated_from", "diagnosed_on"), date.max)
    Patient.objects.filter(user=cast.ana).update(cycle_days=21, **at_the_end)
    later = {} if anchor == "cycle" else {"every": 14}
    adopt(cast.here, schedule_of({"title": {"en": "x"}, "weekly_minutes": 60, "lines": [
        {"line": "far", "instruments": ["phq-9"], "anchor": anchor, "offset": 7, "due_days": 3, **later},
        {"line": "near", "instruments": ["gad-7"], "anchor": "enrolment", "due_days": 3},
    ]}, catalogue()))  # fmt: skip
    assert plan_all() == 2
    assert {row.instrument for row in Assignment.objects.all()} == {"gad-7"}


def test_what_is_open_by_hand_or_answered_meanwhile_is_not_asked_on_top(cast, begun):
    with clock.at(day(9)):
        scheduling.close_past_windows()
    with clock.at(day(12)):
        [by_hand] = ask(begun, "phq-9", days=5)
    assert sweep(14) == 1
    with clock.at(day(15)):
        send(by_hand, phq9(3))
        assert scheduling.plan(by=BY, patient=begun) == []
    assert asked(begun, "open") == [("gad-7", 14, "open")]


def test_a_new_version_counts_from_the_day_it_is_there(begun, cast):
    with clock.at(day(9)):
        scheduling.close_past_windows()
    with clock.at(day(16)):
        adopt(cast.here, one_line(every=15, instruments=["gad-7"]))
        assert plan_all() == 0  # day 15 was before it
    assert sweep(30) == 1
    assert PatientSchedule.objects.get(patient=begun).schedule.number == 2


# --- levels -----------------------------------------------------------------------------------------------------------


def test_a_level_brings_its_own_questions_from_the_day_it_is_entered(cast):
    with clock.at(day(0)):
        adopt(cast.here, TWO_STAGE)
        pathway = newcomer(cast.here, "NEW")
    with clock.at(day(10)):
        scheduling.close_past_windows()
        steps.override(by=cast.clara, pathway=pathway, to=Level.GROUP_THERAPY, reason="made up")
    assert list(Anchor.objects.filter(patient=pathway.patient).values_list("kind", "day")) == [
        ("level:1", day(0).date()),
        ("level:4", day(10).date()),
    ]
    assert [sweep(number) for number in (14, 17, 24)] == [0, 2, 0]  # no screen at level 4; the last is still open
    with clock.at(day(25)):
        scheduling.close_past_windows()
    assert sweep(25) == 2


# --- two stages -------------------------------------------------------------------------------------------------------


def test_a_positive_screen_opens_the_full_questionnaires_as_part_of_the_same_questions(screened):
    screen = screen_of(screened)
    with clock.at(day(14, 11)), inline():
        send(screen, POSITIVE)
        due = due_for(screened.patient)
    assert [(one.instrument, one.bundle, one.place, one.line, one.occurrence) for one in due] == [
        ("phq-9", screen.bundle, 1, "screen", day(14).date()),
        ("gad-7", screen.bundle, 2, "screen", day(14).date()),
    ]
    assert list(screened.decisions.values_list("point", flat=True)) == [day(0).date()]


def test_the_level_is_decided_when_the_whole_of_it_is_in(screened):
    with clock.at(day(14, 11)), inline():
        send(screen_of(screened), POSITIVE)
        for one, answers in zip(due_for(screened.patient), (phq9(12), gad7(3)), strict=True):
            send(one, answers)
    assert list(screened.decisions.values_list("point", flat=True)) == [day(0).date(), day(14).date()]
    assert Pathway.objects.get(pk=screened.pk).level == Level.CAMPUS


def test_a_negative_screen_opens_nothing_and_the_point_is_decided(screened):
    with clock.at(day(14, 11)), inline():
        send(screen_of(screened), NEGATIVE)
    assert due_for(screened.patient) == []
    assert screened.decisions.count() == 2


def test_who_answers_the_screen_on_its_last_day_can_go_on_tomorrow(screened):
    screen = screen_of(screened)
    with clock.at(datetime.combine(screen.closes, datetime.min.time(), MADRID)), inline():
        send(screen, POSITIVE)
        assert {one.closes for one in due_for(screened.patient)} == {screen.closes + timedelta(days=1)}


def test_a_full_questionnaire_that_is_open_already_is_not_opened_twice(screened):
    with clock.at(day(14, 11)), inline():
        ask(screened.patient, "gad-7")
        send(screen_of(screened), POSITIVE)
    assert asked(screened.patient, "open") == [("gad-7", 14, "open"), ("phq-9", 14, "open")]


def test_a_screen_asked_by_hand_opens_nothing_by_itself(screened):
    with clock.at(day(20)), inline():
        scheduling.cancel_open(by=BY, patient=screened.patient)
        [screen] = ask(screened.patient, "phq-4")
        send(screen, POSITIVE)
        assert due_for(screened.patient) == []


def test_a_line_that_is_gone_opens_nothing(screened, cast):
    with clock.at(day(14, 11)), inline():
        adopt(cast.here, PLAIN)
        send(screen_of(screened), POSITIVE)
        assert due_for(screened.patient) == []


# --- reading ----------------------------------------------------------------------------------------------------------


def test_the_next_ninety_days_of_a_person(begun, cast):
    with clock.at(day(3)):
        plan = schedules.plan_of(begun, PLAIN)
    assert sorted({(one.day - day(0).date()).days for one in plan.due}) == [14, 28, 42, 56, 70, 84]
    with clock.at(day(3)):
        steps.set_status(by=cast.clara, pathway=begun.pathway, step="pause", reason="made up")
        assert schedules.plan_of(begun, PLAIN).due == ()


def test_dates_of_the_illness_are_counted_from(cast):
    with clock.at(day(0)):
        adopt(cast.here, one_line(anchor="surgery", offset=2))
        patient = take_into_care(by=BY, centre=cast.here, key="NEW")
        steps.open_pathway(by=BY, patient=patient)
        patient.operated_on = day(4).date()
        patient.save()
    assert [sweep(number) for number in (5, 6)] == [0, 1]
