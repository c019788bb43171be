"""The door, the waiting room and the room, with a provider that stands in for the gateway."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from mentoring.meetings.joining.models import HeldRoom, Presence
from mentoring.meetings.models import RoomKey, Seat
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from tests.factories.session_pages import BEGINS, MINUTE, Page, held, seat


def own(user):
    return Presence.objects.get(user=user)


def inside(clara, *people):
    """Clara opens the room, and lets these in who come."""
    clara.come()
    for one in people:
        one.come(f"{one.user.name} here")
    clara.post("let_all_in")
    return [one.enter() for one in (clara, *people)]


def test_people_wait_until_they_are_let_in_and_learn_no_name_before(cast, pages):
    clara, ana, _bea = pages
    said = ana.come("Blue bird")
    assert {name: said[name] for name in ("state", "led")} == {"state": "waiting", "led": False}
    assert "people" not in said
    assert ana.post("enter_session", key=said["key"]).status_code == 404
    told = clara.come()
    assert [one["name"] for one in told["waiting"]] == ["Blue bird"]
    clara.post("session_person", own(cast.ana).pk, act="in")
    assert ana.look().json()["state"] == "inside"
    assert ana.enter().json()["room"] == "room"
    assert Seat.objects.get(user=cast.ana).alias == cast.ana.name  # the last name with which she came


def test_whoever_leads_opens_the_room_and_waits_for_nobody(cast, pages):
    clara = pages[0]
    assert clara.come()["state"] == "inside"
    assert clara.enter().json()["leads"] is True
    assert HeldRoom.objects.get().opened == BEGINS - 5 * MINUTE


def test_a_key_opens_once(cast, pages, rooms):
    clara, ana, _bea = pages
    inside(clara, ana)
    key = ana.come("Blue bird")["key"]
    assert [ana.post("enter_session", key=key).status_code for _time in range(2)] == [200, 404]
    assert len([one for one in rooms.asked if one[0] == "ticket"]) == 3


def test_a_key_that_was_forwarded_opens_nothing_and_is_noted(cast, pages):
    clara, ana, bea = pages
    inside(clara, ana, bea)
    key = ana.come("Blue bird")["key"]
    before = AuditRow.objects.filter(verb=Verb.DENIED).count()
    assert [one.post("enter_session", key=key).status_code for one in (bea, clara)] == [404, 404]
    assert AuditRow.objects.filter(verb=Verb.DENIED).count() == before + 2
    assert ana.post("enter_session", key=key).status_code == 200


def test_a_key_of_another_session_and_one_that_is_too_old_open_nothing(cast, pages):
    clara, ana, _bea = pages
    inside(clara, ana)
    other = held(cast)
    seat(other, cast.ana)
    there = Page(cast.ana, other)
    key = there.come("Blue bird")["key"]
    assert ana.post("enter_session", key=key).status_code == 404
    key = ana.come("Blue bird")["key"]
    with clock.at(BEGINS):
        assert ana.post("enter_session", key=key).status_code == 404


def test_a_second_device_ends_the_first(cast, pages):
    clara, ana, _bea = pages
    inside(clara, ana)
    second = Page(cast.ana, ana.meeting)
    assert second.come("Blue bird")["state"] == "inside"
    assert ana.look().json() == {"state": "elsewhere", "led": False}
    ana.post("leave_session")  # what the first page says as it goes away
    assert second.look().json()["state"] == "inside"


def test_who_comes_back_after_the_line_broke_need_not_wait_again(cast, pages):
    clara, ana, _bea = pages
    inside(clara, ana)
    with clock.at(BEGINS - 3 * MINUTE):
        assert [one["name"] for one in clara.look().json()["people"]] == [cast.clara.name]  # she has not been heard of
        assert ana.come("Blue bird")["state"] == "inside"
        clara.look()
        assert len(clara.look().json()["people"]) == 2


def test_in_the_room_each_is_known_by_name_and_feed_and_the_wish_for_help_by_whoever_leads_alone(cast, pages):
    clara, ana, bea = pages
    inside(clara, ana, bea)
    ana.post("session_help")
    ana.post("session_hand", up="yes")
    told = {one["name"]: one for one in clara.look().json()["people"]}
    assert (told[cast.ana.name]["help"], told[cast.ana.name]["hand"]) == (True, True)
    assert told[cast.ana.name]["feed"] == own(cast.ana).feed != ""
    seen = {one["name"]: one for one in bea.look().json()["people"]}
    assert (seen[cast.ana.name]["hand"], "help" in seen[cast.ana.name]) == (True, False)
    clara.post("session_person", own(cast.ana).pk, act="help")
    assert own(cast.ana).help is None


def test_somebody_who_was_muted_is_told(cast, pages):
    clara, ana, _bea = pages
    inside(clara, ana)
    assert ana.look().json()["hushed"] == ""
    clara.post("session_person", own(cast.ana).pk, act="hush")
    assert datetime.fromisoformat(ana.look().json()["hushed"]) == BEGINS - 5 * MINUTE


def test_who_was_taken_out_is_sent_out_by_the_gateway_and_stays_out(cast, pages, rooms):
    clara, ana, _bea = pages
    inside(clara, ana)
    before = len(rooms.asked)
    assert clara.post("session_person", own(cast.ana).pk, act="out").status_code == 200
    assert rooms.asked[before:] == [("out", cast.ana.pk)]
    assert RoomKey.objects.filter(seat__user=cast.ana, ended=None).count() == 0
    assert ana.look().json()["state"] == "out"
    assert ana.post("come_to_session", name="Blue bird").status_code == 422
    clara.post("session_person", own(cast.ana).pk, act="in")
    assert ana.come("Blue bird")["state"] == "inside"


def test_whoever_leads_with_another_cannot_take_them_out(cast, soon, rooms):
    both = held(cast, second=cast.gala)
    seat(both, cast.ana)
    clara, gala = Page(cast.clara, both), Page(cast.gala, both)
    clara.come()
    gala.come()
    assert clara.post("session_person", own(cast.gala).pk, act="out").status_code == 422
    assert own(cast.gala).state == "inside"


def test_what_whoever_leads_may_do_nobody_else_may(cast, pages, rooms):
    clara, ana, bea = pages
    inside(clara, ana, bea)
    before = len(rooms.asked)
    for name, args in (("let_all_in", ()), ("end_session", ()), ("session_person", (own(cast.bea).pk,))):
        assert (name, ana.post(name, *args, act="out").status_code) == (name, 403)
    assert (own(cast.bea).state, len(rooms.asked), HeldRoom.objects.get().ended_at) == ("inside", before, None)


def test_nobody_of_another_session_is_let_in_or_taken_out(cast, pages):
    clara, ana, _bea = pages
    inside(clara, ana)
    other = held(cast)
    assert Page(cast.clara, other).post("session_person", own(cast.ana).pk, act="out").status_code == 404
    assert own(cast.ana).state == "inside"


def test_ended_it_is_over_for_everybody(cast, pages, rooms):
    clara, ana, _bea = pages
    inside(clara, ana)
    assert clara.post("end_session").json() == {"state": "over"}
    assert rooms.asked[-1] == ("close", ana.meeting.pk)
    assert ana.look().json() == {"state": "over", "led": False}
    assert ana.post("come_to_session", name="Blue bird").status_code == 422
    assert RoomKey.objects.filter(ended=None).count() == 0


def test_where_the_gateway_does_not_answer_nothing_is_lost(cast, pages, rooms):
    clara, ana, _bea = pages
    inside(clara, ana)
    rooms.down = True
    answer = ana.enter()
    assert (answer.status_code, answer.json()) == (503, {"unavailable": True})
    assert own(cast.ana).state == "inside"


@pytest.mark.parametrize("name", ["", " \u200b", "Clara", "CLARA"])
def test_nobody_is_seen_without_a_name_or_under_that_of_another(cast, pages, name):
    _clara, ana, _bea = pages
    name = name and name.replace("Clara", cast.clara.name).replace("CLARA", cast.clara.name.upper())
    answer = ana.post("come_to_session", name=name)
    assert (answer.status_code, "refused" in answer.json()) == (422, True)
    assert Presence.objects.count() == 0


def test_the_log_has_who_came_and_left_and_not_each_look(cast, pages):
    clara, ana, _bea = pages
    inside(clara, ana)
    rows = AuditRow.objects.count()
    with clock.at(BEGINS - 4 * MINUTE):
        ana.look()
    assert AuditRow.objects.count() == rows
    assert own(cast.ana).seen == BEGINS - 4 * MINUTE
    ana.post("leave_session")
    assert AuditRow.objects.filter(verb=Verb.SESSION_ROOM_LEFT).count() == 1
    assert own(cast.ana).state == "left"


def test_what_is_no_page_is_refused(cast, pages):
    ana = pages[1]
    ana.page = "no id"
    assert [ana.look().status_code, ana.post("come_to_session").status_code] == [400, 400]
    ana.page = uuid4()
    assert ana.look().json() == {"state": "left", "led": False}
