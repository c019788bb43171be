"""What a person’s own page says of their next session: how far it is, and the button from ten minutes before."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.rooms import day
from tests.factories.sessions_attended import private
from tests.pages import at, text, words


@pytest.fixture
def ana(cast):
    return cast.ana


def page(somebody, moment):
    def look():
        client = Client()  # what was signed in days before is over
        client.force_login(somebody)
        return client.get(reverse("home"))

    return at(moment, look)


def test_without_a_session_nothing_is_said_of_sessions(ana):
    assert "My next session" not in words(page(ana, day(0)))


def test_it_says_with_whom_when_and_how_far_it_is(cast, ana):
    private(cast, day(3), provider="phone", phone="Clara calls you")
    said = words(page(ana, day(0)))
    assert "My next session Thursday 5 March 2026, 10:00 With Clara, until 10:50." in said
    assert "By telephone: Clara calls you" in said


def test_of_one_within_a_day_it_says_how_far_it_is(cast, ana):
    private(cast, day(3), provider="place", place="Room 4", phone="931 000 000")
    said = words(page(ana, day(2, 18)))
    assert "My next session Tomorrow at 10:00, in 16 hours With Clara, until 10:50. Where: Room 4" in said
    assert "Or by telephone: 931 000 000" in said


def test_the_button_is_there_from_ten_minutes_before_until_the_end(cast, ana):
    seat = private(cast, day(3), provider="janus")
    button = f'href="{reverse("join_session", args=[seat.meeting_id])}"'
    moments = [day(3, 9, 49), day(3, 9, 50), day(3, 10, 49), day(3, 10, 50)]
    assert [button in text(page(ana, moment)) for moment in moments] == [False, True, True, False]
    assert "From 09:50 on, the button to go in is here." in words(page(ana, day(3, 9, 40)))


def test_what_is_soon_stands_before_the_questions_and_what_is_far_after_them(cast, ana):
    private(cast, day(3))
    far, soon = words(page(ana, day(0))), words(page(ana, day(2, 18)))
    assert far.index("Your questions") < far.index("My next session")
    assert soon.index("My next session") < soon.index("Your questions")
