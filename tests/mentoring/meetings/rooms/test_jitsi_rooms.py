"""Rooms on a Jitsi server: what the token says, and what only the page of such a room may do."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import jwt
import pytest
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.test import RequestFactory

from mentoring.meetings.rooms.jitsi import SETTINGS, JitsiRooms
from mentoring.meetings.rooms.policy import devices, let_devices, socket_of, sources
from mentoring.meetings.rooms.room import GivenKey, RoomPerson
from mentoring.meetings.rooms.tokens import person_name, room_name
from oncocare.site.middleware import headers
from tests.guards.test_law_09_headers import HEADERS

UNTIL = datetime(2033, 5, 18, 3, 33, 20, tzinfo=UTC)
SECRET = "not-a-secret-0123456789-0123456789"
MEETING = SimpleNamespace(pk=UUID(int=1))
ORIGIN = "https://video.hospital.example"
ROOMS = JitsiRooms(origin=ORIGIN, app="site", secret=SECRET)


def who(*, leads=False):
    return RoomPerson(seat=UUID(int=2), name="Blue bird", leads=leads, key=GivenKey(UUID(int=3), UNTIL))


def part(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


@pytest.mark.parametrize("leads", [False, True])
def test_a_token_opens_one_room_to_one_person_until_their_key_ends(leads):
    made = ROOMS.ticket(MEETING, who(leads=leads))
    head, claims, signature = made.token.split(".")
    digest = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    assert signature == base64.urlsafe_b64encode(digest).decode().rstrip("=")  # RFC 7515, appendix A.1
    assert part(head) == {"alg": "HS256", "typ": "JWT"}
    assert part(claims) == {
        "iss": "site", "aud": "jitsi", "sub": "video.hospital.example", "room": room_name(SECRET, MEETING.pk),
        "exp": 2_000_000_000,
        "context": {
            "user": {
                "id": person_name(SECRET, MEETING.pk, UUID(int=2)), "name": "Blue bird",
                "moderator": "true" if leads else "false", "affiliation": "owner" if leads else "member",
            },
            "features": {"livestreaming": False, "recording": False, "transcription": False, "outbound-call": False},
        },
    }  # fmt: skip


def test_the_address_is_the_room_of_that_server_with_the_token_and_our_settings():
    made = ROOMS.ticket(MEETING, who())
    parts = urlsplit(made.address)
    assert (f"{parts.scheme}://{parts.netloc}", parts.path) == (ORIGIN, f"/{made.room}")
    assert parse_qs(parts.query) == {"jwt": [made.token]}
    assert parts.fragment.split("&") == list(SETTINGS)
    assert (made.server, made.until) == ("video.hospital.example", UNTIL)


def test_a_server_with_another_secret_or_audience_takes_no_such_token():
    token = ROOMS.ticket(MEETING, who()).token
    assert jwt.decode(token, SECRET, algorithms=["HS256"], audience="jitsi")["iss"] == "site"
    for secret, audience in ((SECRET[::-1], "jitsi"), (SECRET, "other")):
        with pytest.raises(jwt.InvalidTokenError):
            jwt.decode(token, secret, algorithms=["HS256"], audience=audience)


def test_only_the_page_of_a_room_has_camera_and_microphone_and_one_other_origin():
    never = "geolocation=(), payment=(), usb=(), browsing-topics=()"
    own = ", ".join(f"{one}=(self)" for one in ("camera", "microphone"))
    assert devices() == f"{own}, {never}"
    assert devices(ORIGIN) == f"{own}, {never}".replace("(self)", f'(self "{ORIGIN}")')
    assert (sources(), sources(ORIGIN)) == ({}, {"frame-src": [ORIGIN]})


@pytest.mark.parametrize(
    ("site", "socket"), [("https://a.example", "wss://a.example"), ("http://localhost:8000", "ws://localhost:8000")]
)
def test_the_gateway_is_reached_at_this_site(site, socket):
    assert socket_of(site) == socket


@pytest.mark.parametrize(
    ("given", "more"),
    [
        ({"origin": ORIGIN}, f"; frame-src {ORIGIN}"), ({"socket": "wss://a.example"}, "; connect-src 'self' wss://a.example"),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_page_says_this_beside_the_policy_of_every_page(given, more):
    made = headers(CSPMiddleware(lambda _request: let_devices(HttpResponse("x"), **given)))(RequestFactory().get("/"))
    policy = HEADERS["Content-Security-Policy"] + more
    assert sorted(made["Content-Security-Policy"].split("; ")) == sorted(policy.split("; "))
    assert made["Permissions-Policy"] == devices(given.get("origin", ""))
