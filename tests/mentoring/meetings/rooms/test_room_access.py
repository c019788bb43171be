"""Keys are given to whoever has a place, for minutes, and what a provider is told of whoever comes with one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from mentoring.meetings.kinds import MEETING_CALLED_OFF, SEAT_FREED
from mentoring.meetings.models import Meeting, Registration, RoomKey, Seat
from mentoring.meetings.rooms import handlers
from mentoring.meetings.rooms.actions import close_past_rooms, end_keys, give_key, ticket_for
from mentoring.meetings.rooms.janus import JanusRooms
from mentoring.meetings.rooms.keys import seal_of
from mentoring.meetings.rooms.link import LinkRooms
from mentoring.meetings.rooms.room import GivenKey, RoomUnavailable
from mentoring.meetings.rooms.selectors import offered, origin_of, room_of, who_has, with_devices
from mentoring.meetings.rooms.tasks import close_past_rooms as beat
from mentoring.meetings.times.actions import cancel_occurrence
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.foundation.unit import unit
from tests.cast import BY
from tests.factories.meeting_rooms import ADMIN_SECRET, ROOM_KEY, TOKEN_SECRET, fake_janus, standing_in
from tests.factories.rooms import day

SIX = day(0, 18)  # when it begins
MINUTE = timedelta(minutes=1)
ITS_OWN = {"JANUS_ADMIN_SECRET": ADMIN_SECRET, "JANUS_ROOM_KEY": ROOM_KEY, "JANUS_TOKEN_SECRET": TOKEN_SECRET}


def audited():
    rows = AuditRow.objects.filter(verb__startswith="room_key").order_by("pk")
    return list(rows.values_list("verb", "actor"))


def test_of_a_key_a_hash_is_kept_and_a_row_in_the_log_without_it(cast, meet, seat_of):
    meeting = meet()
    seat = seat_of(meeting, cast.ana)
    with clock.at(SIX):
        key = give_key(by=cast.ana, meeting=meeting, seat=seat)
        found = who_has(key)
    row = RoomKey.objects.get()
    assert (row.seal, row.seat, row.made, row.ends, row.ended) == (seal_of(key), seat, SIX, SIX + 5 * MINUTE, None)
    assert (found, found.meeting.begins, found.seat.user) == (row, meeting.begins, cast.ana)
    assert audited() == [("room_key.given", f"user:{cast.ana.pk}")]
    assert key not in str(AuditRow.objects.values())


def test_a_key_opens_for_five_minutes_and_until_the_next(cast, meet, seat_of):
    meeting = meet()
    seat = seat_of(meeting, cast.ana)
    with clock.at(SIX):
        first = give_key(by=cast.ana, meeting=meeting, seat=seat)
    with clock.at(SIX + MINUTE):
        second = give_key(by=cast.ana, meeting=meeting, seat=seat)
        assert (who_has(first), who_has(second).seat) == (None, seat)
    with clock.at(SIX + 6 * MINUTE):
        assert (who_has(second), who_has(""), who_has("a" * 40)) == (None, None, None)


def test_one_person_s_key_does_not_end_another_s(cast, meet, seat_of):
    meeting = meet(kind="supervision", capacity=5)
    with clock.at(SIX):
        keys = [give_key(by=one, meeting=meeting, seat=seat_of(meeting, one)) for one in (cast.ana, cast.bea)]
        keys.append(give_key(by=cast.clara, meeting=meeting, staff=cast.clara))
        give_key(by=cast.ana, meeting=meeting, seat=Seat.objects.get(user=cast.ana))
        assert [who_has(key) is None for key in keys] == [True, False, False]


@pytest.mark.parametrize("moment", [SIX - 11 * MINUTE, SIX + 80 * MINUTE])
def test_outside_its_time_nobody_gets_a_key(cast, meet, seat_of, moment):
    meeting = meet()
    seat = seat_of(meeting, cast.ana)
    with clock.at(moment), pytest.raises(ValidationError, match="not open now"):
        give_key(by=cast.ana, meeting=meeting, seat=seat)
    assert (RoomKey.objects.count(), audited()) == (0, [])


def test_of_a_session_that_was_called_off_nobody_gets_a_key(cast, meet, seat_of):
    made = meet()
    seat = seat_of(made, cast.ana)
    cancel_occurrence(by=BY, occurrence=made.occurrence)
    with clock.at(SIX), pytest.raises(ValidationError, match="not open now"):
        give_key(by=cast.ana, meeting=made, seat=seat)


@pytest.mark.parametrize("state", [one for one in Seat.State.values if one not in ("booked", "offered")])
def test_whoever_has_no_place_gets_no_key(cast, meet, seat_of, state):
    meeting = meet()
    seat = seat_of(meeting, cast.ana, state=state)
    with clock.at(SIX), pytest.raises(ValidationError, match="no place for you"):
        give_key(by=cast.ana, meeting=meeting, seat=seat)


def test_staff_who_do_not_lead_it_and_unconfirmed_listeners_get_no_key(cast, meet):
    meeting = meet(kind="webinar", capacity=50)
    given = {"meeting": meeting, "address": "a@example.org", "language": "en"}
    asked = Registration.objects.create(**given, seal="1")
    with clock.at(SIX):
        for holder in ({"staff": cast.carlos}, {"registration": asked}):
            with pytest.raises(ValidationError, match="no place for you"):
                give_key(by=BY, meeting=meeting, **holder)
        Registration.objects.filter(pk=asked.pk).update(confirmed=SIX)
        assert who_has(give_key(by=BY, meeting=meeting, registration=asked)).registration == asked


def test_a_key_is_bound_to_one_place_in_this_meeting(cast, meet, seat_of):
    meeting, other = meet(), meet()
    seat = seat_of(other, cast.ana)
    with clock.at(SIX):
        for holder in ({}, {"seat": seat, "staff": cast.clara}, {"seat": seat}):
            with pytest.raises(ValueError, match=r"one seat|another meeting"):
                give_key(by=BY, meeting=meeting, **holder)


def test_whoever_gave_their_place_back_opens_nothing_any_more(cast, meet, seat_of):
    meeting = meet()
    seat = seat_of(meeting, cast.ana)
    with clock.at(SIX):
        key = give_key(by=cast.ana, meeting=meeting, seat=seat)
        assert (end_keys(by=cast.ana, seat=seat), end_keys(by=cast.ana, seat=seat), who_has(key)) == (1, 0, None)
    assert [verb for verb, _actor in audited()] == ["room_key.given", "room_keys.ended"]


def test_a_provider_learns_who_comes_by_ids_of_this_meeting_and_which_keys_were_before(
    cast, meet, seat_of, monkeypatch
):
    fake, meeting = standing_in(monkeypatch), meet()
    seat = seat_of(meeting, cast.ana)
    with clock.at(SIX):
        give_key(by=cast.ana, meeting=meeting, seat=seat)
        before = RoomKey.objects.get()
        made = ticket_for(key=give_key(by=cast.ana, meeting=meeting, seat=seat), name="Blue bird")
        ticket_for(key=give_key(by=cast.clara, meeting=meeting, staff=cast.clara), name="Clara")
    ana, clara = fake.people
    assert (made.person, made.name, made.leads, made.speaks) == (seat.pk.hex, "Blue bird", False, True)
    assert ana.before == [GivenKey(before.pk, before.ends)]
    assert (clara.seat, clara.leads, clara.before) == (cast.clara.pk, True, [])


def test_whoever_listens_to_a_talk_does_not_speak_and_sees_those_who_lead_it(cast, meet, seat_of, monkeypatch):
    fake, meeting = standing_in(monkeypatch), meet(kind="webinar", capacity=50, second=cast.gala)
    with clock.at(SIX):
        for holder in ({"seat": seat_of(meeting, cast.ana)}, {"staff": cast.gala}):
            ticket_for(key=give_key(by=BY, meeting=meeting, **holder), name="")
    assert [(one.speaks, one.leads, one.on_stage) for one in fake.people] == [
        (False, False, [cast.clara.pk, cast.gala.pk]), (True, True, [cast.clara.pk, cast.gala.pk]),
    ]  # fmt: skip


def test_a_key_that_opens_nothing_has_no_ticket_and_a_broken_provider_says_so(cast, meet, seat_of, monkeypatch):
    standing_in(monkeypatch, broken=True)
    meeting = meet()
    with clock.at(SIX):
        key = give_key(by=cast.ana, meeting=meeting, seat=seat_of(meeting, cast.ana))
        assert ticket_for(key="a" * 40, name="") is None
        with pytest.raises(RoomUnavailable):
            ticket_for(key=key, name="")


def test_video_is_offered_where_the_settings_name_it(cast, meet, settings):
    assert [one.value for one in offered()] == ["place", "phone", "link"]
    with pytest.raises(RoomUnavailable, match="janus is not in the settings"):
        room_of(meet())
    with pytest.raises(RoomUnavailable, match="phone is no video"):
        room_of(meet(provider="phone"))
    settings.JANUS_ADMIN, settings.JITSI_ADDRESS = "http://127.0.0.1:7088/admin", "https://video.hospital.example"
    assert [one.value for one in offered()] == ["place", "phone", "link", "jitsi", "janus"]
    providers = [meet(provider=one) for one in ("janus", "link", "jitsi")]
    assert [type(room_of(one)).__name__ for one in providers] == ["JanusRooms", "LinkRooms", "JitsiRooms"]
    assert [origin_of(one) for one in providers] == ["", "", "https://video.hospital.example"]
    settings.SITE_URL = "https://a.example"
    pages = [with_devices(HttpResponse(), one)._csp_update for one in providers]
    assert pages == [
        {"connect-src": ["'self'", "wss://a.example"]}, {}, {"frame-src": ["https://video.hospital.example"]},
    ]  # fmt: skip
    assert (isinstance(room_of(providers[0]), JanusRooms), isinstance(room_of(providers[1]), LinkRooms)) == (True, True)


def test_rooms_of_what_is_over_or_called_off_are_destroyed_and_no_others(cast, meet, settings):
    over, off, other = meet(), meet(), meet(provider="link")
    cancel_occurrence(by=BY, occurrence=off.occurrence)
    with fake_janus() as janus:
        settings.JANUS_ADMIN = janus.address
        for name, value in ITS_OWN.items():
            setattr(settings, name, value)
        rooms = room_of(over)
        for one in (over, off, other):
            rooms.open_for(one)
        with clock.at(SIX + 79 * MINUTE):
            assert (beat(), rooms.names()) == (1, {rooms.name_of(over), rooms.name_of(other)})
        with clock.at(SIX + 80 * MINUTE):
            assert (close_past_rooms(), close_past_rooms(), rooms.names()) == (1, 0, {rooms.name_of(other)})


@pytest.fixture
def janus(settings):
    with fake_janus() as fake:
        settings.JANUS_ADMIN = fake.address
        for name, value in ITS_OWN.items():
            setattr(settings, name, value)
        yield fake


def come_in(janus, meeting, seat):
    """They are in the room."""
    ticket = ticket_for(key=give_key(by=seat.user, meeting=meeting, seat=seat), name="")
    janus.rooms[ticket.room]["in"].add(ticket.person)
    return ticket


def test_whoever_is_taken_out_is_out_of_the_room_and_the_others_stay(cast, meet, seat_of, janus, told_of):
    meeting = meet(kind="supervision", capacity=5)
    with clock.at(SIX):
        first, second = (seat_of(meeting, one) for one in (cast.ana, cast.bea))
        mine, other = (come_in(janus, meeting, one) for one in (first, second))
        told_of(SEAT_FREED, seat=first.pk, meeting=meeting.pk, by_staff=True)
        room = janus.rooms[mine.room]
        assert (room["in"], room["allowed"]) == ({mine.person, other.person}, {mine.token, other.token})
        Seat.objects.filter(pk=first.pk).update(state=Seat.State.RELEASED)
        for _twice in range(2):
            told_of(SEAT_FREED, seat=first.pk, meeting=meeting.pk, by_staff=True)
        assert (room["in"], room["allowed"]) == ({other.person}, {other.token})
    assert [verb for verb, _actor in audited()] == ["room_key.given", "room_key.given", "room_keys.ended"]


def test_of_a_session_that_is_called_off_all_are_out(cast, meet, seat_of, janus, told_of):
    meeting = meet()
    with clock.at(SIX):
        come_in(janus, meeting, seat_of(meeting, cast.ana))
        for _twice in range(2):
            told_of(MEETING_CALLED_OFF, meeting=meeting.pk, centre=meeting.centre_id)
    assert janus.rooms == {}


@pytest.fixture
def told_of(django_capture_on_commit_callbacks):
    """Tells the handlers of rooms of an event, and does what they leave for after the commit."""
    heard = {SEAT_FREED: handlers.shut_out, MEETING_CALLED_OFF: handlers.close_its_room}

    def tell(kind, **carries):
        with django_capture_on_commit_callbacks(execute=True), unit():
            heard[kind]({name: str(value) for name, value in carries.items()})

    return tell


def test_a_gateway_that_does_not_answer_is_asked_again_by_the_next_beat(cast, meet, settings, caplog):
    meet()
    assert close_past_rooms() == 0
    settings.JANUS_ADMIN, settings.JANUS_ADMIN_SECRET = "http://127.0.0.1:9/admin", ADMIN_SECRET
    with clock.at(SIX + 90 * MINUTE):
        assert close_past_rooms() == 0
    assert caplog.messages == ["A room for video could not be changed: Janus did not answer: URLError"]


def test_nothing_of_a_person_is_in_what_the_gateway_learns(cast, meet, seat_of, settings):
    meeting = meet()
    seat = seat_of(meeting, cast.ana)
    with fake_janus() as janus, clock.at(SIX):
        settings.JANUS_ADMIN = janus.address
        for name, value in ITS_OWN.items():
            setattr(settings, name, value)
        ticket_for(key=give_key(by=cast.ana, meeting=meeting, seat=seat), name="Ana")
        told = str(janus.asked)
    ids = [seat.pk, seat.patient_id, cast.ana.pk, meeting.pk, meeting.centre_id]
    assert [one for one in (*map(str, ids), *(one.hex for one in ids), "Ana") if one in told] == []
    assert Meeting.objects.count() == 1
