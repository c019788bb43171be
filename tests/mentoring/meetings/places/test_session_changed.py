"""Whoever has a place learns that somebody else leads a session, or that it is elsewhere or held in another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail

from mentoring.meetings.kinds import MEETING_CHANGED
from mentoring.meetings.models import Seat
from mentoring.meetings.planning.actions import call_off, change_from, change_meeting, take_over
from mentoring.meetings.planning.selectors import of_series
from mentoring.meetings.stamps import sign_of
from oncocare.events.actions import emit, inline
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.notifications.actions import prefer
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_due
from tests.factories.meetings_planned import facts, planned, times, weekly
from tests.factories.places import BEGINS, NOW, takes
from tests.factories.rooms import day
from tests.notifications.conftest import say

SAID = "Something about your session is different"


@pytest.fixture
def said(cast):
    return facts(cast, capacity=2)


@pytest.fixture
def training(cast, said):
    """Ana and Bea have its two places, and Felix waits."""
    for user in (cast.ana, cast.bea):
        say(cast.patient(user))
    with clock.at(NOW):
        meeting = planned(cast, BEGINS, said)
    for user in (cast.ana, cast.bea, cast.felix):
        takes(cast, meeting, user)
    Message.objects.all().delete()
    return meeting


def change(cast, meeting, said, moment=NOW):
    with clock.at(moment), inline():
        change_meeting(by=cast.carlos, meeting=meeting, facts=said)


def mails(moment):
    """Whom a mail reaches at a moment, and what it is called."""
    mail.outbox.clear()
    with clock.at(moment):
        send_due()
    return sorted((one.to[0].partition("@")[0], one.subject) for one in mail.outbox)


def told(*names):
    return [(name, SAID) for name in names]


def test_whoever_has_a_place_learns_that_it_is_in_another_room_and_not_which(cast, training, said):
    change(cast, training, replace(said, place="Room 9"))
    assert mails(NOW) == told("ana", "bea")
    assert not Message.objects.filter(user=cast.felix).exists()
    assert "takes place, but somebody else leads it, or it is somewhere else" in mail.outbox[0].body
    assert ("Room" in mail.outbox[0].body, "Breathing" in mail.outbox[0].body) == (False, False)


def test_who_takes_over_an_hour_before_is_told_of_at_once_also_at_night(cast, training):
    prefer(by=cast.ana, by_email=True, quiet_from=day(0, 12).time(), quiet_until=day(0, 23).time())
    with clock.at(BEGINS - timedelta(hours=1)), inline():
        take_over(by=cast.gala, meeting=training)
    assert mails(BEGINS - timedelta(minutes=59)) == told("ana", "bea")


@pytest.mark.parametrize("field", ["title", "about", "capacity"])
def test_nobody_is_told_of_what_changes_nothing_for_them(cast, training, said, field):
    change(cast, training, replace(said, **{field: 9 if field == "capacity" else "Another word"}))
    assert (Message.objects.count(), Event.objects.filter(kind=MEETING_CHANGED.name).count()) == (0, 0)


def test_changed_twice_in_a_day_it_is_one_mail_and_told_late_of_the_first_it_is_none(cast, training, said):
    change(cast, training, replace(said, place="Room 9"))
    first = sign_of(type(training).objects.get(pk=training.pk))
    change(cast, training, replace(said, place="Room 10"))
    with clock.at(NOW), inline():
        Message.objects.filter(source__endswith=first).delete()
        emit(MEETING_CHANGED, meeting=training.pk, centre=cast.here.pk, sign=first, first=training.pk)
    assert Message.objects.filter(source__endswith=first).count() == 0
    assert mails(NOW) == told("ana", "bea")


def test_of_a_series_it_is_told_once_of_the_first_in_which_they_have_a_place(cast, said):
    for user in (cast.ana, cast.bea):
        say(cast.patient(user))
    with clock.at(NOW):
        series = weekly(cast, BEGINS, day(24).date(), said)
    _first, second, third, fourth = of_series(series)
    for user, meeting in ((cast.ana, second), (cast.ana, third), (cast.ana, fourth), (cast.bea, fourth)):
        takes(cast, meeting, user)
    Message.objects.all().delete()
    with clock.at(NOW), inline():
        when = times(cast, day(10, 17), every=1, last=day(24).date())
        change_from(by=cast.carlos, series=series, day=day(10).date(), facts=replace(said, place="Room 9"), times=when)
    told_of = Message.objects.filter(channel="page", kind__startswith="session.changed").values_list(
        "source", flat=True
    )
    seats = {str(seat.pk): (seat.user, seat.meeting_id) for seat in Seat.objects.select_related("user")}
    found = {seats[source.partition("@")[0]] for source in told_of}
    assert found == {(cast.ana, second.pk), (cast.bea, fourth.pk)}
    assert mails(NOW) == told("ana", "bea")
    assert "Look at the sessions after it as well." in mail.outbox[0].body
    change(cast, third, said)
    assert mails(NOW + timedelta(days=1)) == told("ana")


def test_it_is_said_as_long_as_it_is_so_and_they_have_a_place(cast, training, said):
    change(cast, training, replace(said, place="Room 9"))
    Seat.objects.filter(user=cast.bea).update(state="given_back")
    assert mails(NOW) == told("ana")
    change(cast, training, replace(said, place="Room 10"), BEGINS - timedelta(hours=2))
    with clock.at(BEGINS - timedelta(hours=2)), inline():
        call_off(by=cast.clara, meeting=training, why="I am ill.")
    assert [subject for _to, subject in mails(BEGINS - timedelta(hours=1))] == ["Your session does not take place"] * 2


@pytest.mark.parametrize(
    "given", [{"host": 1}, {"provider": "phone"}, {"place": "B"}, {"link": "B"}, {"phone": "B"}, {"recorded": True}]
)
def test_the_sign_is_another_one_for_each_of_what_it_stands_for_and_holds_no_word(cast, given):
    class Held:
        host_id, provider, place, link, phone, recorded = 0, "place", "A", "A", "A", False

    before = sign_of(Held())
    other = Held()
    for name, value in given.items():
        setattr(other, "host_id" if name == "host" else name, value)
    assert (sign_of(Held()), sign_of(other) == before, len(before)) == (before, False, 16)
