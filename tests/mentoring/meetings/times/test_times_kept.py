"""When meetings are, kept in django-scheduler; and what of it we must not use, shown on its bare models."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytz
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from schedule.feeds import CalendarICalendar
from schedule.models import Calendar, Event, Occurrence, Rule
from schedule.models import events as of_scheduler
from schedule.views import api_select_create

from mentoring.meetings.times import actions
from mentoring.meetings.times.selectors import clashes, counted, meant_elsewhere, zone_of
from mentoring.meetings.times.series import Times, on_the_wall, spans
from oncocare.foundation import clock

BY = "system:tests"
HERE = uuid.UUID(int=1)
MADRID = "Europe/Madrid"
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
SPRING = Times(date(2026, 3, 23), time(10), 60, MADRID, every=1, last=date(2026, 4, 6))

# By city: the first Monday of three weeks with a clock change between the first and the second, and the hours in UTC.
CHANGES = [
    (MADRID, date(2026, 3, 23), [9, 8, 8]),
    (MADRID, date(2026, 10, 19), [8, 9, 9]),
    ("Europe/Lisbon", date(2026, 3, 23), [10, 9, 9]),
    ("Europe/Lisbon", date(2026, 10, 19), [9, 10, 10]),
    ("Europe/Warsaw", date(2026, 3, 23), [9, 8, 8]),
    ("Europe/Warsaw", date(2026, 10, 19), [8, 9, 9]),
    ("America/Mexico_City", date(2022, 3, 28), [16, 15, 15]),  # the last ones: its clocks have not changed since
    ("America/Mexico_City", date(2022, 10, 24), [15, 16, 16]),
    ("America/Mexico_City", date(2026, 3, 30), [16, 16, 16]),
    ("America/Santiago", date(2026, 3, 30), [13, 14, 14]),
    ("America/Santiago", date(2026, 8, 31), [14, 13, 13]),
]


def kept(times=SPRING):
    """An event of a centre with its rows."""
    return actions.keep_times(by=BY, centre=HERE, times=times)


def fresh(event):
    """Its rows as they are stored, in the order in which they were meant."""
    return list(Occurrence.objects.filter(event=event).order_by("original_start"))


def starts(rows):
    return [one.start.astimezone(UTC) for one in rows]


def wall(rows, zone):
    return [on_the_wall(one.start, zone) for one in rows]


def bare(**given):
    """A weekly series as django-scheduler makes one, over the clock change of spring in Madrid."""
    calendar = Calendar.objects.create(name="bare", slug="bare")
    rule = Rule.objects.create(name="weekly", description="", frequency="WEEKLY", params="interval:1")
    begins = datetime(2026, 3, 23, 10, tzinfo=ZoneInfo(MADRID))
    facts = {"start": begins, "end": begins + HOUR, "end_recurring_period": begins + 2 * WEEK + 2 * HOUR, **given}
    return Event.objects.create(calendar=calendar, rule=rule, title="", **facts)


# --- clock changes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("zone", "first", "hours"), CHANGES)
def test_a_weekly_series_stays_at_its_time_on_the_wall_over_a_clock_change(db, zone, first, hours):
    times = Times(first, time(10), 60, zone, every=1, last=first + 2 * WEEK)
    event, rows = kept(times)
    assert [one.hour for one in starts(fresh(event))] == hours
    assert wall(fresh(event), zone) == [(first + n * WEEK, time(10)) for n in range(3)]
    assert {one.end - one.start for one in rows} == {HOUR}
    assert counted(event, times) == fresh(event)  # asked again, nothing is doubled


@pytest.mark.parametrize("every", [1, 2, 4])
def test_every_date_of_a_series_is_a_row_and_asked_again_they_are_the_same(db, every):
    times = Times(date(2026, 3, 2), time(18), 90, MADRID, every=every, last=date(2026, 6, 1))
    event, rows = kept(times)
    assert [(one.start, one.end) for one in fresh(event)] == spans(times)
    assert [one.pk for one in counted(event, times)] == [one.pk for one in rows] == [one.pk for one in fresh(event)]
    assert len(rows) == 13 // every + 1


def test_one_meeting_has_no_rule_and_is_one_row_on_a_leap_day_too(db):
    event, [row] = kept(Times(date(2028, 2, 29), time(18), 60, MADRID))
    assert (event.rule, event.end_recurring_period) == (None, None)
    assert wall([row], MADRID) == [(date(2028, 2, 29), time(18))]
    assert (row.start, row.end) == (row.original_start, row.original_end)


@pytest.mark.parametrize(
    ("zone", "first", "at", "shown"),
    [
        (MADRID, date(2026, 3, 22), time(2, 30), time(3, 30)),
        ("Europe/Lisbon", date(2026, 3, 22), time(1, 30), time(2, 30)),
        ("Europe/Warsaw", date(2026, 3, 22), time(2, 30), time(3, 30)),
        ("America/Mexico_City", date(2022, 3, 27), time(2, 30), time(3, 30)),
        ("America/Santiago", date(2026, 8, 30), time(0, 30), time(1, 30)),
    ],
)
def test_the_night_that_skips_the_time_of_a_series_moves_that_one_alone(db, zone, first, at, shown):
    event, _rows = kept(Times(first, at, 120, zone, every=1, last=first + 2 * WEEK))
    assert [at for _day, at in wall(fresh(event), zone)] == [at, shown, at]
    assert {one.end - one.start for one in fresh(event)} == {2 * HOUR}


@pytest.mark.parametrize(
    ("zone", "first", "at"),
    [
        (MADRID, date(2026, 10, 18), time(2, 30)),
        ("Europe/Lisbon", date(2026, 10, 18), time(1, 30)),
        ("Europe/Warsaw", date(2026, 10, 18), time(2, 30)),
        ("America/Mexico_City", date(2022, 10, 23), time(1, 30)),
        ("America/Santiago", date(2026, 3, 28), time(23, 30)),
    ],
)
def test_the_night_that_has_the_time_of_a_series_twice_has_it_once(db, zone, first, at):
    times = Times(first, at, 120, zone, every=1, last=first + WEEK)
    event, _rows = kept(times)
    assert starts(fresh(event)) == [begins for begins, _ends in spans(times)]
    assert [at for _day, at in wall(fresh(event), zone)] == [at, at]
    assert counted(event, times) == fresh(event)


# --- what django-scheduler does alone ---------------------------------------------------------------------------------


def test_asked_over_a_window_in_utc_a_bare_series_shifts_an_hour(db):
    begins = datetime(2026, 3, 20, tzinfo=UTC)
    found = bare().get_occurrences(begins, begins + 4 * WEEK)
    assert [one.hour for one in starts(found)] == [9, 9, 9]  # ten, eleven, eleven on the wall
    event, _rows = kept()
    assert [one.hour for one in starts(fresh(event))] == [9, 8, 8]


def test_a_bare_series_that_is_moved_by_its_start_brings_back_what_was_cancelled_and_doubles_what_was_moved(db):
    event, zone = bare(), ZoneInfo(MADRID)
    window = (datetime(2026, 3, 20, tzinfo=zone), datetime(2026, 4, 20, tzinfo=zone))
    first, second, _third = event.get_occurrences(*window)
    first.cancel()
    second.move(second.start + timedelta(days=1), second.end + timedelta(days=1))
    assert len([one for one in event.get_occurrences(*window) if not one.cancelled]) == 2
    event.start, event.end = event.start + HOUR, event.end + HOUR
    event.save()
    assert len([one for one in event.get_occurrences(*window) if not one.cancelled]) == 4


def test_a_series_of_ours_that_ends_keeps_what_was_cancelled_and_moved_as_it_is(db):
    event, [first, second, third] = kept()
    actions.cancel_occurrence(by=BY, occurrence=first)
    actions.move_occurrence(by=BY, occurrence=second, begins=second.start + HOUR, ends=second.end + HOUR)
    actions.end_series(by=BY, event=event, before=third.original_start)
    rows = fresh(event)
    assert [(one.cancelled, one.start != one.original_start) for one in rows] == [
        (True, False), (False, True), (False, False),
    ]  # fmt: skip
    computed = [one for one in counted(event, SPRING) if one.pk is None]
    assert computed == []


def test_a_bare_series_that_ends_at_the_moment_at_which_its_last_begins_lacks_it(db):
    begins, zone = datetime(2026, 3, 23, 10, tzinfo=ZoneInfo(MADRID)), ZoneInfo(MADRID)
    event = bare(end_recurring_period=begins + 2 * WEEK)
    window = (datetime(2026, 3, 20, tzinfo=zone), datetime(2026, 4, 20, tzinfo=zone))
    assert len(event.get_occurrences(*window)) == 2
    _event, rows = kept()
    assert len(rows) == 3


def test_a_bare_series_that_begins_on_a_time_that_is_skipped_stays_at_the_later_hour(db):
    begins = datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo(MADRID))
    event = bare(start=begins, end=begins + HOUR, end_recurring_period=begins + 3 * WEEK)
    window = (datetime(2026, 3, 20, tzinfo=ZoneInfo(MADRID)), datetime(2026, 4, 20, tzinfo=ZoneInfo(MADRID)))
    found = event.get_occurrences(*window)
    assert {at for _day, at in wall(found, MADRID)} == {time(3, 30)}  # ours is refused: see the pure tests


def test_where_pytz_is_older_than_the_zones_of_the_pages_meetings_are_when_the_pages_say(db, monkeypatch):
    """Mexico City has not changed its clocks since 2022; a pytz that still does is made up of Chicago, an hour later."""

    class OldPytz:
        @staticmethod
        def timezone(name):
            return pytz.timezone("America/Chicago" if name == "America/Mexico_City" else name)

    monkeypatch.setattr(of_scheduler, "pytz", OldPytz)
    times = Times(date(2026, 6, 1), time(10), 60, "America/Mexico_City", every=1, last=date(2026, 6, 8))
    event, _rows = kept(times)
    assert wall(fresh(event), times.zone) == [(date(2026, 6, 1), time(10)), (date(2026, 6, 8), time(10))]
    unkept = Event(start=event.start, end=event.end, rule=event.rule, calendar=event.calendar)
    unkept.save()
    assert {at for _day, at in wall(counted(unkept, times), times.zone)} == {time(9)}


def test_anybody_may_create_an_event_by_a_view_of_django_scheduler_which_we_never_mount(db):
    Calendar.objects.create(name="c", slug="c")
    sent = {"start": "2026-03-02T10:00:00Z", "end": "2026-03-02T11:00:00Z", "calendar_slug": "c"}
    request = RequestFactory().post("/", sent)
    request.user = AnonymousUser()
    assert (api_select_create(request).status_code, Event.objects.count()) == (200, 1)


def test_the_file_of_a_calendar_by_django_scheduler_has_no_rule_and_no_exception(db):
    event = bare()
    event.get_occurrences(event.start, event.end)[0].cancel()
    said = CalendarICalendar()(None, event.calendar_id).content.decode()
    assert (said.count("BEGIN:VEVENT"), "RRULE" in said, "EXDATE" in said) == (1, False, False)


def test_two_rules_alike_that_two_made_at_once_stop_nobody_from_planning(db):
    for _time in range(2):
        Rule.objects.create(name="WEEKLY 1", description="", frequency="WEEKLY", params="interval:1")
    with pytest.raises(Rule.MultipleObjectsReturned):
        Rule.objects.get_or_create(frequency="WEEKLY", params="interval:1", defaults={"name": "WEEKLY 1"})
    event, _rows = kept()
    other, _rows = kept()
    assert (event.rule, Rule.objects.count()) == (other.rule, 2)
    assert Calendar.objects.count() == 1


# --- a centre that moves to another zone ------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["Europe/Lisbon", "Europe/Warsaw", "America/Mexico_City", "America/Santiago"])
def test_what_is_to_come_keeps_its_wall_in_another_zone_and_what_was_stays_when_it_was(db, to):
    event, rows = kept()
    past = rows[0].start
    with clock.at(past + HOUR):
        moved = actions.keep_the_wall(by=BY, event=event, to=to)
        again = actions.keep_the_wall(by=BY, event=event, to=to)
    changed = 0 if to == "Europe/Warsaw" else 2
    assert (len(moved), again) == (changed, [])
    assert fresh(event)[0].start == past
    assert wall(fresh(event)[1:], to) == [(date(2026, 3, 30), time(10)), (date(2026, 4, 6), time(10))]
    assert {one.end - one.start for one in fresh(event)} == {HOUR}
    event.refresh_from_db()
    asked = counted(event, Times(SPRING.first, SPRING.starts, SPRING.minutes, to, every=1, last=SPRING.last))
    assert [one.pk for one in asked if one.pk is None] == []
    assert zone_of(event) == to


def test_what_was_moved_keeps_its_own_wall_and_what_was_cancelled_stays_cancelled(db):
    event, [first, second, third] = kept()
    actions.cancel_occurrence(by=BY, occurrence=second)
    actions.move_occurrence(by=BY, occurrence=third, begins=third.start + HOUR, ends=third.end + 2 * HOUR)
    with clock.at(first.start - HOUR):
        moved = actions.keep_the_wall(by=BY, event=event, to="Europe/Lisbon")
    assert [one.pk for one in moved] == [first.pk, third.pk]
    assert wall(fresh(event), "Europe/Lisbon") == [
        (date(2026, 3, 23), time(10)), (date(2026, 3, 30), time(10)), (date(2026, 4, 6), time(11)),
    ]  # fmt: skip
    assert [(one.cancelled, one.end - one.start) for one in fresh(event)] == [
        (False, HOUR), (True, HOUR), (False, 2 * HOUR),
    ]  # fmt: skip


def test_a_meeting_that_goes_on_or_would_have_begun_by_the_new_wall_stays_when_it_is(db):
    lisbon = "Europe/Lisbon"
    soon, [row] = kept(Times(date(2026, 3, 2), time(10), 60, lisbon))
    before = row.start
    with clock.at(before - HOUR / 2):  # by the wall of Madrid it began half an hour ago
        assert actions.keep_the_wall(by=BY, event=soon, to=MADRID) == []
    assert fresh(soon)[0].start == before


def test_only_what_has_something_to_come_and_was_meant_elsewhere_is_to_follow(db):
    event, rows = kept()
    now = rows[0].start - HOUR
    assert meant_elsewhere(HERE, "Europe/Lisbon", now) == [event]
    assert meant_elsewhere(HERE, MADRID, now) == []
    assert meant_elsewhere(uuid.UUID(int=2), "Europe/Lisbon", now) == []
    assert meant_elsewhere(HERE, "Europe/Lisbon", rows[-1].start) == []


def test_meetings_clash_while_both_go_on_and_neither_is_cancelled(db):
    _event, rows = kept()
    first = rows[0]
    for begins, length, found in (
        (first.start - HOUR, HOUR, []), (first.start - HOUR, HOUR + timedelta(minutes=1), [first]),
        (first.start, HOUR, [first]), (first.end - timedelta(minutes=1), HOUR, [first]), (first.end, HOUR, []),
    ):  # fmt: skip
        assert clashes(rows, begins, begins + length) == found
    first.cancelled = True
    assert clashes(rows, first.start, first.end) == []
