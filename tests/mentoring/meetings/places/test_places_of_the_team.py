"""Trainings and supervision are for whoever works at a centre and for its mentors: who can be asked, by whom, and what
they see of it.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentoring.meetings.models import Seat
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people.actions import dismiss
from oncocare.people.models import Membership
from tests.cast import BY, colleague
from tests.factories.conversations import visit
from tests.factories.places import BEGINS, NOW, hours_later, session_at, state

TITLE = "Listening to one another"


@pytest.fixture
def training(cast):
    return session_at(cast, kind="training", title=TITLE, capacity=4)


def guests(page):
    """Whom a page offers to ask, as their names stand in the choice."""
    return page.partition("Whom do you ask to come? Choose ")[2].partition(" Ask them")[0].split()


def asked(cast, meeting, user, by=None):
    visit(by or cast.clara, NOW, "session_places", meeting.pk, send={"guest": str(user.pk)})
    return Seat.objects.get(meeting=meeting, user=user)


@pytest.mark.parametrize("kind", ["training", "supervision"])
def test_whoever_works_there_or_is_a_mentor_can_be_asked_and_nobody_in_care(cast, kind):
    meeting = session_at(cast, kind=kind, title=TITLE, capacity=4)
    assert guests(visit(cast.clara, NOW, "session_places", meeting.pk)) == ["Bea", "Carlos", "Eva", "Gala"]
    visit(cast.clara, NOW, "session_places", meeting.pk, send={"guest": str(cast.ana.pk)}, status=422)
    visit(cast.clara, NOW, "session_places", meeting.pk, send={"guest": str(cast.denis.pk)}, status=422)
    visit(cast.clara, NOW, "session_places", meeting.pk, send={"guest": str(cast.clara.pk)}, status=422)


def test_the_coordinator_asks_too_and_whoever_has_a_place_is_asked_once(cast, training):
    seat = asked(cast, training, cast.gala, by=cast.carlos)
    assert (seat.state, seat.patient, seat.centre) == ("invited", None, cast.here)
    assert guests(visit(cast.carlos, NOW, "session_places", training.pk)) == ["Bea", "Carlos", "Eva"]


def test_the_page_says_why_nobody_can_be_asked(cast):
    talk, small = session_at(cast, capacity=3), session_at(cast, hours_later(30), kind="supervision", capacity=9)
    said = "there is nobody among them who has no place yet"
    assert said in visit(cast.carlos, NOW, "session_places", talk.pk)
    assert said not in visit(cast.clara, NOW, "session_places", talk.pk)
    for user in (cast.bea, cast.carlos, cast.eva, cast.gala):
        asked(cast, small, user)
    assert "has a place already or leads it" in visit(cast.clara, NOW, "session_places", small.pk)


@pytest.mark.parametrize("name", ["carlos", "eva", "gala", "bea"])
def test_they_are_written_to_say_yes_and_find_it_among_their_sessions(cast, training, deliver, name):
    user = getattr(cast, name)
    with clock.at(NOW), deliver():
        seat = asked(cast, training, user)
    audience = "mentor" if name == "bea" else "staff"
    assert set(Message.objects.filter(user=user).values_list("kind", flat=True)) == {f"session.invited.{audience}"}
    assert "You are asked to come" in visit(user, NOW, "sessions")
    visit(user, NOW, "answer_session", training.pk, send={"come": "yes"})
    assert state(seat) == "booked"
    assert f"In 3 days {TITLE} with Clara" in visit(user, NOW, "sessions")
    visit(user, NOW, "give_back", training.pk, send={"reason": "time", "words": ""})
    assert state(seat) == "given_back"


def test_what_one_comes_to_today_stands_with_the_sessions_that_one_leads(cast, training):
    cleo = colleague(cast)
    asked(cast, training, cleo)
    visit(cleo, NOW, "answer_session", training.pk, send={"come": "yes"})
    own = f"17:00–18:00 {TITLE} See it : 17:00 All my sessions"
    assert own in visit(cleo, BEGINS.replace(hour=9), "caseload")
    assert f"Training: {TITLE} 1 of 4 places See it : 17:00" in visit(cleo, BEGINS.replace(hour=9), "held_sessions")
    assert "You have no session today." in visit(cleo, NOW, "held_sessions")


def test_whoever_is_of_the_team_no_more_has_no_place_in_what_is_of_the_team(cast, training, deliver):
    """Bea stays in care there, so she keeps what she has as a patient."""
    seat, talk = asked(cast, training, cast.bea), session_at(cast, hours_later(30), capacity=3)
    visit(cast.bea, NOW, "take_place", talk.pk, send={})
    with clock.at(NOW), deliver():
        dismiss(by=BY, membership=Membership.objects.get(user=cast.bea))
    assert (state(seat), state(Seat.objects.get(meeting=talk))) == ("released", "booked")


def test_whoever_leads_none_finds_them_in_the_navigation_and_begins_there_without_pages_of_their_own(cast):
    assert visit(cast.eva, NOW, "home") == reverse("sessions")
    assert "My sessions Messages" in visit(cast.eva, NOW, "sessions")
    assert "My sessions Messages" not in visit(cast.ana, NOW, "home")
    assert "Sessions to which you come" in visit(cast.clara, NOW, "led_sessions")
