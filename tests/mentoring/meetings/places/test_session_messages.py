"""What people are told of their sessions, when it leaves, in whose time; and that whoever has died is told nothing."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail

from mentoring.meetings.kinds import MEETING_MOVED
from mentoring.meetings.places import actions
from mentoring.meetings.places.telling.actions import remind_of_sessions
from mentoring.meetings.places.telling.near import goes_now, leaves_at
from mentoring.meetings.planning.actions import call_off, move_meeting
from mentoring.meetings.rooms.keys import doors_are_open
from oncocare.events.actions import emit, inline
from oncocare.foundation import clock
from oncocare.notifications.actions import prefer
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_due
from oncocare.people.actions import mark_died
from oncocare.people.models import Patient
from tests.factories.places import BEGINS, NOW, session_at
from tests.factories.rooms import day
from tests.notifications.conftest import say

NIGHT = time(22), time(8)


@pytest.fixture
def ana(cast):
    """Ana, who agreed to messages."""
    say(cast.patient(cast.ana))
    return cast.ana


@pytest.fixture
def talk(cast):
    return session_at(cast)


def comes(cast, meeting, user, moment=NOW):
    with clock.at(moment), inline():
        return actions.book(
            by=user, meeting=meeting, user=user, centre=cast.here, patient=cast.patient(user)
        )  # fmt: skip


def mails(moment, to=None):
    """What leaves by mail at a moment, to one person or to all."""
    mail.outbox.clear()
    with clock.at(moment):
        send_due()
    return [(one.subject, one.body) for one in mail.outbox if to is None or one.to == [to.email]]


def queued():
    return sorted(Message.objects.filter(channel="email").values_list("kind", flat=True))


def test_who_books_is_told_in_their_own_time(cast, ana, talk):
    Patient.objects.filter(user=ana).update(time_zone="America/Mexico_City")
    comes(cast, talk, ana)
    [(subject, body)] = mails(day(0, 17), ana)
    assert subject == "You have a place in a session"
    assert "on Thursday 5 March 2026, 10:00." in body
    assert "Sleeping" not in body


def test_reminders_come_the_day_before_and_within_the_hour_each_once(cast, ana, talk):
    comes(cast, talk, ana)
    Message.objects.all().delete()
    left = []
    for moment in (day(2, 16, 59), day(2, 17), day(2, 17, 5), day(3, 15, 59), day(3, 16), day(3, 16, 5)):
        with clock.at(moment):
            remind_of_sessions()
        left += [(moment, subject) for subject, _body in mails(moment, ana)]
    assert left == [(day(2, 17), "A reminder of your session"), (day(3, 16), "Your session begins soon")]
    assert queued() == ["session.soon.patient.now", "session.tomorrow.patient.now"]


def test_on_the_day_on_which_the_clocks_change_it_is_at_its_time_on_the_wall(cast, ana):
    """In Madrid the night before it has an hour less: a day before is nine o'clock, and the mail says ten."""
    begins = datetime(2026, 3, 29, 8, tzinfo=UTC)
    comes(cast, session_at(cast, begins), ana)
    Message.objects.all().delete()
    for before, subject in ((24, "A reminder of your session"), (1, "Your session begins soon")):
        moment = begins - timedelta(hours=before)
        with clock.at(moment):
            remind_of_sessions()
        [(said, body)] = mails(moment, ana)
        assert (said, "10:00" in body) == (subject, True)
    assert [doors_are_open(begins=begins, ends=begins, now=begins - timedelta(minutes=n)) for n in (11, 10)] == [
        False,
        True,
    ]


def test_who_was_reminded_costs_nothing_at_the_next_beat(cast, ana, django_assert_max_num_queries):
    """A talk has up to 500 places, and this is looked at every five minutes of a day."""
    for number in range(5):
        comes(cast, session_at(cast, BEGINS + timedelta(hours=number / 2), minutes=20), ana)
    with clock.at(day(2, 22)):
        assert remind_of_sessions() == 5
        with django_assert_max_num_queries(4):
            assert remind_of_sessions() == 0


def test_a_reminder_within_the_hour_keeps_the_quiet_of_the_night(cast, ana):
    prefer(by=ana, by_email=True, quiet_from=NIGHT[0], quiet_until=NIGHT[1])
    early = session_at(cast, day(3, 7, 30))
    comes(cast, early, ana)
    Message.objects.all().delete()
    with clock.at(day(3, 6, 45)):
        remind_of_sessions()
    assert mails(day(3, 6, 46)) == []
    assert mails(day(3, 8, 1)) == []


def test_what_is_called_off_an_hour_before_leaves_at_once_and_weeks_before_with_the_day(cast, ana, talk):
    comes(cast, talk, ana)
    later = session_at(cast, day(20, 17))
    comes(cast, later, ana)
    Message.objects.all().delete()
    with clock.at(BEGINS - timedelta(hours=1)), inline():
        call_off(by=cast.clara, meeting=talk, why="I am ill.")
        call_off(by=cast.clara, meeting=later, why="I am ill.")
    assert queued() == ["session.off.patient", "session.off.patient.now"]
    found = mails(BEGINS - timedelta(minutes=59), ana)
    assert found[0][0] == "Your session does not take place"
    assert "I am ill" not in found[0][1]


def test_who_turned_mail_off_gets_none_and_finds_it_on_the_page(cast, ana, talk):
    prefer(by=ana, by_email=False, quiet_from=NIGHT[0], quiet_until=NIGHT[1])
    comes(cast, talk, ana)
    with clock.at(BEGINS - timedelta(hours=1)), inline():
        call_off(by=cast.clara, meeting=talk, why="I am ill.")
    assert mails(BEGINS - timedelta(minutes=59), ana) == []
    assert Message.objects.filter(user=ana, channel="page", kind="session.off.patient").count() == 1


def test_moved_twice_only_the_last_time_is_told(cast, ana, talk):
    comes(cast, talk, ana)
    Message.objects.all().delete()
    with clock.at(NOW), inline():
        for hours in (1, 2):
            begins = BEGINS + timedelta(hours=hours)
            move_meeting(by=cast.clara, meeting=talk, begins=begins, ends=begins + timedelta(hours=1))
        emit(MEETING_MOVED, meeting=talk.pk, centre=cast.here.pk, begins=(BEGINS + timedelta(hours=1)).isoformat())
    [(subject, body)] = mails(day(0, 12), ana)
    assert subject == "Your session is at another time"
    assert ("19:00" in body, "18:00" in body) == (True, False)


def test_moved_to_where_it_was_before_everybody_reads_it_once_more(cast, ana, talk):
    """Three moves, each of which was read: whoever only remembers the second would come at the wrong time."""
    comes(cast, talk, ana)
    Message.objects.all().delete()
    told = []
    for number, hours in enumerate((2, 0, 2)):
        with clock.at(day(0, 11 + number)), inline():
            begins = BEGINS + timedelta(hours=hours)
            move_meeting(by=cast.clara, meeting=talk, begins=begins, ends=begins + timedelta(hours=1))
        told += [body for _subject, body in mails(day(number + 1, 12), ana)]
    assert ["19:00" in body for body in told] == [True, False, True]


def test_moved_away_and_back_before_the_mail_of_the_day_it_is_one_line(cast, ana, talk):
    comes(cast, talk, ana)
    Message.objects.all().delete()
    with clock.at(NOW), inline():
        for hours in (2, 0, 2):
            begins = BEGINS + timedelta(hours=hours)
            move_meeting(by=cast.clara, meeting=talk, begins=begins, ends=begins + timedelta(hours=1))
    [(_subject, body)] = mails(day(0, 12), ana)
    assert (body.count("19:00"), "17:00" in body) == (1, False)


def test_a_free_place_leaves_by_itself_and_not_after_it_was_taken(cast, ana, talk):
    first = comes(cast, talk, cast.bea)
    seat = comes(cast, talk, ana)
    with clock.at(NOW), inline():
        actions.give_back(by=cast.bea, seat=first, why="No.")
    assert "session.place_free.patient.now" in queued()
    with clock.at(NOW), inline():
        actions.answer(by=ana, seat=seat, come=True)
    assert [subject for subject, _body in mails(day(0, 12), ana)] == ["You have a place in a session"]


def test_nothing_goes_to_whoever_has_died_and_nobody_reads_their_name(cast, ana, talk):
    comes(cast, talk, ana)
    Patient.objects.filter(user=ana).update(joined_on=day(-30).date())
    with clock.at(day(1)), inline():
        mark_died(by=cast.clara, patient=cast.patient(ana), day=day(1).date())
    with clock.at(day(2, 18)):
        assert remind_of_sessions() == 0
    left = [body for moment in (day(1), day(2), day(3, 16)) for _subject, body in mails(moment)]
    assert not any("Ana" in body for body in left)
    assert Message.objects.filter(user=ana, channel="email", state="sent").count() == 0


def test_the_message_goes_where_the_guard_against_it_is_taken_away(cast, ana, talk):
    """The reminder of the test above would have been queued for somebody alive."""
    comes(cast, talk, ana)
    with clock.at(day(2, 18)):
        assert remind_of_sessions() == 1


def test_the_night_is_kept_where_there_is_time_and_broken_where_there_is_none():
    late = day(2, 23)
    assert leaves_at(day(3, 17), late, "Europe/Madrid", *NIGHT) == day(3, 8)
    assert leaves_at(day(3, 9), late, "Europe/Madrid", *NIGHT) == late
    assert (goes_now(day(3, 17), day(2, 17)), goes_now(day(3, 17), day(2, 16, 59))) == (True, False)


def test_whoever_leads_a_private_session_learns_of_its_booking_before_it_begins(cast, ana):
    """Booked for the same day it does not wait for the mail of the next; booked for the week it does."""
    comes(cast, session_at(cast, day(5, 15), kind="private", title=""), ana, day(0, 10))
    comes(cast, session_at(cast, day(0, 15), kind="private", title=""), ana, day(0, 10))
    rows = Message.objects.filter(user=cast.clara, channel="email").order_by("pk")
    assert {one.kind for one in rows} == {"session.held_changed", "session.held_changed.now"}
    assert [one.not_before for one in rows if one.kind == "session.held_changed.now"] == [day(0, 10)]
