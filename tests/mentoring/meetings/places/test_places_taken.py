"""Places: asked to come, booked, waited for, offered, given back, taken away, and passed on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.meetings.kinds import SEAT_BOOKED, SEAT_FREED, SEAT_INVITED, SEAT_OFFERED
from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.places import actions
from mentoring.meetings.places.selectors import taken
from mentoring.meetings.planning.selectors import with_taken
from mentoring.meetings.times.actions import cancel_occurrence
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people.actions import mark_died
from oncocare.people.models import Patient
from tests.cast import take_in
from tests.factories.community import told
from tests.factories.places import BEGINS, NOW, hours_later, session_at, state, takes
from tests.factories.rooms import day


@pytest.fixture
def talk(cast):
    return session_at(cast)


def asks(cast, meeting, user, moment=NOW):
    patient = cast.patient(user)
    with clock.at(moment):
        return actions.invite(by=cast.clara, meeting=meeting, user=user, centre=cast.here, patient=patient)


def says(user, seat, come, moment=NOW):
    with clock.at(moment):
        return actions.answer(by=user, seat=seat, come=come)


def gives_back(user, seat, moment=NOW, why="I have to be somewhere else."):
    with clock.at(moment):
        return actions.give_back(by=user, seat=seat, why=why)


def offers(moment):
    with clock.at(moment):
        return actions.offer_free_places()


def test_the_first_has_the_place_and_the_second_waits(cast, talk):
    assert takes(cast, talk, cast.ana).state == "booked"
    assert takes(cast, talk, cast.bea).state == "waiting"
    assert taken(talk) == 1
    assert told(SEAT_BOOKED) == 1


def test_a_button_pressed_twice_takes_one_place(cast, talk):
    assert takes(cast, talk, cast.ana).pk == takes(cast, talk, cast.ana).pk
    assert takes(cast, talk, cast.bea).pk == takes(cast, talk, cast.bea).pk
    assert Seat.objects.count() == 2
    assert told(SEAT_BOOKED) == 1


def test_where_nobody_can_wait_the_second_is_refused(cast):
    supervision = session_at(cast, kind="supervision", title="Supervision")
    takes(cast, supervision, cast.ana)
    with pytest.raises(ValidationError, match="You have not lost anything"):
        takes(cast, supervision, cast.bea)
    assert Seat.objects.count() == 1


def test_a_place_that_is_given_back_is_offered_to_whoever_waits_longest(cast, talk):
    ana = takes(cast, talk, cast.ana)
    bea, cora = (takes(cast, talk, user, hours_later(n)) for n, user in enumerate((cast.bea, take_in(cast, "cora")), 1))
    gives_back(cast.ana, ana, hours_later(3))
    assert [state(one) for one in (ana, bea, cora)] == ["given_back", "offered", "waiting"]
    assert Seat.objects.get(pk=bea.pk).until == hours_later(15)
    with clock.at(hours_later(3)):
        assert (told(SEAT_OFFERED), told(SEAT_FREED), taken(talk)) == (1, 1, 1)


def test_what_nobody_took_in_twelve_hours_goes_to_the_next_and_comes_around(cast, talk):
    ana = takes(cast, talk, cast.ana)
    bea, cora = (takes(cast, talk, user, hours_later(n)) for n, user in enumerate((cast.bea, take_in(cast, "cora")), 1))
    gives_back(cast.ana, ana, hours_later(3))
    assert offers(hours_later(14.9)) == 0
    assert (state(bea), state(cora)) == ("offered", "waiting")
    assert offers(hours_later(15)) == 1
    assert (state(bea), state(cora)) == ("waiting", "offered")
    assert offers(hours_later(27)) == 1
    assert (state(bea), state(cora)) == ("offered", "waiting")


def test_an_offer_stays_while_nobody_else_wants_the_place(cast, talk):
    ana, bea = takes(cast, talk, cast.ana), takes(cast, talk, cast.bea)
    gives_back(cast.ana, ana, hours_later(1))
    assert offers(hours_later(40)) == 0
    assert says(cast.bea, bea, True, hours_later(40)).state == "booked"


def test_who_is_late_finds_the_place_gone_and_still_waits(cast, talk):
    ana, bea = takes(cast, talk, cast.ana), takes(cast, talk, cast.bea)
    gives_back(cast.ana, ana, hours_later(1))
    cora = take_in(cast, "cora")
    assert takes(cast, talk, cora, hours_later(20)).state == "booked"
    with pytest.raises(ValidationError, match="somebody else has it now"):
        says(cast.bea, bea, True, hours_later(21))
    assert taken(talk) == 1


def test_in_the_last_hour_whoever_presses_first_has_the_place(cast, talk):
    ana = takes(cast, talk, cast.ana)
    bea, cora = takes(cast, talk, cast.bea, hours_later(1)), takes(cast, talk, take_in(cast, "cora"), hours_later(2))
    near = BEGINS - timedelta(minutes=50)
    gives_back(cast.ana, ana, near)
    assert (state(bea), state(cora)) == ("waiting", "waiting")
    assert takes(cast, talk, cora.user, near).state == "booked"
    assert takes(cast, talk, cast.bea, near).state == "waiting"


def test_whoever_is_asked_keeps_a_place_until_they_say_no(cast, talk):
    ana = asks(cast, talk, cast.ana)
    assert (ana.state, taken(talk), told(SEAT_INVITED)) == ("invited", 1, 1)
    assert asks(cast, talk, cast.ana).pk == ana.pk
    assert told(SEAT_INVITED) == 1
    bea = takes(cast, talk, cast.bea)
    assert says(cast.ana, ana, False).state == "declined"
    assert state(bea) == "offered"
    assert says(cast.bea, bea, True).state == "booked"
    with pytest.raises(ValidationError, match="not asked any more"):
        says(cast.ana, ana, True)


def test_nobody_is_asked_to_a_place_that_is_taken(cast, talk):
    takes(cast, talk, cast.ana)
    with pytest.raises(ValidationError, match="Nobody was asked"):
        asks(cast, talk, cast.bea)
    assert Seat.objects.count() == 1


def test_yes_and_no_said_twice_is_said_once(cast, talk):
    ana = asks(cast, talk, cast.ana)
    says(cast.ana, ana, True)
    says(cast.ana, ana, True)
    assert told(SEAT_BOOKED) == 1
    assert gives_back(cast.ana, ana).since == gives_back(cast.ana, ana).since
    assert told(SEAT_FREED) == 1


def test_the_team_takes_somebody_out_with_a_reason(cast, talk):
    ana = takes(cast, talk, cast.ana)
    with clock.at(NOW):
        for nothing in ("", "  "):
            with pytest.raises(ValidationError, match="a few words why"):
                actions.release(by=cast.clara, seat=ana, why=nothing)
        assert actions.release(by=cast.clara, seat=ana, why="It is full after all.").why == "It is full after all."
    with pytest.raises(ValidationError, match="has taken you out"):
        takes(cast, talk, cast.ana)
    row = AuditRow.objects.filter(verb="seat.released").get()
    assert row.patient == str(cast.patient(cast.ana).pk)


def test_a_place_stays_as_it_is_once_the_session_has_begun_or_was_called_off(cast, talk):
    ana = takes(cast, talk, cast.ana)
    with pytest.raises(ValidationError, match="has begun"):
        gives_back(cast.ana, ana, BEGINS)
    cancel_occurrence(by=cast.clara, occurrence=talk.occurrence)
    with pytest.raises(ValidationError, match="called off"):
        takes(cast, talk, cast.bea)
    assert offers(day(1)) == 0


def test_a_private_session_that_is_given_back_is_called_off_so_that_its_hour_is_free(cast):
    private = session_at(cast, kind="private", title="")
    seat = asks(cast, private, cast.ana)
    says(cast.ana, seat, True)
    gives_back(cast.ana, seat)
    assert Meeting.objects.get(pk=private.pk).occurrence.cancelled is True


def test_a_private_session_of_whoever_has_died_is_off_and_called_off_by_nobody(cast, deliver):
    private = session_at(cast, kind="private", title="")
    asks(cast, private, cast.ana)
    Patient.objects.filter(user=cast.ana).update(joined_on=day(-30).date())
    with clock.at(day(1)), deliver():
        mark_died(by=cast.clara, patient=cast.patient(cast.ana), day=day(1).date())
    private.refresh_from_db()
    assert (private.occurrence.cancelled, private.called_off_by, private.called_off_why) == (True, None, "")


def test_who_has_died_is_not_asked_and_their_place_passes_on_without_a_word(cast, talk, deliver):
    ana, bea = takes(cast, talk, cast.ana), takes(cast, talk, cast.bea)
    Patient.objects.filter(user=cast.ana).update(joined_on=day(-30).date())
    with clock.at(day(1)), deliver():
        mark_died(by=cast.clara, patient=cast.patient(cast.ana), day=day(1).date())
    assert (state(ana), Seat.objects.get(pk=ana.pk).why, state(bea)) == ("released", "", "offered")
    with pytest.raises(ValidationError, match="not here any more"):
        asks(cast, session_at(cast), cast.ana, day(1))


def test_a_place_whose_offer_ended_is_taken_by_nobody_on_any_page(cast, talk):
    seat = Seat(meeting=talk, centre=cast.here, user=cast.ana, state="offered", until=NOW + timedelta(hours=1))
    seat.save()
    found = []
    for hours in (0, 1):
        with clock.at(hours_later(hours)):
            found.append((taken(talk), with_taken(Meeting.objects.filter(pk=talk.pk)).get().taken))
    assert found == [(1, 1), (0, 0)]
