"""Who finds the page of a session, when, and what it says where there is no video, or none of ours."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.times.actions import cancel_occurrence
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from tests.cast import BY
from tests.factories.session_pages import BEGINS, MINUTE, Page, held, seat
from tests.guards.test_law_09_headers import HEADERS, wrong

DEVICES, POLICY = "Permissions-Policy", "Content-Security-Policy"


def main(answer):
    return answer.content.decode().partition("<main")[2].partition("<footer")[0]


def test_whoever_has_no_place_in_it_finds_no_session(cast, session):
    for user in (cast.dora, cast.denis, cast.felix, cast.gala, cast.carlos, cast.eva):
        before = AuditRow.objects.filter(verb=Verb.DENIED).count()
        assert (user.name, Page(user, session).open().status_code) == (user.name, 404)
        assert AuditRow.objects.filter(verb=Verb.DENIED).count() == before + 1


def test_without_signing_in_there_is_the_door_of_the_site(session):
    answer = Client().get(reverse("join_session", args=[session.pk]))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_whoever_runs_the_centre_and_does_not_lead_it_comes_into_no_room(cast, session):
    assert Page(cast.carlos, session).post("come_to_session").status_code == 404


def test_before_it_says_when_it_opens_and_asks_for_no_device(cast, session):
    with clock.at(BEGINS - 11 * MINUTE):
        answer = Page(cast.ana, session).open()
        assert "10:00" in main(answer)
        assert "09:50" in main(answer)
        assert "600 000 000" in main(answer)
        assert "data-room" not in main(answer)
        assert wrong(answer.headers) == []
        assert Page(cast.ana, session).post("come_to_session").status_code == 422


def test_after_and_once_called_off_it_says_so_and_nobody_comes_in(cast, session):
    with clock.at(BEGINS + 80 * MINUTE):
        assert "This session is over." in main(Page(cast.ana, session).open())
        assert Page(cast.ana, session).post("come_to_session").status_code == 422
    cancel_occurrence(by=BY, occurrence=session.occurrence)
    page = Page(cast.ana, session)
    assert "This session was called off" in main(page.open())
    assert page.post("come_to_session").status_code == 422


@pytest.mark.parametrize("state", [one for one in Seat.State if one != Seat.State.BOOKED])
def test_a_place_that_is_none_opens_nothing(cast, session, rooms, state):
    Seat.objects.filter(user=cast.ana).update(state=state, until=BEGINS)
    page = Page(cast.ana, session)
    assert "data-room" not in main(page.open())
    assert ("600 000 000" in main(page.open())) == (state in (Seat.State.INVITED, Seat.State.OFFERED))
    assert page.post("come_to_session").status_code == 422
    assert rooms.asked == []


def test_camera_and_microphone_are_allowed_on_this_page_alone_and_nothing_else_changes(cast, session):
    answer = Page(cast.ana, session).open()
    assert "camera=(self)" in answer[DEVICES]
    assert "microphone=(self)" in answer[DEVICES]
    assert [line.partition(":")[0] for line in wrong(answer.headers)] == [POLICY, DEVICES]
    directives = {part.strip() for part in answer[POLICY].split(";")}
    usual = {part.strip() for part in HEADERS[POLICY].split(";")}
    assert directives - usual == {"connect-src 'self' ws://localhost:8000"}  # its own socket, which Safari wants named
    assert usual - directives == set()
    assert wrong(Page(cast.ana, session).look().headers) == []


def test_without_javascript_there_are_the_number_and_the_reason(cast, session):
    text = main(Page(cast.ana, session).open())
    assert "Video needs JavaScript" in text.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "600 000 000" in text


def test_it_says_that_nothing_is_recorded_and_what_nobody_can_prevent(cast, session):
    text = main(Page(cast.ana, session).open())
    assert "Nothing is recorded here." in text
    assert "No software can stop somebody" in text


def test_a_talk_that_is_recorded_says_so_before_anybody_comes_in(cast, soon):
    talk = held(cast, kind="webinar", capacity=500, recorded=True)
    seat(talk, cast.ana)
    text = main(Page(cast.ana, talk).open())
    assert "This session is recorded." in text
    assert 'data-do="try"' not in text  # nobody sees or hears whoever watches


OTHERS = {
    "link": ({"link": "https://video.hospital.example/r/1"}, "video.hospital.example"),
    "phone": ({}, "You meet by telephone."),
    "place": ({"place": "Room 4, second floor"}, "Room 4, second floor"),
}


@pytest.mark.parametrize("provider", OTHERS)
def test_elsewhere_a_page_of_ours_says_first_where_and_how_to_call(cast, soon, provider):
    fields, said = OTHERS[provider]
    other = held(cast, provider=provider, **fields)
    seat(other, cast.ana)
    answer = Page(cast.ana, other).open()
    assert said in main(answer)
    assert "600 000 000" in main(answer)
    assert "room.js" not in answer.content.decode()
    assert wrong(answer.headers) == []


def test_a_link_that_cannot_be_opened_safely_is_none(cast, soon):
    other = held(cast, provider="link", link="https://you@evil.example/")
    seat(other, cast.ana)
    text = main(Page(cast.ana, other).open())
    assert "evil.example" not in text
    assert "The video cannot be opened" in text


def test_a_private_session_is_under_ones_own_name(cast, soon, rooms):
    private = held(cast, kind="private", title="", capacity=1)
    seat(private, cast.ana)
    page = Page(cast.ana, private)
    assert 'name="name"' not in main(page.open())
    assert page.come("Somebody else")["name"] == cast.ana.name


def test_meetings_of_others_are_not_touched(cast, session):
    other = held(cast, BEGINS + 60 * MINUTE)
    assert Meeting.objects.count() == 2
    assert Page(cast.ana, other).open().status_code == 404
