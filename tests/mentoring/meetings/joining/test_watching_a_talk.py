"""A talk by video of this site, for somebody from outside: by the link of their registration they see and hear it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from mentoring.meetings.models import Registration, RoomKey
from mentoring.meetings.webinars.selectors import secret_in_link, way_into
from oncocare.foundation import clock
from tests.factories.meeting_rooms import standing_in
from tests.factories.talks import EVENING, a_talk, asked, called_off, confirmed, own
from tests.guards.test_law_09_headers import wrong

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def a_week_before():
    cache.clear()
    with clock.at(EVENING - timedelta(days=7)):
        yield


@pytest.fixture
def room(monkeypatch):
    return standing_in(monkeypatch)


@pytest.fixture
def talk(cast):
    return a_talk(cast, provider="janus", link="")


def page(registration):
    found = Registration.objects.select_related("meeting__centre").get(pk=registration.pk)
    return reverse("watch_talk", args=[found.meeting.centre.slug, secret_in_link(found)])


def place(registration):
    return page(registration).removesuffix("watch/")


def test_the_way_into_such_a_talk_is_its_page(talk):
    eli = confirmed(talk)
    assert way_into(own(eli)).address == page(eli)


def test_a_link_lets_see_and_hear_and_neither_speak_nor_be_seen(cast, talk, room):
    eli = confirmed(talk)
    with clock.at(EVENING):
        opened = Client().get(page(eli))
        assert (opened.status_code, "See and hear the talk" in opened.content.decode()) == (200, True)
        assert RoomKey.objects.count() == 0  # a scanner that opens links changes nothing
        ticket = Client().post(page(eli)).json()
    assert (ticket["speaks"], ticket["token"], ticket["leads"]) == (False, "", False)
    assert ticket["feeds"] == [cast.clara.pk.hex]
    assert [(one.seat, one.speaks) for one in room.people] == [(eli.pk, False)]
    assert own(eli).came_in == EVENING


def test_the_page_uses_no_device_and_opens_its_own_socket_alone(talk, room):
    eli = confirmed(talk)
    with clock.at(EVENING):
        answer = Client().get(page(eli))
    assert "camera=()" in answer["Permissions-Policy"]
    assert [line.partition(":")[0] for line in wrong(answer.headers)] == ["Content-Security-Policy"]
    assert "connect-src 'self' ws://localhost:8000" in answer["Content-Security-Policy"]


def test_with_another_link_or_at_another_hour_nobody_watches(cast, talk, room):
    eli = confirmed(talk)
    with clock.at(EVENING - 60 * MINUTE):
        waits = asked(talk, "ola@example.net")  # and has not pressed the button of the mail
    nobody = page(eli).replace(secret_in_link(own(eli)), "a" * 32)
    for moment, address in (
        (EVENING - 11 * MINUTE, page(eli)), (EVENING + 90 * MINUTE, page(eli)), (EVENING, nobody), (EVENING, page(waits))
    ):  # fmt: skip
        with clock.at(moment):
            assert Client().get(address).headers["Location"] == address.removesuffix("watch/")
    with clock.at(EVENING):
        assert Client().post(page(waits)).status_code == 422
        assert Client().post(nobody).status_code == 302
    assert (room.people, RoomKey.objects.count()) == ([], 0)


def test_whoever_gave_the_place_back_or_whose_talk_is_off_watches_no_more(cast, talk, room):
    eli = confirmed(talk)
    Client().post(place(eli), {"act": "give_back"})
    with clock.at(EVENING):
        assert Client().get(page(eli)).status_code == 302
        assert Client().post(page(eli)).status_code == 422
    ola = confirmed(talk, "ola@example.net")
    called_off(talk, cast.clara)
    with clock.at(EVENING):
        assert [Client().get(page(ola)).status_code, Client().post(page(ola)).status_code] == [302, 302]
    assert room.people == []


def test_a_talk_elsewhere_has_no_such_page(cast, room):
    eli = confirmed(a_talk(cast))
    with clock.at(EVENING):
        assert Client().get(page(eli)).headers["Location"] == place(eli)


def test_a_new_ticket_ends_the_one_before_and_a_broken_gateway_is_said(talk, room):
    eli = confirmed(talk)
    with clock.at(EVENING):
        for _time in range(2):
            assert Client().post(page(eli)).status_code == 200
        assert RoomKey.objects.filter(registration=eli, ended=None).count() == 1
        room.broken = True
        assert Client().post(page(eli)).status_code == 503


def test_whoever_goes_is_counted_with_their_minutes(talk, room):
    eli = confirmed(talk)
    with clock.at(EVENING):
        Client().post(page(eli))
    with clock.at(EVENING + 42 * MINUTE):
        assert Client().post(page(eli), {"act": "leave"}).json() == {}
    assert own(eli).minutes == 42
