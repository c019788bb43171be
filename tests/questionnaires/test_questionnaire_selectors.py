"""What is due, what was missed, and the course of the scores."""

from datetime import date

from oncocare.foundation import clock
from questionnaires import selectors
from questionnaires.instruments.catalogue import definition
from questionnaires.scheduling import actions as scheduling
from questionnaires.scheduling import selectors as schedules
from questionnaires.scheduling.tasks import close_past_windows
from questionnaires.selectors import MissedSet
from tests.cast import BY, gad7, phq9
from tests.factories.rooms import ask, day, send


def test_what_is_due_comes_with_the_earliest_first_and_nothing_that_opens_later(patient):
    with clock.at(day(0)):
        late, soon, later = date(2026, 3, 9), date(2026, 3, 4), date(2026, 3, 3)
        make = lambda code, opens, due: scheduling.assign(  # noqa: E731
            by=BY, patient=patient, instruments=[code], opens=opens, due=due, closes=due
        )
        today = date(2026, 3, 2)
        [one], [two], _ = make("phq-9", today, late), make("gad-7", today, soon), make("who-5", later, late)
        assert selectors.due_for(patient) == [two, one]
        assert schedules.minutes([one, two]) == definition("phq-9").minutes + definition("gad-7").minutes


def test_a_set_is_missed_when_none_of_it_was_answered_and_its_window_is_over(patient):
    assert selectors.missed_sets(patient) == []
    for number, answered in enumerate([0, 1, 2]):
        with clock.at(day(number * 10)):
            for one in ask(patient, "phq-9", "gad-7")[:answered]:
                send(one, phq9(3) if one.instrument == "phq-9" else gad7(3))
    with clock.at(day(7, 23)):
        close_past_windows()
        assert selectors.missed_sets(patient) == []
    with clock.at(day(60)):
        close_past_windows()
    assert selectors.missed_sets(patient) == [MissedSet(day(7).date(), frozenset({"phq-9", "gad-7"}))]


def test_the_next_of_a_bundle_is_the_next_that_is_open(patient):
    first, second, third = ask(patient, "phq-9", "gad-7", "who-5")
    assert (selectors.next_in_bundle(first), selectors.open_in_bundle(first.bundle).count()) == (second, 3)
    send(second, gad7(3))
    assert (selectors.next_in_bundle(first), selectors.open_in_bundle(first.bundle).count()) == (third, 2)


def test_scores_are_read_in_order_of_measurement_and_readings_in_order_of_recording(patient):
    with clock.at(day(1)):
        [one] = ask(patient)
        send(one, phq9(3))
    with clock.at(day(2)):
        [one] = ask(patient)
        send(one, phq9(9), answered=day(0))
        [empty] = ask(patient)
        send(empty, {"1": 1})
    assert [score.value for score in selectors.scores_of(patient)] == [9, 3, None]
    assert [one.value for one in selectors.readings(patient)] == [3, 9]
    assert [one.answers["1"] for one in selectors.responses_of(patient)] == [1, 3, 3]
