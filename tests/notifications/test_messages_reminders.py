"""Reminders about questions: which on which day, in the person's own day, and never to who is not asked any more."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.foundation import clock
from oncocare.notifications.models import Message
from questionnaires.scheduling.actions import assign, cancel_open, close_past_windows, remind
from questionnaires.scheduling.messages import waiting
from questionnaires.scheduling.reminders import kind_for
from questionnaires.scheduling.tasks import remind as remind_task
from questionnaires.selectors import due_for
from tests.cast import BY, phq9
from tests.factories.rooms import DAY_ONE, ask, day, newcomer, send

MONDAY = DAY_ONE.date()


def on(number):
    return MONDAY + timedelta(days=number)


def queued():
    return list(Message.objects.filter(channel="email").order_by("made", "kind").values_list("kind", flat=True))


def three_weeks(patient, *instruments):
    """Opens on day 0, due on day 7, closes on day 14."""
    return assign(
        by=BY, patient=patient, instruments=instruments or ("phq-9",), opens=on(0), due=on(7), closes=on(14)
    )  # fmt: skip


def live(until, hour=10):
    """Every day of the sweep, as beat runs it."""
    for number in range(until):
        with clock.at(day(number, hour)):
            remind_task()


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        (-1, ""),
        (0, "questions.open"),
        (5, "questions.open"),
        (6, "questions.due"),
        (7, "questions.due"),
        (8, "questions.overdue"),
        (14, "questions.overdue"),
        (15, ""),
    ],
)
def test_what_there_is_to_say_on_a_day(today, kind):
    assert kind_for(on(0), on(7), on(14), on(today)) == kind


@pytest.mark.parametrize(
    ("due", "kinds"),
    [(0, ["questions.open"]), (1, ["questions.open", "questions.due"])],
)
def test_a_short_window_is_not_nagged_about(due, kinds):
    assert list(dict.fromkeys(kind_for(on(0), on(due), on(due), on(number)) for number in range(due + 1))) == kinds


@given(st.integers(0, 40), st.integers(0, 40), st.integers(-5, 90))
def test_never_outside_the_window_and_at_most_three_in_order(until_due, grace, today):
    due, closes = on(until_due), on(until_due + grace)
    inside = on(0) <= on(today) <= closes
    assert bool(kind_for(on(0), due, closes, on(today))) == inside
    course = [kind_for(on(0), due, closes, on(number)) for number in range(until_due + grace + 1)]
    order = ["questions.open", "questions.due", "questions.overdue"]
    assert [order.index(kind) for kind in course] == sorted(order.index(kind) for kind in course)


def test_a_whole_course_of_reminders_each_once(cast):
    three_weeks(cast.patient(cast.ana), "phq-9", "gad-7")
    live(20)
    assert queued() == ["questions.open", "questions.due", "questions.overdue"]
    made = Message.objects.filter(channel="email").order_by("made").values_list("made", flat=True)
    assert list(made) == [day(0), day(6), day(8)]


def test_who_answers_hears_nothing_more(cast):
    [assignment] = three_weeks(cast.patient(cast.ana))
    with clock.at(day(2)):
        remind()
        send(assignment, phq9(3))
    live(20)
    assert queued() == ["questions.open"]


def test_who_is_not_asked_any_more_hears_nothing(cast):
    ana, bea, dora = (cast.patient(user) for user in (cast.ana, cast.bea, cast.dora))
    for patient in (ana, bea, dora):
        three_weeks(patient)
    cancel_open(by=BY, patient=ana)
    bea.died_on = on(0)
    bea.save()
    cast.dora.is_active = False
    cast.dora.save()
    live(20)
    assert queued() == []


def test_who_has_no_account_is_not_counted(cast):
    patient = newcomer(cast.here, "NOBODY").patient
    three_weeks(patient)
    with clock.at(day(0)):
        assert remind() == 0


def test_it_is_the_persons_own_day_that_counts(cast):
    patient = cast.patient(cast.ana)
    three_weeks(patient)
    patient.time_zone = "America/New_York"
    patient.save()
    with clock.at(day(6, 3)):  # in New York it is still the evening before
        remind()
    assert queued() == ["questions.open"]
    with clock.at(day(6, 7)):
        remind()
    assert queued() == ["questions.open", "questions.due"]


@pytest.mark.parametrize(("zone", "hours"), [("Pacific/Auckland", 12), ("America/Mexico_City", 31)])
def test_something_is_said_from_the_moment_on_at_which_the_page_shows_it(cast, zone, hours):
    patient = cast.patient(cast.ana)
    patient.time_zone = zone
    patient.save()
    three_weeks(patient)
    midnight = day(-1, 0) + timedelta(hours=hours)  # where she lives
    with clock.at(midnight - timedelta(minutes=1)):
        assert (due_for(patient), remind()) == ([], 0)
    with clock.at(midnight):
        assert (len(due_for(patient)), remind()) == (1, 1)
        [message] = Message.objects.filter(channel="email")
        assert list(waiting(cast.ana, [message.source])) == [message.source]


def test_once_the_window_is_over_nothing_is_said(cast):
    three_weeks(cast.patient(cast.ana))
    with clock.at(day(15)):
        close_past_windows()
        assert remind() == 0


def test_the_sweep_asks_as_often_for_three_people_as_for_one(cast, django_assert_num_queries):
    for user in (cast.ana, cast.bea, cast.dora):
        ask(cast.patient(user))
    remind()
    with django_assert_num_queries(4):  # a savepoint, the questions, what was queued
        assert remind() == 0


def test_days_are_calendar_days():
    assert kind_for(date(2028, 2, 28), date(2028, 3, 1), date(2028, 3, 1), date(2028, 2, 29)) == "questions.due"
