"""Whoever stops and comes back finds the questions that were open then, with their answers, while there is time."""

from __future__ import annotations

import pytest

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from questionnaires.models import Assignment
from questionnaires.scheduling import actions as scheduling
from questionnaires.scheduling.tasks import close_past_windows
from steps import actions as steps
from tests.cast import BY, phq9
from tests.factories.committed import at_once
from tests.factories.rooms import ask, day, send
from tests.questionnaires.keeping import save
from tests.questionnaires.scheduling.sweeping import asked, sweep


def step(cast, patient, number, name, hour=10):
    with clock.at(day(number, hour)):
        steps.set_status(by=cast.clara, pathway=patient.pathway, step=name, reason="made up")


def reopen(patient):
    return [row.instrument for row in scheduling.reopen(by=BY, patient=patient)]


@pytest.mark.parametrize(("leave", "back"), [("withdraw", "come_back"), ("pause", "resume"), ("ill", "resume")])
def test_coming_back_reopens_what_was_open_with_its_draft(cast, begun, leave, back):
    due = Assignment.objects.get(patient=begun, instrument="phq-9")
    with clock.at(day(1)):
        save(due, "1", 2)
    step(cast, begun, 1, leave, 11)
    assert asked(begun, "cancelled") == [("phq-9", 0, "cancelled"), ("gad-7", 0, "cancelled")]
    step(cast, begun, 2, back)
    assert asked(begun) == [("phq-9", 0, "open"), ("gad-7", 0, "open")]
    due.refresh_from_db()
    assert (due.draft.answers, due.taken_back) == ({"1": 2}, None)
    assert AuditRow.objects.filter(verb="assignment.reopened", patient=str(begun.pk)).count() == 2


def test_the_last_day_of_its_window_still_counts_and_the_day_after_does_not(cast, begun):
    [last] = {row.closes for row in Assignment.objects.filter(patient=begun)}
    number = (last - day(0).date()).days
    step(cast, begun, 1, "pause")
    step(cast, begun, number, "resume", 22)
    assert len(asked(begun, "open")) == 2
    step(cast, begun, number, "pause", 22)
    step(cast, begun, number + 1, "resume", 1)
    assert asked(begun, "open") == []
    assert not Assignment.objects.exclude(taken_back=None).exists()


def test_the_day_is_the_one_where_the_person_lives(cast, begun):
    begun.time_zone = "America/Santiago"
    begun.save()
    [last] = {row.closes for row in Assignment.objects.filter(patient=begun)}
    number = (last - day(0).date()).days
    step(cast, begun, 1, "pause")
    step(cast, begun, number + 1, "resume", 2)  # over in Madrid, still the last evening in Santiago
    assert len(asked(begun, "open")) == 2


def test_what_is_past_its_window_stays_cancelled_and_is_never_counted_as_missed(cast, begun):
    step(cast, begun, 1, "pause")
    step(cast, begun, 20, "resume")
    with clock.at(day(21)):
        close_past_windows()
    assert asked(begun) == [("phq-9", 0, "cancelled"), ("gad-7", 0, "cancelled")]


def test_coming_back_on_the_day_of_the_next_set_asks_each_instrument_once(cast, begun):
    with clock.at(day(13)):
        close_past_windows()
        ask(begun, "phq-9", days=7)
    step(cast, begun, 13, "pause", 11)
    step(cast, begun, 14, "resume")
    assert sorted(asked(begun, "open")) == [("gad-7", 14, "open"), ("phq-9", 13, "open")]
    sweep(14, 12)
    assert len(asked(begun, "open")) == 2


def test_one_of_the_same_instrument_asked_meanwhile_stays_the_only_one(cast, begun):
    step(cast, begun, 1, "pause")
    with clock.at(day(2)):
        [newer, _gad] = ask(begun, "phq-9", "gad-7")
    with clock.at(day(3)):
        send(newer, phq9(3))
        ask(begun, "phq-9")
    step(cast, begun, 4, "resume")
    phq = [row for row in asked(begun) if row[0] == "phq-9"]
    assert phq == [("phq-9", 0, "cancelled"), ("phq-9", 2, "answered"), ("phq-9", 3, "open")]
    step(cast, begun, 5, "pause")
    step(cast, begun, 5, "resume", 11)
    assert [row for row in asked(begun) if row[0] == "phq-9"] == phq, "only what this stop took back comes back"


def test_of_an_instrument_taken_back_twice_the_later_comes_back(cast, begun):
    step(cast, begun, 1, "pause")
    with clock.at(day(2)):
        ask(begun, "phq-9")
    step(cast, begun, 3, "withdraw")
    step(cast, begun, 4, "come_back")
    assert [row for row in asked(begun) if row[0] == "phq-9"] == [("phq-9", 0, "cancelled"), ("phq-9", 2, "open")]


def test_reopening_again_changes_nothing_and_what_was_cancelled_otherwise_stays_so(begun):
    with clock.at(day(1)):
        Assignment.objects.filter(patient=begun, instrument="gad-7").update(state=Assignment.State.CANCELLED)
        scheduling.cancel_open(by=BY, patient=begun)
        assert [reopen(begun), reopen(begun)] == [["phq-9"], []]
    assert asked(begun) == [("phq-9", 0, "open"), ("gad-7", 0, "cancelled")]


def test_the_dead_are_not_asked_again(cast, begun):
    step(cast, begun, 1, "end")
    assert asked(begun, "open") == []


def test_somebody_who_asks_at_the_moment_of_coming_back_does_not_ask_twice(committed):
    patient = committed.patient(committed.ana)
    ask(patient)
    scheduling.cancel_open(by=BY, patient=patient)
    ended = at_once(lambda: len(ask(patient)), lambda: len(reopen(patient)))
    assert sorted(ended) == [0, 1]
    assert Assignment.objects.filter(patient=patient, state="open").count() == 1


def test_what_was_under_somebodys_hands_after_midnight_comes_back_too(patient):
    [open_set] = ask(patient)
    with clock.at(day(7, 23, 50)):
        save(open_set, "1", 1)
    with clock.at(day(8, 0, 5)):
        close_past_windows()
        scheduling.cancel_open(by=BY, patient=patient)
    with clock.at(day(8, 0, 6)):
        assert scheduling.reopen(by=BY, patient=patient) == [open_set]
