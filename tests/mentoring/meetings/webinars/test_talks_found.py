"""The foot of every page, and a person's own sessions, lead to the talks that are to come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django import db
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mentoring.meetings.models import Meeting
from mentoring.meetings.templatetags import meeting_talks
from oncocare.foundation import clock
from oncocare.people.models import User
from tests.factories.talks import EVENING, a_talk, called_off, planned
from tests.pages import shown

OUTSIDE = "/accessibility/"  # anybody may open it, and it is of no centre
FOOT = '<p><a href="/talks/here/">Talks open to everybody</a></p>'


@pytest.fixture(autouse=True)
def a_week_before():
    cache.clear()
    with clock.at(EVENING - timedelta(days=7)):
        yield


def read(address: str = OUTSIDE, user: User | None = None) -> str:
    client = Client()
    if user:
        client.force_login(user)
    return shown(client.get(address))


def test_who_is_not_signed_in_is_led_to_the_talks_while_one_is_to_come(cast):
    assert "/talks/" not in read()
    talk = a_talk(cast)
    assert FOOT in read()
    with clock.at(EVENING + timedelta(hours=1)):  # it ended
        assert "/talks/" not in read()
    called_off(talk, cast.clara)
    assert "/talks/" not in read()


def test_another_session_is_no_talk(cast):
    planned(cast, EVENING, kind="training", title="Breathing", capacity=9)
    assert "/talks/" not in read()


def test_where_two_centres_have_talks_each_leads_to_its_own(cast):
    Meeting.objects.filter(pk=a_talk(cast, EVENING + timedelta(hours=2)).pk).update(centre=cast.there)
    assert '<a href="/talks/there/">Talks open to everybody</a>' in read()
    a_talk(cast)
    assert "/talks/" not in read()
    assert FOOT in read("/talks/here/")
    assert '<a href="/talks/there/">Talks open to everybody</a>' in read("/talks/there/")


@pytest.mark.parametrize("address", [OUTSIDE, "/talks/here/"])
def test_a_page_that_leads_there_keeps_nothing_but_the_token_of_its_forms(cast, address):
    a_talk(cast)
    answer = Client().get(address)
    assert FOOT in shown(answer)
    assert set(answer.cookies) == {"csrftoken"}


def test_ones_own_sessions_lead_there_and_pages_of_staff_do_not(cast):
    a_talk(cast)
    own = '<a href="/talks/here/">Talks open to everybody, also to those close to you</a>'
    assert own in read("/sessions/", cast.ana)
    assert "/talks/" not in read("/sessions/led/", cast.clara)


def test_a_page_is_there_without_the_database(cast, monkeypatch, caplog):
    def broken(*_asked):
        raise db.OperationalError("made up")

    monkeypatch.setattr(meeting_talks, "centres_with_talks", broken)
    assert "/talks/" not in read()
    assert "could not be looked up" in caplog.text


def test_the_foot_asks_no_more_than_once_a_minute(cast, settings):
    settings.CACHES = {**settings.CACHES, "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "foot of talks",
    }}  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        read()
        read()
    assert len([one for one in asked.captured_queries if "meetings_meeting" in one["sql"]]) == 1
