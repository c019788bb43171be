"""Rooms of this site's own gateway, against a small stand-in for its admin door."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from mentoring.meetings.rooms import tokens
from mentoring.meetings.rooms.janus import JanusAdmin, JanusRooms
from mentoring.meetings.rooms.relays import signed
from mentoring.meetings.rooms.room import GivenKey, RoomPerson, RoomUnavailable
from tests.factories.meeting_rooms import ADMIN_SECRET, ROOM_KEY, TOKEN_SECRET, TURN_SECRET, fake_janus

ENDS = datetime(2033, 5, 18, 3, 3, 20, tzinfo=UTC)  # half an hour before second 2 000 000 000
SOON = datetime(2033, 5, 18, 2, 3, 20, 500, tzinfo=UTC)
TURN = ("turn:relay.example:3478",)
SEAT = UUID(int=7)
KEYS = [GivenKey(UUID(int=number), SOON + timedelta(minutes=number)) for number in range(3)]


def meeting(number=1, **fields):
    return SimpleNamespace(
        **{"pk": UUID(int=number), "kind": "group", "capacity": 8, "link": "", "ends": ENDS} | fields
    )


def person(key=0, before=(), **fields):
    given = {"seat": SEAT, "name": "Blue bird", "leads": False, "key": KEYS[key], "before": before}
    return RoomPerson(**given | fields)


def entry(key, number=1):
    room = tokens.room_name(TOKEN_SECRET, UUID(int=number))
    return tokens.entry_token(TOKEN_SECRET, room, KEYS[key].pk, KEYS[key].ends)


@pytest.fixture
def janus():
    with fake_janus() as fake:
        yield fake


@pytest.fixture
def rooms(janus):
    ask = JanusAdmin(janus.address, ADMIN_SECRET)
    return JanusRooms(ask, "/video/", TOKEN_SECRET, ROOM_KEY, TURN, TURN_SECRET)


def test_a_room_is_made_once_that_nobody_finds_or_records(janus, rooms):
    rooms.open_for(meeting())
    rooms.open_for(meeting())
    assert janus.asked[0] == janus.asked[1]
    name, secret, pin = (
        make(TOKEN_SECRET, UUID(int=1)) for make in (tokens.room_name, tokens.room_secret, tokens.room_pin)
    )
    assert janus.asked[0] == {
        "request": "create", "room": name, "secret": secret, "pin": pin, "admin_key": ROOM_KEY, "permanent": False,
        "is_private": True, "allowed": [], "signed_tokens": True, "require_pvtid": True, "notify_joining": True,
        "publishers": 10, "bitrate": 512_000, "bitrate_cap": True, "audiocodec": "opus", "videocodec": "vp8",
        "opus_fec": True, "fir_freq": 10, "audiolevel_ext": True, "audiolevel_event": True, "audio_level_average": 55,
        "audio_active_packets": 25, "record": False, "lock_record": True,
    }  # fmt: skip
    assert rooms.names() == {name}


def test_a_ticket_opens_the_room_to_one_key_and_says_what_a_page_needs(janus, rooms):
    made = rooms.ticket(meeting(), person())
    room = janus.rooms[made.room]
    assert room["allowed"] == {made.token} == {entry(0)}
    who = tokens.person_name(TOKEN_SECRET, UUID(int=1), SEAT)
    relay = made.relays[0]
    assert (made.person, made.pin, made.address) == (who, room["pin"], "/video/")
    assert made.until == ENDS + timedelta(minutes=30)
    assert made.opens == tokens.gateway_token(TOKEN_SECRET, made.until)
    assert made.watch == tokens.watch_token(TOKEN_SECRET, made.room, made.until)
    assert (relay.urls, relay.username) == (TURN, f"2000000000:{who}")
    assert relay.credential == signed(TURN_SECRET, relay.username)


def test_a_new_key_ends_those_before_it_and_whoever_came_in_with_one_is_out(janus, rooms):
    first = rooms.ticket(meeting(), person(0))
    rooms.ticket(meeting(), person(1, before=KEYS[:1]))
    janus.rooms[first.room]["in"].add(first.person)
    rooms.ticket(meeting(), person(2, before=KEYS[:2]))
    room = janus.rooms[first.room]
    assert (room["allowed"], room["in"]) == ({entry(2)}, set())


def test_others_in_the_room_stay_when_somebody_comes_anew(janus, rooms):
    mine, other = (rooms.ticket(meeting(), person(key, seat=UUID(int=key + 20))) for key in (0, 1))
    room = janus.rooms[mine.room]
    room["in"] |= {mine.person, other.person}
    rooms.ticket(meeting(), person(2, before=KEYS[:1], seat=UUID(int=20)))
    assert (room["allowed"], room["in"]) == ({entry(1), entry(2)}, {other.person})


def test_whoever_watches_a_talk_can_neither_speak_nor_be_seen_nor_see_who_watches(janus, rooms):
    talk, host = meeting(kind="webinar", capacity=500), UUID(int=50)
    made = rooms.ticket(talk, person(speaks=False, on_stage=[host]))
    room = janus.rooms[made.room]
    assert (room["publishers"], room["require_pvtid"], room["notify_joining"]) == (2, False, False)
    assert (room["allowed"], made.token, made.speaks) == (set(), "", False)
    assert made.feeds == (tokens.person_name(TOKEN_SECRET, talk.pk, host),)
    assert rooms.ticket(talk, person(1, seat=host, leads=True)).person == made.feeds[0]


def test_a_room_that_was_closed_is_gone_and_closing_it_again_does_nothing(janus, rooms):
    rooms.open_for(meeting(1))
    rooms.open_for(meeting(2))
    rooms.close(meeting(1))
    rooms.close(meeting(1))
    assert rooms.names() == {rooms.name_of(meeting(2))}


def test_a_gateway_with_another_secret_or_key_is_said_to_be_unavailable(janus):
    for secret, key in (("wrong", ROOM_KEY), (ADMIN_SECRET, "wrong")):
        rooms = JanusRooms(JanusAdmin(janus.address, secret), "/video/", TOKEN_SECRET, key)
        with pytest.raises(RoomUnavailable, match=r"^Janus refused create"):
            rooms.ticket(meeting(), person())
    assert janus.rooms == {}


@pytest.mark.parametrize("answer", [b"", b"nonsense", b"[]", b'{"janus":"success"}', b'{"janus":"error"}', b"\xff"])
def test_an_answer_that_is_none_is_said_to_be_unavailable(janus, rooms, answer):
    janus.says.append(answer)
    with pytest.raises(RoomUnavailable):
        rooms.open_for(meeting())


def test_a_gateway_that_does_not_run_is_said_to_be_unavailable_without_its_secret(janus, rooms):
    gone = JanusAdmin("http://127.0.0.1:9/admin", ADMIN_SECRET)
    with pytest.raises(RoomUnavailable) as refused:
        gone({"request": "list"})
    assert refused.value.why == "Janus did not answer: URLError"
    assert [secret in repr((gone, rooms)) for secret in (ADMIN_SECRET, ROOM_KEY, TOKEN_SECRET, TURN_SECRET)] == [
        False
    ] * 4
