"""A series is planned, changed from a date on and ended; a centre moves to another zone, and what it planned with it."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from mentoring.meetings.kinds import MEETING_CALLED_OFF, MEETING_CHANGED, MEETING_MOVED, MEETING_PLANNED
from mentoring.meetings.models import Meeting, MeetingSeries
from mentoring.meetings.planning import actions
from mentoring.meetings.planning.selectors import of_series
from mentoring.meetings.selectors import with_times
from mentoring.meetings.times.series import on_the_wall
from oncocare.events.models import Event
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import unit
from oncocare.people.actions import change_centre
from oncocare.people.kinds import CENTRE_ZONE_CHANGED
from oncocare.people.models import Centre
from tests.cast import BY
from tests.factories.committed import at_once
from tests.factories.meetings_planned import facts, planned, private, seated, times, weekly
from tests.factories.rooms import day

NOW, MONDAY = day(0, 9), day(7, 18)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
UNTIL = date(2026, 4, 6)  # five Mondays; the clocks change before the fourth


@pytest.fixture(autouse=True)
def then():
    with clock.at(NOW):
        yield


@pytest.fixture
def series(cast):
    return weekly(cast, MONDAY, UNTIL)


def told(kind):
    return Event.objects.filter(kind=kind.name).count()


def meetings(series):
    return list(of_series(series))


def every(centre):
    """All meetings of a centre that take place, by the wall there: day of the month and time."""
    rows = with_times(Meeting.objects.filter(centre=centre)).filter(off=False)
    shown = [on_the_wall(one.begins, centre.zone) for one in rows]
    return [f"{day:%d %b} {at:%H:%M}" for day, at in shown]


def change(cast, series, number, begins, last=UNTIL, said=None, rhythm=1):
    """Carlos changes a series from its meeting of this number on."""
    when = times(cast, begins, every=rhythm, last=last)
    first = on_the_wall(meetings(series)[number].meant, series.zone)[0]
    return actions.change_from(by=cast.carlos, series=series, day=first, facts=said or facts(cast), times=when)


# --- planning ---------------------------------------------------------------------------------------------------------


def test_a_series_is_a_row_for_each_date_and_stays_at_its_time_over_the_clock_change(cast, series):
    assert every(cast.here) == ["09 Mar 18:00", "16 Mar 18:00", "23 Mar 18:00", "30 Mar 18:00", "06 Apr 18:00"]
    assert [one.begins.astimezone(UTC).hour for one in meetings(series)] == [17, 17, 17, 16, 16]
    assert (told(MEETING_PLANNED), series.zone, series.every) == (5, "Europe/Madrid", 1)


@pytest.mark.parametrize(("rhythm", "dates"), [(2, 3), (4, 2)])
def test_a_series_may_be_every_two_or_four_weeks(cast, rhythm, dates):
    assert len(meetings(weekly(cast, MONDAY, UNTIL, every=rhythm))) == dates


def test_the_same_page_sent_twice_is_one_series(cast):
    plan = partial(actions.plan_series, centre=cast.here, key=ids.new(), facts=facts(cast))
    one = plan(by=cast.carlos, times=times(cast, MONDAY, every=1, last=UNTIL))
    assert plan(by=cast.carlos, times=times(cast, MONDAY, every=1, last=UNTIL)) == one
    other = plan(by=cast.clara, times=times(cast, MONDAY + HOUR, every=1, last=UNTIL))
    assert (other != one, Meeting.objects.count()) == (True, 10)


def test_a_series_is_refused_whole_where_one_of_its_dates_is_not_free(cast):
    planned(cast, MONDAY + 3 * WEEK, private(cast))
    with pytest.raises(ValidationError, match="Clara leads another session on Monday 30 March 2026, 18:00–19:00"):
        weekly(cast, MONDAY, UNTIL)
    assert (Meeting.objects.count(), MeetingSeries.objects.count()) == (1, 0)
    weekly(cast, MONDAY, UNTIL, every=2)  # the ninth, the twenty-third and the sixth are free


# --- one of it ----------------------------------------------------------------------------------------------------------


def test_one_that_is_moved_or_called_off_leaves_the_others_where_they_are(cast, series):
    first, second, *_others = meetings(series)
    actions.move_meeting(by=cast.clara, meeting=first, begins=MONDAY + 26 * HOUR, ends=MONDAY + 27 * HOUR)
    actions.call_off(by=cast.clara, meeting=second, why="I am ill.")
    assert every(cast.here) == ["10 Mar 20:00", "23 Mar 18:00", "30 Mar 18:00", "06 Apr 18:00"]


# --- from a date on -----------------------------------------------------------------------------------------------------


def test_a_change_from_a_date_on_ends_the_series_and_people_keep_their_places(cast, series):
    before = meetings(series)
    seat = seated(cast, before[3], cast.ana)
    follower = change(cast, series, 2, day(23, 17))
    series.refresh_from_db()
    assert every(cast.here) == ["09 Mar 18:00", "16 Mar 18:00", "25 Mar 17:00", "01 Apr 17:00"]
    assert (follower.follows, series.ended_by, series.ended_at) == (series, cast.carlos, NOW)
    assert [one.pk for one in meetings(follower)][:2] == [one.pk for one in before[2:4]]
    seat.refresh_from_db()
    assert (seat.meeting.series, seat.meeting.pk) == (follower, before[3].pk)
    assert (told(MEETING_MOVED), told(MEETING_CALLED_OFF), told(MEETING_PLANNED)) == (2, 1, 5)
    assert meetings(series)[2:] == [before[4]]
    assert (before[4].pk, Meeting.objects.get(pk=before[4].pk).called_off_by) == (before[4].pk, cast.carlos)


def test_a_change_of_words_alone_moves_nobody(cast, series):
    follower = change(cast, series, 1, MONDAY + WEEK, said=facts(cast, title="Breathing out", place="Room 3"))
    assert every(cast.here) == ["09 Mar 18:00", "16 Mar 18:00", "23 Mar 18:00", "30 Mar 18:00", "06 Apr 18:00"]
    assert [one.title for one in with_times(Meeting.objects.all())] == ["Breathing", *["Breathing out"] * 4]
    assert (told(MEETING_MOVED), told(MEETING_CHANGED), len(meetings(follower))) == (0, 4, 4)


def test_what_was_changed_in_one_session_alone_stays_there(cast, series):
    """Gala stands in for Clara once, and once another room is taken; the series gets a new title, room and length."""
    _first, second, third, fourth, _fifth = meetings(series)
    actions.take_over(by=cast.gala, meeting=third)
    actions.change_meeting(by=cast.clara, meeting=fourth, facts=facts(cast, place="Garden", capacity=20))
    change(cast, series, 1, MONDAY + WEEK, said=facts(cast, title="Breathing out", place="Room 3", second=cast.carlos))
    rows = with_times(Meeting.objects.exclude(pk=meetings(series)[0].pk))
    assert [(one.title, one.host.name, one.second, one.place, one.capacity) for one in rows] == [
        ("Breathing out", "Clara", cast.carlos, "Room 3", 12),
        ("Breathing out", "Gala", None, "Room 3", 12),
        ("Breathing out", "Clara", cast.carlos, "Garden", 20),
        ("Breathing out", "Clara", cast.carlos, "Room 3", 12),
    ]
    assert second.pk in {one.pk for one in rows}


def test_whoever_stands_in_once_is_not_led_into_two_sessions_by_a_change_of_the_series(cast, series):
    third = meetings(series)[2]
    actions.take_over(by=cast.gala, meeting=third)
    planned(cast, MONDAY + 2 * WEEK + 2 * HOUR, private(cast, host=cast.gala))
    with pytest.raises(ValidationError, match="Gala leads another session on Monday 23 March 2026, 20:00–21:00"):
        change(cast, series, 1, MONDAY + WEEK + 2 * HOUR)
    assert MeetingSeries.objects.count() == 1


def test_what_was_called_off_is_not_brought_back_and_what_was_moved_is_not_doubled(cast, series):
    _first, second, third, _fourth, _fifth = meetings(series)
    actions.call_off(by=cast.clara, meeting=second, why="A holiday.")
    actions.move_meeting(by=cast.clara, meeting=third, begins=day(22, 12), ends=day(22, 14))
    change(cast, series, 1, MONDAY + WEEK - HOUR)
    assert every(cast.here) == ["09 Mar 18:00", "24 Mar 12:00", "30 Mar 17:00", "06 Apr 17:00"]
    assert Meeting.objects.count() == 5
    assert told(MEETING_MOVED) == 1 + 2  # by hand, and the two that were neither moved nor called off


def test_what_was_called_off_is_not_brought_back_by_a_second_change_either(cast, series):
    second = meetings(series)[1]
    seat = seated(cast, meetings(series)[2], cast.ana)
    actions.call_off(by=cast.clara, meeting=second, why="A holiday.")
    follower = change(cast, series, 0, MONDAY - HOUR)
    change(cast, follower, 0, MONDAY - 2 * HOUR)
    assert every(cast.here) == ["09 Mar 16:00", "23 Mar 16:00", "30 Mar 16:00", "06 Apr 16:00"]
    assert on_the_wall(with_times(Meeting.objects.filter(pk=seat.meeting_id)).get().begins, cast.here.zone)[0].day == 23
    off = with_times(Meeting.objects.filter(pk=second.pk)).get()
    assert (off.begins, off.off, off.called_off_why) == (second.begins, True, "A holiday.")
    assert (Meeting.objects.count(), told(MEETING_CALLED_OFF)) == (5, 1)


def test_with_another_rhythm_and_a_later_end_dates_are_added_and_the_rest_called_off(cast, series):
    follower = change(cast, series, 1, MONDAY + WEEK, rhythm=2, last=date(2026, 5, 11))
    assert every(cast.here) == [
        "09 Mar 18:00", "16 Mar 18:00", "30 Mar 18:00", "13 Apr 18:00", "27 Apr 18:00", "11 May 18:00",
    ]  # fmt: skip
    assert (told(MEETING_PLANNED), told(MEETING_CALLED_OFF), len(meetings(follower))) == (6, 0, 5)


def test_a_series_changed_twice_is_one_line_of_series(cast, series):
    later = change(cast, series, 3, MONDAY + 3 * WEEK - HOUR)
    between = change(cast, series, 1, MONDAY + WEEK - 2 * HOUR, last=date(2026, 3, 23))
    later.refresh_from_db()
    assert (between.follows, later.follows) == (series, between)
    assert every(cast.here) == ["09 Mar 18:00", "16 Mar 16:00", "23 Mar 16:00", "30 Mar 17:00", "06 Apr 17:00"]


def test_a_change_that_cannot_be_changes_nothing(cast, series):
    planned(cast, day(24, 17), private(cast))
    seated(cast, meetings(series)[3], cast.ana)
    seated(cast, meetings(series)[3], cast.bea)
    for given, field in (
        ({"begins": day(24, 17)}, "first"), ({"begins": NOW - HOUR}, "first"), ({"begins": day(23), "rhythm": 0}, "every"),
        ({"begins": day(23), "said": facts(cast, capacity=1)}, "capacity"),
        ({"begins": day(23), "last": date(2026, 3, 1)}, "last"),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            change(cast, series, 2, **given)
        assert list(refused.value.message_dict) == [field]
    assert (MeetingSeries.objects.count(), told(MEETING_MOVED), len(every(cast.here))) == (1, 0, 6)


def test_what_has_begun_stays_and_a_series_that_is_over_does_not_change(cast, series):
    with clock.at(MONDAY + HOUR / 2):
        change(cast, series, 0, MONDAY + WEEK + HOUR)
    assert every(cast.here)[:2] == ["09 Mar 18:00", "16 Mar 19:00"]
    with clock.at(day(60)), pytest.raises(ValidationError, match="No session of this series is to come"):
        change(cast, series, 0, day(70))


# --- ending -------------------------------------------------------------------------------------------------------------


def test_a_series_ends_with_all_that_follows_it_and_each_is_called_off_with_the_reason(cast, series):
    change(cast, series, 3, MONDAY + 3 * WEEK - HOUR)
    actions.call_off(by=cast.clara, meeting=meetings(series)[1], why="A holiday.")
    n = actions.end_series(by=cast.carlos, series=series, day=date(2026, 3, 16), why="The room is closed.")
    assert (n, every(cast.here)) == (3, ["09 Mar 18:00"])
    whys = Meeting.objects.exclude(called_off_at=None).order_by("occurrence__start")
    assert [one.called_off_why for one in whys] == ["A holiday.", *["The room is closed."] * 3]
    assert told(MEETING_CALLED_OFF) == 4
    assert MeetingSeries.objects.filter(ended_at=None).count() == 0


# --- another zone -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["Europe/Lisbon", "America/Mexico_City", "America/Santiago"])
def test_a_centre_that_moves_to_another_zone_keeps_its_walls_and_people_are_told_as_of_a_move(
    cast, series, deliver, to
):
    once = planned(cast, day(8, 10), private(cast))
    off = planned(cast, day(9, 10), private(cast))
    actions.call_off(by=cast.clara, meeting=off, why="x")
    with clock.at(MONDAY + 2 * HOUR):
        past = meetings(series)[0].begins
        with deliver():
            change_centre(by=cast.carlos, centre=cast.here, time_zone=to)
    zone = ZoneInfo(to)
    found = [one.begins.astimezone(zone) for one in with_times(Meeting.objects.filter(occurrence__cancelled=False))]
    assert found[0] == past
    assert [f"{one:%d %b %H:%M}" for one in found[1:]] == [
        "10 Mar 10:00", "16 Mar 18:00", "23 Mar 18:00", "30 Mar 18:00", "06 Apr 18:00",
    ]  # fmt: skip
    moved = Event.objects.filter(kind=MEETING_MOVED.name).order_by("pk")
    assert len(moved) == 5
    assert moved[0].payload["meeting"] == str(once.pk)
    assert datetime.fromisoformat(moved[0].payload["begins"]) == found[1]
    series.refresh_from_db()
    assert series.zone == to


def test_told_twice_it_moves_once_and_a_centre_that_stays_moves_nothing(cast, series):
    change_centre(by=cast.carlos, centre=cast.here, phone="931 000 000")
    assert told(CENTRE_ZONE_CHANGED) == 0
    cast.here.time_zone = "Europe/Lisbon"
    cast.here.save()
    assert [actions.follow_zone(by="system:tests", centre=cast.here) for _time in range(2)] == [5, 0]
    assert every(cast.here)[0] == "09 Mar 18:00"


def test_without_the_handler_a_weekly_six_would_be_at_five_in_lisbon(cast, series):
    """What the test above would show if nobody heard of the move."""
    cast.here.time_zone = "Europe/Lisbon"
    cast.here.save()
    assert every(cast.here)[0] == "09 Mar 17:00"


def test_a_series_changes_after_the_move_by_the_new_wall(cast, series):
    cast.here.time_zone = "Europe/Lisbon"
    cast.here.save()
    actions.follow_zone(by="system:tests", centre=cast.here)
    series.refresh_from_db()
    change(cast, series, 3, day(28, 18) + 2 * HOUR)
    assert every(cast.here)[2:] == ["23 Mar 18:00", "30 Mar 20:00", "06 Apr 20:00"]


def test_a_centre_that_moves_and_whoever_moves_a_session_do_not_wait_for_each_other(committed):
    """Both hold the session first and then when it is; the other way round the database ends one of them."""
    once, holds = planned(committed, day(8, 10), private(committed)), threading.Event()
    Centre.objects.filter(pk=committed.here.pk).update(time_zone="Europe/Lisbon")

    def somebody_moves_it():
        with clock.at(NOW), unit():
            actions.held(once)
            holds.set()
            time.sleep(0.5)
            return actions.move_meeting(by=committed.carlos, meeting=once, begins=day(9, 10), ends=day(9, 11)).begins

    def the_centre_moves():
        holds.wait(timeout=30)
        with clock.at(NOW):
            return actions.follow_zone(by=BY, centre=Centre.objects.get(pk=committed.here.pk))

    assert at_once(somebody_moves_it, the_centre_moves) == [day(9, 10), 1]
    assert on_the_wall(with_times(Meeting.objects.all()).get().begins, "Europe/Lisbon")[1].hour == 10
