"""What lets one person into a room of Janus and through the relay, against vectors that others published."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.rooms import tokens
from mentoring.meetings.rooms.relays import relay_for, signed
from mentoring.meetings.rooms.room import RelayServer

MEETING, SEAT, KEY = (UUID(int=number) for number in (1, 2, 3))
UNTIL = datetime(2033, 5, 18, 3, 33, 20, tzinfo=UTC)  # second 2 000 000 000
SECRET = "not-a-secret-0123456789-0123456789"
FOR_EVERYTHING = (tokens.room_name, tokens.room_secret, tokens.room_pin)


@pytest.mark.parametrize(
    ("secret", "words", "digest"),
    [  # RFC 2202, section 3: those whose key and data are text
        ("Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        ("\x0b" * 20, "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
        ("\x0c" * 20, "Test With Truncation", "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"),
    ],
)
def test_what_is_signed_is_hmac_sha1_in_base64(secret, words, digest):
    assert base64.b64decode(signed(secret, words)).hex() == digest


def test_a_relay_is_told_until_when_and_nobody_s_name():
    username = "2000000000:x7"
    expected = base64.b64encode(hmac.new(SECRET.encode(), username.encode(), hashlib.sha1).digest()).decode()
    urls = ["turns:relay.example:443?transport=tcp", "turn:relay.example:3478"]
    assert relay_for("x7", until=UNTIL, secret=SECRET, urls=urls) == (RelayServer(tuple(urls), username, expected),)
    assert relay_for("x7", until=UNTIL, secret=SECRET, urls=[]) == ()


def test_tokens_are_as_janus_reads_them():
    room = "abc"
    made = {
        "gateway": tokens.gateway_token(SECRET, UNTIL),
        "entry": tokens.entry_token(SECRET, room, KEY, UNTIL),
        "watch": tokens.watch_token(SECRET, room, UNTIL),
    }
    words = {name: token.rpartition(":")[0] for name, token in made.items()}
    assert words == {
        "gateway": "2000000000,janus,janus.plugin.videoroom",
        "entry": f"2000000000,janus.plugin.videoroom,room=abc,key={KEY.hex}",
        "watch": "2000000000,janus.plugin.videoroom,room=abc",
    }
    assert made == {name: f"{one}:{signed(SECRET, one)}" for name, one in words.items()}


@pytest.mark.parametrize("odd", ["a,b", "a:b", ","])
def test_a_descriptor_that_would_be_read_as_two_is_refused(odd):
    with pytest.raises(ValueError, match="cannot stand in a token"):
        tokens.watch_token(SECRET, odd, UNTIL)


@given(st.uuids(), st.uuids())
def test_what_is_derived_is_the_same_each_time_and_another_for_each_use_and_meeting(one, other):
    names = [make(SECRET, meeting) for make in FOR_EVERYTHING for meeting in {one, other}]
    assert names == [make(SECRET, meeting) for make in FOR_EVERYTHING for meeting in {one, other}]
    assert len(set(names)) == len(names)
    assert {(len(name), name.isalnum(), name.lower() == name) for name in names} == {(26, True, True)}


def test_a_person_has_another_name_in_each_meeting_and_without_the_secret_there_is_none():
    first, second = (tokens.person_name(SECRET, meeting, SEAT) for meeting in (MEETING, KEY))
    assert (first == second, SEAT.hex in first) == (False, False)
    assert tokens.room_name(SECRET, MEETING) != tokens.room_name(SECRET + "!", MEETING)


@given(st.uuids(), st.uuids(), st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)))  # noqa: DTZ001
def test_no_token_opens_what_another_opens(room, key, until):
    name = tokens.room_name(SECRET, room)
    made = {tokens.gateway_token(SECRET, until), tokens.watch_token(SECRET, name, until)}
    made.add(tokens.entry_token(SECRET, name, key, until))
    assert {one.count(":") for one in made} == {1}
    assert len(made) == 3
