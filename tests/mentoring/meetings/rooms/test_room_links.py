"""The hospital's own video: which links are taken, and what is said before anybody follows one."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from mentoring.meetings.rooms.link import LinkRooms, server_of
from mentoring.meetings.rooms.room import GivenKey, RoomPerson, RoomUnavailable, Ticket
from mentoring.meetings.rooms.seen import what_is_seen, whose_server

UNTIL = datetime(2026, 3, 2, 18, tzinfo=UTC)
WHO = RoomPerson(seat=UUID(int=1), name="Blue bird", leads=False, key=GivenKey(UUID(int=2), UNTIL))


@pytest.mark.parametrize(
    ("link", "server"),
    [
        ("https://video.hospital.example/room/7?pwd=x#y", "video.hospital.example"),
        ("https://VIDEO.hospital.example:443/7", "video.hospital.example"),
        ("https://video.hospital.example:8443/7", "video.hospital.example:8443"),
    ],
)
def test_a_link_shows_whose_server_it_is(link, server):
    assert server_of(link) == server


@pytest.mark.parametrize(
    "link",
    [
        "", "http://video.hospital.example/7", "javascript:alert(1)", "//video.hospital.example", "video.hospital.example",
        "https://video.hospital.example@other.example/", "https://user:word@other.example/", "https://localhost/7",
        "https://other.example:99999/", "https://[::1", "https://vidéo.example/", "https://other.example/a b",
        "https://other.example\\@video.hospital.example/", "data:text/html,x", "https:///x",
    ],
)  # fmt: skip
def test_a_link_that_cannot_be_opened_safely_has_no_server(link):
    assert server_of(link) == ""
    with pytest.raises(RoomUnavailable):
        LinkRooms().ticket(SimpleNamespace(link=link), WHO)


def test_the_ticket_is_the_link_and_whose_it_is():
    link = "https://video.hospital.example/7"
    made = LinkRooms().ticket(SimpleNamespace(link=link), WHO)
    assert made == Ticket(
        provider="link", until=UNTIL, name="Blue bird", leads=False, server="video.hospital.example", address=link
    )
    assert made.for_page()["until"] == "2026-03-02T18:00:00+00:00"


@pytest.mark.parametrize("provider", ["link", "jitsi", "janus"])
def test_before_anybody_goes_in_they_read_whose_server_it_is_and_that_nothing_stops_a_telephone(provider):
    assert ("video.hospital.example" in whose_server(provider, "video.hospital.example")) is (provider != "janus")
    seen = what_is_seen(provider)
    assert seen[-1].startswith("No software can stop somebody from filming")
    assert ("Nothing is recorded here." in seen) is (provider == "janus")
    assert [one for one in what_is_seen(provider, recorded=True) if "is recorded" in one] == [
        "This session is recorded. Your camera and microphone are not part of it unless you switch them on."
    ]
