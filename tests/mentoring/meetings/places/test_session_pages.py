"""A person's own sessions: what the pages say, in whose time, what can be done there, and who finds nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mentoring.community.models import Member
from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.places import actions
from mentoring.meetings.times.actions import cancel_occurrence
from oncocare.audit.models import AuditRow
from oncocare.consent.models import Purpose
from oncocare.foundation import clock
from oncocare.people.models import Centre, Patient
from tests.cast import colleague
from tests.factories.community import member, open_group
from tests.factories.conversations import visit
from tests.factories.places import BEGINS, NOW, hours_later, session_at, state, takes
from tests.factories.rooms import day
from tests.notifications.conftest import say

YES, NO = {"come": "yes"}, {"come": "no"}


@pytest.fixture
def talk(cast):
    Centre.objects.filter(pk=cast.here.pk).update(phone="931 000 000")
    return session_at(cast)


def invited(cast, meeting, user):
    with clock.at(NOW):
        return actions.invite(
            by=cast.clara, meeting=meeting, user=user, centre=cast.here, patient=cast.patient(user)
        )  # fmt: skip


def test_the_list_says_what_comes_waits_and_was(cast, talk):
    assert "You have no session to come." in visit(cast.ana, NOW, "sessions")
    assert "You can also come to Sleeping well Thursday 5 March 2026, 17:00" in visit(cast.ana, NOW, "sessions")
    takes(cast, talk, cast.ana)
    takes(cast, talk, cast.bea)
    assert "Thursday 5 March 2026, 17:00 In 3 days Sleeping well with Clara" in visit(cast.ana, NOW, "sessions")
    assert "You wait for a place" in visit(cast.bea, NOW, "sessions")
    over = visit(cast.ana, day(5), "sessions")
    assert "You have no session to come." in over
    assert "Sessions that are over" in over


def test_one_session_says_when_with_whom_where_and_whom_to_call(cast, talk):
    takes(cast, talk, cast.ana)
    said = visit(cast.ana, day(2, 17), "session", talk.pk)
    assert "Thursday 5 March 2026, 17:00 Tomorrow at 17:00, in 24 hours" in said
    assert "Until 18:00." in said
    assert "With Clara." in said
    assert "By telephone: 931 000 001" in said
    assert "If anything goes wrong, call 931 000 000 ." in said
    assert "I cannot come" in said


def test_the_way_in_stands_there_from_ten_minutes_before_until_the_doors_close(cast, talk):
    Meeting.objects.filter(pk=talk.pk).update(provider="janus")
    takes(cast, talk, cast.ana)
    at = {
        minutes: visit(cast.ana, BEGINS + timedelta(minutes=minutes), "session", talk.pk) for minutes in (-11, -10, 89, 90)
    }  # fmt: skip
    assert ["Come into the session" in said for said in at.values()] == [False, True, True, False]
    assert ["From 16:50 on, the button to go in is here." in said for said in at.values()] == [
        True,
        False,
        False,
        False,
    ]


def test_a_session_by_telephone_has_no_way_in(cast, talk):
    Meeting.objects.filter(pk=talk.pk).update(provider="phone")
    takes(cast, talk, cast.ana)
    said = visit(cast.ana, BEGINS, "session", talk.pk)
    assert ("Come into the session" in said, "the button to go in" in said) == (False, False)


def test_what_was_called_off_says_of_no_place_where_to_go(cast, talk):
    Meeting.objects.filter(pk=talk.pk).update(provider="place", place="Room 3")
    takes(cast, talk, cast.ana)
    assert "Room 3" in visit(cast.ana, NOW, "session", talk.pk)
    with clock.at(NOW):
        cancel_occurrence(by=cast.clara, occurrence=talk.occurrence)
    said = visit(cast.ana, NOW, "session", talk.pk)
    assert ("This session was called off" in said, "Room 3" in said) == (True, False)


def test_whoever_has_no_place_reads_no_number_to_dial_in(cast, talk):
    said = visit(cast.ana, NOW, "session", talk.pk)
    assert "931 000 001" not in said
    assert "call 931 000 000" in said
    assert "Take a place" in said


def test_it_is_in_the_time_of_whoever_reads(cast, talk):
    Patient.objects.filter(user=cast.ana).update(time_zone="America/Mexico_City")
    takes(cast, talk, cast.ana)
    said = visit(cast.ana, NOW, "session", talk.pk)
    assert "Thursday 5 March 2026, 10:00" in said
    assert "At Here it is 17:00 then." in said


def test_a_place_is_taken_by_one_press_and_the_next_waits(cast, talk):
    where = reverse("session", args=[talk.pk])
    assert visit(cast.ana, NOW, "take_place", talk.pk, send={}) == where
    assert visit(cast.bea, hours_later(1), "take_place", talk.pk, send={}) == where
    assert "You wait for a place, and you are the next." in visit(cast.bea, hours_later(1), "session", talk.pk)
    assert "1 person came before you." not in visit(cast.bea, hours_later(1), "session", talk.pk)


def test_who_is_asked_says_yes_or_no(cast, talk):
    seat = invited(cast, talk, cast.ana)
    assert "Clara asks you to come. Your place is kept." in visit(cast.ana, NOW, "session", talk.pk)
    visit(cast.ana, NOW, "answer_session", talk.pk, send={}, status=422)
    assert state(seat) == "invited"
    visit(cast.ana, NOW, "answer_session", talk.pk, send=YES)
    assert state(seat) == "booked"
    said = visit(cast.ana, NOW, "answer_session", talk.pk, send=NO, status=422)
    assert "This is not asked any more. Nothing was changed." in said


def test_who_gives_it_back_says_why_and_may_rather_not_say(cast, talk):
    seat = takes(cast, talk, cast.ana)
    said = visit(cast.ana, NOW, "give_back", talk.pk, send={"reason": "", "words": "Sorry"}, status=422)
    assert "“I would rather not say” is enough." in said
    assert "Sorry" in said
    visit(cast.ana, NOW, "give_back", talk.pk, send={"reason": "unsaid", "words": ""})
    assert Seat.objects.get(pk=seat.pk).why == "I would rather not say."
    assert "You gave your place back." in visit(cast.ana, NOW, "session", talk.pk)


def test_what_was_called_off_says_why_and_cannot_be_taken(cast, talk):
    takes(cast, talk, cast.ana)
    cancel_occurrence(by=cast.clara, occurrence=talk.occurrence)
    talk.called_off_why, talk.called_off_at, talk.called_off_by = "I am ill.", NOW, cast.clara
    talk.save()
    said = visit(cast.ana, NOW, "session", talk.pk)
    assert "This session was called off I am ill. You need do nothing." in said
    assert "I cannot come" not in said


def test_a_session_of_a_group_is_for_its_members_under_their_name_there(cast):
    group = open_group(cast)
    meeting = session_at(cast, kind="group", group=group, capacity=5)
    visit(cast.ana, NOW, "session", meeting.pk, status=404)
    member(cast, group, cast.ana, "Blue")
    assert "Take a place" in visit(cast.ana, NOW, "session", meeting.pk)
    visit(cast.ana, NOW, "take_place", meeting.pk, send={})
    assert Seat.objects.get().alias == "Blue"
    visit(cast.bea, NOW, "take_place", meeting.pk, send={}, status=404)


def test_who_left_a_group_takes_no_place_that_they_gave_back_before(cast):
    """Their own place in it is no door back into the group: a moderator may have taken them out of it."""
    group = open_group(cast)
    meeting = session_at(cast, kind="group", group=group, capacity=5)
    own = member(cast, group, cast.ana, "Blue")
    seat = takes(cast, meeting, cast.ana)
    visit(cast.ana, NOW, "give_back", meeting.pk, send={"reason": "unsaid", "words": ""})
    assert "Take a place" in visit(cast.ana, NOW, "session", meeting.pk)
    Member.objects.filter(pk=own.pk).update(left=NOW)
    assert "Take a place" not in visit(cast.ana, NOW, "session", meeting.pk)
    visit(cast.ana, NOW, "take_place", meeting.pk, send={}, status=422)
    assert state(seat) == "given_back"


def test_who_joins_a_group_again_takes_the_place_that_ended_in_silence(cast):
    group = open_group(cast)
    meeting = session_at(cast, kind="group", group=group, capacity=5)
    own = member(cast, group, cast.ana, "Blue")
    seat = takes(cast, meeting, cast.ana)
    Member.objects.filter(pk=own.pk).update(left=NOW)
    with clock.at(NOW):
        actions.end_of_user(by="system:tests", user=cast.ana, group=group.pk)
    said = visit(cast.ana, NOW, "session", meeting.pk)
    assert ("taken you out" in said, "Take a place" in said) == (False, False)
    Member.objects.filter(pk=own.pk).update(left=None)
    visit(cast.ana, NOW, "take_place", meeting.pk, send={})
    assert state(seat) == "booked"


@pytest.mark.parametrize("kind", ["private", "therapy", "training", "supervision"])
def test_what_is_by_invitation_is_found_by_nobody_else(cast, kind):
    meeting = session_at(cast, kind=kind)
    denied = AuditRow.objects.filter(verb="denied").count()
    for name, send in (("session", None), ("take_place", {}), ("answer_session", YES), ("give_back", {})):
        visit(cast.ana, NOW, name, meeting.pk, send=send, status=404)
    assert AuditRow.objects.filter(verb="denied").count() == denied + 4


def test_another_centre_finds_nothing(cast, talk):
    visit(cast.dora, NOW, "session", talk.pk, status=404)
    visit(cast.dora, NOW, "take_place", talk.pk, send={}, status=404)
    assert "Sleeping well" not in visit(cast.denis, NOW, "sessions")


# --- for whoever leads it ---------------------------------------------------------------------------------------------


def test_who_leads_it_sees_the_places_asks_and_takes_out(cast):
    talk = session_at(cast, capacity=3)
    seat = takes(cast, talk, cast.ana)
    assert "1 of 3 places taken" in visit(cast.clara, NOW, "session_places", talk.pk)
    visit(cast.clara, NOW, "session_places", talk.pk, send={"guest": str(cast.bea.pk)})
    assert Seat.objects.get(user=cast.bea).state == "invited"
    visit(cast.clara, NOW, "release_seat", talk.pk, seat.pk, send={"why": ""}, status=422)
    visit(cast.clara, NOW, "release_seat", talk.pk, seat.pk, send={"why": "It is full."})
    assert (state(seat), AuditRow.objects.filter(verb="read.seats").count()) == ("released", 1)
    for user, status in ((colleague(cast), 403), (cast.denis, 404), (cast.ana, 404)):
        visit(user, NOW, "session_places", talk.pk, status=status)
        visit(user, NOW, "release_seat", talk.pk, seat.pk, send={"why": "No."}, status=status)


def test_who_comes_to_a_private_session_is_read_by_whoever_leads_it_alone(cast):
    meeting = session_at(cast, kind="private", title="")
    seat = invited(cast, meeting, cast.ana)
    assert "Ana" in visit(cast.clara, NOW, "session_places", meeting.pk)
    visit(cast.carlos, NOW, "session_places", meeting.pk, status=403)
    visit(cast.carlos, NOW, "release_seat", meeting.pk, seat.pk, send={"why": "No."}, status=403)
    assert "places taken" in visit(cast.carlos, NOW, "session_places", session_at(cast, hours_later(30)).pk)


def test_nobody_is_asked_who_is_not_in_their_care(cast):
    talk = session_at(cast, capacity=3)
    for guest in (cast.dora.pk, cast.carlos.pk, "", "1"):
        visit(cast.clara, NOW, "session_places", talk.pk, send={"guest": str(guest)}, status=422)
    assert Seat.objects.count() == 0


def test_nobody_is_asked_who_wants_no_care_any_more(cast):
    """What they had to come was freed as they said so; nobody writes to them of another."""
    talk, bea = session_at(cast, capacity=3), cast.patient(cast.bea)
    say(bea, "yes", Purpose.CARE)
    assert "Bea" in visit(cast.clara, NOW, "session_places", talk.pk)
    say(bea, "no", Purpose.CARE)
    visit(cast.clara, NOW, "session_places", talk.pk, send={"guest": str(cast.bea.pk)}, status=422)
    with pytest.raises(ValidationError, match="wants no care here any more"):
        invited(cast, talk, cast.bea)
    assert Seat.objects.count() == 0


def test_the_words_of_the_last_hour(cast, talk):
    takes(cast, talk, cast.ana)
    near = BEGINS - timedelta(minutes=25)
    assert "Today at 17:00, in 25 minutes" in visit(cast.ana, near, "session", talk.pk)
