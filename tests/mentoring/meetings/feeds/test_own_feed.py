"""A person's own sessions at a secret address: theirs alone, until they end it, and nothing of what they are about."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from mentoring.meetings.feeds import actions
from mentoring.meetings.models import OwnFeed, Seat
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people.actions import disable_user
from tests.cast import BY
from tests.factories.talks import EVENING, called_off, moved, planned, seated
from tests.pages import shown

PAGE = "/sessions/feed/"
BEFORE = EVENING - timedelta(days=7)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def some_days_before():
    with clock.at(BEFORE):
        cache.clear()
        yield


@pytest.fixture
def session(cast):
    meeting = planned(cast, EVENING, kind="group", title="After the operation", about="Fear", capacity=9)
    seated(meeting, cast.ana, patient=cast.patient(cast.ana))
    return meeting


def feed(user):
    return f"{PAGE}{actions.make_feed(by=user)}.ics"


def read(path):
    return Calendar.from_ical(Client().get(path).content).events


def said(path):
    return [(str(one["UID"]), one.start, int(one["SEQUENCE"]), str(one["STATUS"])) for one in read(path)]


def test_it_holds_when_their_sessions_are_and_no_word_of_them(cast, session):
    response = Client().get(feed(cast.ana))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private"
    assert response.cookies == {}
    text = response.content.decode()
    assert {*re.findall(r"(?m)^(?:SUMMARY|LOCATION|DESCRIPTION)[:;].*", text.replace("\r", ""))} == {
        "SUMMARY:Session",
        "LOCATION:See the page",
    }
    assert [word for word in ("operation", "Fear", "video.example", "600 000", "Clara") if word in text] == []


def test_moved_and_called_off(cast, session):
    path = feed(cast.ana)
    uid = str(session.pk)
    assert said(path) == [(uid, EVENING, 0, "CONFIRMED")]
    moved(session, EVENING + HOUR)
    assert said(path) == [(uid, EVENING + HOUR, 1, "CONFIRMED")]
    called_off(session, cast.clara)
    assert said(path) == [(uid, EVENING + HOUR, 2, "CANCELLED")]


def test_who_leads_has_it_too_once_and_nobody_else(cast, session):
    seated(session, cast.clara)
    assert [one[0] for one in said(feed(cast.clara))] == [str(session.pk)]
    assert said(feed(cast.bea)) == []
    assert said(feed(cast.carlos)) == []


@pytest.mark.parametrize("state", [Seat.State.DECLINED, Seat.State.GIVEN_BACK, Seat.State.RELEASED, Seat.State.WAITING])
def test_a_place_that_is_none_is_not_in_it(cast, session, state):
    Seat.objects.update(state=state)
    assert said(feed(cast.ana)) == []


def test_a_new_address_ends_the_one_before(cast, session):
    first, second = feed(cast.ana), feed(cast.ana)
    assert [Client().get(one).status_code for one in (first, second)] == [404, 200]
    actions.end_feed(by=cast.ana)
    assert Client().get(second).status_code == 404


def test_what_is_kept_is_no_address(cast):
    path = feed(cast.ana)
    [kept] = OwnFeed.objects.all()
    assert kept.seal not in path
    assert [
        row for row in AuditRow.objects.values_list("subject", "detail") if path.split("/")[-1][:-4] in str(row)
    ] == []


def test_one_that_was_ended_looks_like_one_that_never_was(cast):
    path = feed(cast.ana)
    actions.end_feed(by=cast.ana)
    other = f"{PAGE}{'x' * 40}.ics"
    ended, never = Client().get(path), Client().get(other)
    assert (ended.status_code, never.status_code) == (404, 404)
    assert shown(ended).replace(path, other) == shown(never)


def test_whoever_closed_the_account_or_died_is_in_it_no_more(cast, session):
    ana, clara = feed(cast.ana), feed(cast.clara)
    patient = cast.patient(cast.ana)
    patient.died_on = BEFORE.date()
    patient.save()
    assert said(ana) == []
    disable_user(by=BY, user=cast.clara)
    assert Client().get(clara).status_code == 404


def test_who_asks_without_end_is_stopped(cast):
    path = feed(cast.ana)
    client = Client()
    assert {client.get(path).status_code for _time in range(60)} == {200}
    assert client.get(path).status_code == 429


def test_the_page_shows_an_address_once_and_ends_it(cast, session):
    client = Client()
    client.force_login(cast.ana)
    assert "Make a secret address" in client.get(PAGE).content.decode()
    shown = client.post(PAGE, {"act": "make"}).content.decode()
    [path] = set(re.findall(r"/sessions/feed/\w+\.ics", shown))
    assert "webcal://" in shown
    assert len(read(path)) == 1
    page = client.get(PAGE).content.decode()
    assert path not in page
    assert "A program last looked there" in page
    assert client.post(PAGE, {"act": "end"}).status_code == 302
    assert Client().get(path).status_code == 404


def test_nothing_pressed_is_nothing_done(cast):
    client = Client()
    client.force_login(cast.ana)
    path = feed(cast.ana)
    client.post(PAGE, {})
    assert Client().get(path).status_code == 200


def test_one_session_as_a_file(cast, session):
    client = Client()
    client.force_login(cast.ana)
    response = client.get(f"/sessions/{session.pk}/session.ics")
    assert [str(one["UID"]) for one in Calendar.from_ical(response.content).events] == [str(session.pk)]
    assert "session.ics" in response["Content-Disposition"]
    client.force_login(cast.bea)
    assert client.get(f"/sessions/{session.pk}/session.ics").status_code == 404


def test_a_place_that_was_given_back_is_called_off_in_its_file(cast, session):
    client = Client()
    client.force_login(cast.ana)
    Seat.objects.update(state=Seat.State.GIVEN_BACK)
    [found] = Calendar.from_ical(client.get(f"/sessions/{session.pk}/session.ics").content).events
    assert str(found["STATUS"]) == "CANCELLED"


def test_it_asks_as_often_for_five_as_for_one(cast, session, django_assert_max_num_queries):
    path = feed(cast.ana)
    for number in range(4):
        meeting = planned(cast, EVENING + timedelta(days=number + 1), kind="group", title="x", capacity=9)
        seated(meeting, cast.ana, patient=cast.patient(cast.ana))
    Client().get(path)
    with django_assert_max_num_queries(8):
        assert len(read(path)) == 5
