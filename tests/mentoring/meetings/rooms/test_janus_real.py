"""Rooms of the real Janus, where `make video` started it: who gets in, and what nobody can do there."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from mentoring.meetings.rooms.janus import JanusAdmin, JanusRooms
from mentoring.meetings.rooms.room import GivenKey, RoomPerson, RoomUnavailable
from oncocare.foundation import ids
from tests.video import attached, page_of, running_video

# Janus looks at the clock of the machine, so these lie far from any moment at which tests are.
AHEAD, BEHIND = datetime(2037, 1, 1, tzinfo=UTC), datetime(2001, 1, 1, tzinfo=UTC)
REFUSED, NO_ROOM, NO_FEED, TWICE, NO_PLUGIN, NO_TOKEN, MISSING = 433, 426, 428, 436, 460, 403, 429


@pytest.fixture(scope="module")
def rooms():
    told = running_video()
    ask = JanusAdmin(told["JANUS_ADMIN"], told["JANUS_ADMIN_SECRET"])
    return JanusRooms(ask, "/video/", told["JANUS_TOKEN_SECRET"], told["JANUS_ROOM_KEY"])


@pytest.fixture
def meeting(rooms):
    made = SimpleNamespace(pk=ids.new(), kind="group", capacity=8, link="", ends=AHEAD)
    yield made
    rooms.close(made)


def key(ends=AHEAD):
    return GivenKey(ids.new(), ends)


def person(given, before=(), **fields):
    return RoomPerson(
        **{"seat": ids.new(), "name": "Blue bird", "leads": False, "key": given, "before": before} | fields
    )


def test_whoever_has_a_ticket_is_in_and_nobody_else(rooms, meeting):
    mine = rooms.ticket(meeting, person(key()))
    with page_of(mine) as join:
        refused = [
            join(pin="wrong"),
            join(token=""),
            join(token=mine.watch),
            join(token=mine.opens),
            join(room="other"),
        ]
        assert refused == [REFUSED, REFUSED, REFUSED, REFUSED, NO_ROOM]
        came = join()
        assert (came["videoroom"], came["id"]) == ("joined", mine.person)
        assert join() == TWICE


def test_a_token_whose_minutes_are_over_opens_nothing(rooms, meeting):
    late = rooms.ticket(meeting, person(key(BEHIND)))
    with page_of(late) as join:
        assert join() == REFUSED
    over = rooms.ticket(SimpleNamespace(**{**vars(meeting), "ends": BEHIND}), person(key()))
    assert attached(over.opens) == NO_TOKEN


def test_a_new_key_closes_the_device_before_it(rooms, meeting):
    seat, first, second = ids.new(), key(), key()
    with page_of(rooms.ticket(meeting, person(first, seat=seat))) as join:
        came = join()
        after = rooms.ticket(meeting, person(second, before=[first], seat=seat))
        with page_of(after) as join_again:
            assert (came["id"], join_again()["id"]) == (after.person, after.person)
            assert join() == REFUSED


def test_a_ticket_that_was_forwarded_or_is_used_again_lets_nobody_in_beside_its_owner(rooms, meeting):
    seat, first = ids.new(), key()
    mine = rooms.ticket(meeting, person(first, seat=seat))
    with page_of(mine) as join, page_of(mine) as forwarded:
        came = join()
        assert forwarded() == TWICE
        rooms.ticket(meeting, person(key(), before=[first], seat=seat))  # the owner comes by another device
        assert (forwarded(), join()) == (REFUSED, REFUSED)
    assert came["id"] == mine.person


def test_whoever_is_taken_out_is_out_and_comes_in_by_none_of_their_keys(rooms, meeting):
    seat, first, second = ids.new(), key(), key()
    old = rooms.ticket(meeting, person(first, seat=seat))
    mine = rooms.ticket(meeting, person(second, before=[first], seat=seat))
    other = rooms.ticket(meeting, person(key()))
    with page_of(mine) as join, page_of(other) as stays:
        join(), stays()
        rooms.send_out(meeting, seat, [first, second])
        assert there_now(rooms, meeting) == {other.person}
        assert [join(), join(token=old.token)] == [REFUSED, REFUSED]
    rooms.send_out(meeting, seat, [first, second])  # told twice it does nothing


def there_now(rooms, meeting):
    """Whoever is in the room, as the gateway says it."""
    answer = rooms.ask({"request": "listparticipants", "room": rooms.name_of(meeting)})
    return {one["id"] for one in answer["participants"]}


def test_another_meeting_s_ticket_opens_nothing_here(rooms, meeting):
    other = SimpleNamespace(**{**vars(meeting), "pk": ids.new()})
    mine, theirs = rooms.ticket(meeting, person(key())), rooms.ticket(other, person(key()))
    with page_of(mine) as join:
        assert join(token=theirs.token) == REFUSED
        assert join(room=theirs.room, pin=theirs.pin) == REFUSED
    rooms.close(other)


def test_whoever_is_not_in_the_room_hears_nobody(rooms, meeting):
    mine = rooms.ticket(meeting, person(key()))
    with page_of(mine) as join:
        came = join()
        streams = [{"feed": mine.person}]
        assert join("subscriber", streams=streams, private_id=came["private_id"]) == REFUSED
        assert join("subscriber", streams=streams, token=mine.watch, private_id=came["private_id"]) == NO_FEED


def test_nobody_in_a_room_records_forwards_makes_or_lists_rooms(rooms, meeting, tmp_path):
    mine = rooms.ticket(meeting, person(key()))
    tmp_path.chmod(0o777)
    with page_of(mine) as join:
        join()
        handle = join.handles[-1]

        def asks(**body):
            return join.gateway.ask(janus="message", **handle, body=body)["plugindata"]["data"]

        asks(request="configure", record=True, filename=str(tmp_path / "film"))
        forward = asks(
            request="rtp_forward", room=mine.room, publisher_id=mine.person, host="203.0.113.1", streams=[], secret="x"
        )
        assert (forward["error_code"], asks(request="create")["error_code"]) == (MISSING, MISSING)
        assert asks(request="list")["list"] == []
        assert asks(request="destroy", room=mine.room)["error_code"] == MISSING
        assert asks(request="enable_recording", room=mine.room, record=True)["error_code"] == MISSING
    assert list(tmp_path.iterdir()) == []


def test_no_other_plugin_is_there_and_without_a_token_nothing_is(rooms, meeting):
    mine = rooms.ticket(meeting, person(key()))
    others = ["recordplay", "echotest", "streaming", "sip", "textroom", "audiobridge", "lua", "videocall"]
    assert {attached(mine.opens, f"janus.plugin.{one}") for one in others} == {NO_PLUGIN}
    assert [attached(one) for one in ("", mine.token, mine.watch, mine.opens[:-2] + "x=")] == [NO_TOKEN] * 4


def test_whoever_watches_a_talk_cannot_come_in_as_somebody_who_speaks(rooms):
    talk = SimpleNamespace(pk=ids.new(), kind="webinar", capacity=500, link="", ends=AHEAD)
    host = ids.new()
    leads = rooms.ticket(talk, person(key(), seat=host, leads=True))
    watches = rooms.ticket(talk, person(key(), speaks=False, on_stage=[host]))
    with page_of(leads) as join, page_of(watches) as watch:
        assert join()["id"] == watches.feeds[0]
        assert (watch(), watch(token=watches.watch)) == (REFUSED, REFUSED)
        assert watch("subscriber", token=watches.watch, streams=[{"feed": watches.feeds[0]}]) == NO_FEED
    rooms.close(talk)


def test_a_room_that_is_destroyed_is_gone_and_all_are_out(rooms, meeting):
    mine = rooms.ticket(meeting, person(key()))
    with page_of(mine) as join:
        join()
        rooms.close(meeting)
        assert (join(), mine.room in rooms.names()) == (NO_ROOM, False)


def test_the_admin_door_stays_shut_without_its_secret(rooms):
    with pytest.raises(RoomUnavailable, match="403"):
        JanusAdmin(rooms.ask.address, "wrong")({"request": "list"})
