"""Somebody dies: their places end without a message to anybody, and nothing says that they did not come."""

from __future__ import annotations

import pytest

from mentoring.meetings.attending import handlers
from mentoring.meetings.attending.actions import end_in_silence, note_attendance
from mentoring.meetings.attending.selectors import people_of
from mentoring.meetings.models import Seat
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.actions import relay
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people.models import Patient
from steps.actions import set_status
from tests.cast import BY
from tests.factories.rooms import day, work
from tests.factories.sessions_attended import place, private, session

DIED_ON, TOLD = day(5).date(), day(8)  # the team hears of it three days later


def died(cast):
    with clock.at(TOLD):
        set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="end", reason="The family called.", day=DIED_ON)
        relay()


@pytest.fixture
def places(cast):
    """Before, missed after it, waited for, private and in a group to come, one given back."""
    Patient.objects.filter(user=cast.ana).update(joined_on=day(-30).date())
    before = private(cast, day(2))
    missed = private(cast, day(6))
    unsaid = private(cast, day(7))
    to_come = private(cast, day(9))
    group = session(cast.here, cast.clara, day(10), kind="group", title="Sleeping", capacity=8)
    in_group = place(group, cast.ana)
    place(group, cast.bea)
    waits = place(
        session(cast.here, cast.clara, day(11), kind="group", title="Food", capacity=1), cast.ana, state="waiting"
    )
    back = place(session(cast.here, cast.clara, day(12)), cast.ana, state="given_back")
    with clock.at(day(7, 12)):
        note_attendance(by=cast.clara, seat=before, attendance="no_word")
        note_attendance(by=cast.clara, seat=missed, attendance="no_word")
        relay()
    return [before, missed, unsaid, to_come, in_group, waits, back]


def stand(places):
    rows = Seat.objects.in_bulk([one.pk for one in places])
    return [(rows[one.pk].state, rows[one.pk].attendance) for one in places]


def test_every_place_from_that_day_on_ends_and_none_is_missed(cast, places):
    assert stand(places)[1:5] == [("booked", "no_word"), ("booked", ""), ("booked", ""), ("booked", "")]
    died(cast)
    assert stand(places) == [
        ("booked", "no_word"),  # it was before the death, and stays as it was said
        ("released", ""),
        ("released", ""),
        ("released", ""),
        ("released", ""),
        ("released", ""),
        ("given_back", ""),
    ]
    group = places[4].meeting
    assert [seat.user for seat in people_of(group)] == [cast.bea]


def test_a_private_session_to_come_is_off_and_those_of_others_go_on(cast, places):
    died(cast)
    off = [one.meeting.occurrence for one in places]
    for occurrence in off:
        occurrence.refresh_from_db()
    assert [one.cancelled for one in off] == [False, False, False, True, False, False, False]


def test_nobody_is_told(cast, places):
    with clock.at(TOLD):
        work()
    before = set(Message.objects.values_list("pk", flat=True))
    died(cast)
    with clock.at(day(9, 9)):
        work()
    told = Message.objects.exclude(pk__in=before)
    assert list(told.filter(user__in=[cast.ana, cast.bea, cast.felix]).values_list("kind", flat=True)) == []
    assert list(told.filter(kind__startswith="session.").values_list("kind", "user__name")) == []


def test_what_was_said_of_sessions_since_then_is_taken_back(cast, places):
    patient = cast.patient(cast.ana)
    patient.died_on = DIED_ON
    patient.save()
    with clock.at(TOLD):
        assert end_in_silence(by=BY, patient=patient) == 2
    assert Event.objects.filter(kind="seat.attended", payload__attendance="").count() == 1


def test_who_lives_keeps_every_place(cast, places):
    before = stand(places)
    with clock.at(TOLD):
        assert end_in_silence(by=BY, patient=cast.patient(cast.ana)) == 0
    assert stand(places) == before


def test_told_twice_it_is_one(cast, places):
    died(cast)
    rows = AuditRow.objects.filter(verb=Verb.SEAT_ENDED_IN_SILENCE).count()
    assert rows == 2
    with clock.at(TOLD):
        handlers.leave_sessions_in_silence({"patient": str(cast.patient(cast.ana).pk)})
    assert AuditRow.objects.filter(verb=Verb.SEAT_ENDED_IN_SILENCE).count() == rows


def test_a_pause_takes_no_place_away(cast, places):
    before = stand(places)
    with clock.at(TOLD):
        set_status(by=BY, pathway=cast.pathway(cast.ana), step="pause", reason="Surgery.")
        relay()
    assert stand(places) == before
