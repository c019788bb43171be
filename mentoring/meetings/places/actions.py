"""Writes of places. Each holds its meeting first, so of two who press at once one comes after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.meetings.kinds import SEAT_BOOKED, SEAT_FREED, SEAT_INVITED, SEAT_OFFERED, SEAT_WAITS
from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.of_kinds import MeetingType, of_kind
from mentoring.meetings.places.filling import may_have_it, offered_until, pass_on
from mentoring.meetings.places.selectors import taken, to_end, waits_before, with_free_places
from mentoring.meetings.planning.actions import call_off
from mentoring.meetings.stamps import stamp_of
from mentoring.meetings.times.actions import cancel_occurrence
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold, one_by_one
from oncocare.notifications.sending.selectors import Reader
from oncocare.people.models import Actor, Centre, Patient, User

BY = "system:meetings"
LONGEST_WHY = 500  # characters
State = Seat.State
ASKED = (State.INVITED, State.OFFERED)  # what is said yes or no to


VERBS = {  # what is written down when a place becomes this
    State.INVITED: Verb.SEAT_INVITED,
    State.BOOKED: Verb.SEAT_BOOKED,
    State.WAITING: Verb.SEAT_WAITS,
    State.OFFERED: Verb.SEAT_OFFERED,
    State.DECLINED: Verb.SEAT_DECLINED,
    State.GIVEN_BACK: Verb.SEAT_GIVEN_BACK,
    State.RELEASED: Verb.SEAT_RELEASED,
}


# --- coming -----------------------------------------------------------------------------------------------------------


@action
def invite(*, by: Actor, meeting: Meeting, user: User, centre: Centre, patient: Patient | None = None) -> Seat:
    """Somebody of the team asks a person to come. The place is kept for them until they say no; asked twice it is once.
    Refused where every place is taken, and for whoever has died or wants no care here any more.
    """
    meeting = held(meeting)
    _refuse_the_gone(user, patient)
    if patient is not None and said_no(patient, Purpose.CARE):
        raise ValidationError(_("This person wants no care here any more. Nobody was asked."))
    seat = _of(meeting, user)
    if seat is not None and seat.state in (*ASKED, State.BOOKED):
        return seat
    if taken(meeting) >= meeting.capacity:
        raise ValidationError(_("Every place in this session is taken. Nobody was asked."))
    return _become(by, seat or _new(meeting, user, centre, patient), State.INVITED)


@action
def book(
    *, by: Actor, meeting: Meeting, user: User, centre: Centre, patient: Patient | None = None, alias: str = ""
) -> Seat:
    """Somebody takes a place, or waits for one in the order of coming; pressed twice it is once. Refused where every
    place is taken and nobody can wait, or the team has taken them out with a reason.
    """
    meeting = held(meeting)
    _refuse_the_gone(user, patient)
    _pass_on(meeting)
    seat = _of(meeting, user)
    if seat is not None and seat.state == State.BOOKED:
        return seat
    if seat is not None and seat.state in ASKED:
        return _come(by, meeting, seat)
    if seat is not None and seat.state == State.RELEASED and seat.why:
        raise ValidationError(_("The team has taken you out of this session. Please write to them or call them."))
    return _take_or_wait(by, meeting, seat, lambda: _new(meeting, user, centre, patient, alias))


def _take_or_wait(by: Actor, meeting: Meeting, seat: Seat | None, make: Callable[[], Seat]) -> Seat:
    free = meeting.capacity - taken(meeting)
    begins = meeting.occurrence.start
    if may_have_it(free=free, before=waits_before(meeting, seat), now=clock.now(), begins=begins):
        return _become(by, seat or make(), State.BOOKED)
    if seat is not None and seat.state == State.WAITING:
        return seat
    if not of_kind(meeting.kind).waiting:
        raise ValidationError(_("Somebody else has just taken this place. You have not lost anything: choose another."))
    return _become(by, seat or make(), State.WAITING)


@action
def answer(*, by: Actor, seat: Seat, come: bool) -> Seat:
    """Whoever was asked to come, or is offered a place that became free, says yes or no; the same twice is once.

    Refused where the place that was offered has gone to somebody else meanwhile: then they wait again.
    """
    meeting = held(seat.meeting)
    seat = _fresh(seat)
    if come:
        return seat if seat.state == State.BOOKED else _come(by, meeting, seat)
    if seat.state == State.DECLINED:
        return seat
    if seat.state not in ASKED:
        raise ValidationError(_("This is not asked any more. Nothing was changed."))
    return _leave(by, meeting, seat, State.DECLINED, _("No"))


def _come(by: Actor, meeting: Meeting, seat: Seat) -> Seat:
    if seat.state not in ASKED:
        raise ValidationError(_("This is not asked any more. Nothing was changed."))
    ended = seat.until is not None and seat.until <= clock.now()
    if seat.state == State.OFFERED and ended and taken(meeting) >= meeting.capacity:
        raise ValidationError(_("The time to take this place is over, and somebody else has it now. You still wait."))
    return _become(by, seat, State.BOOKED)


# --- leaving ----------------------------------------------------------------------------------------------------------


@action
def give_back(*, by: Actor, seat: Seat, why: str) -> Seat:
    """Somebody does not come, until it begins, and says why; twice is once. Who waits longest is offered the place; a
    private session is called off, so its hour can be booked again.
    """
    gone = _("You have no place in this session any more. Nothing was changed.")
    return _give_up(by, seat, State.GIVEN_BACK, why, gone)


@action
def release(*, by: Actor, seat: Seat, why: str) -> Seat:
    """Somebody of the team takes a person out, until it begins, with a reason that they read; twice is once."""
    gone = _("This person has no place in the session any more. Nothing was changed.")
    return _give_up(by, seat, State.RELEASED, why, gone)


def _give_up(by: Actor, seat: Seat, state: Seat.State, why: str, gone: str) -> Seat:
    meeting = held(seat.meeting)
    seat = _fresh(seat)
    if seat.state == state:
        return seat
    if seat.state not in Seat.COMES:
        raise ValidationError(gone)
    return _leave(by, meeting, seat, state, _reason(why))


def _reason(why: str) -> str:
    if not why.strip():
        raise ValidationError({"why": _("Write a few words why.")})
    if len(why.strip()) > LONGEST_WHY:
        raise ValidationError({"why": _("Say it in fewer words: %(most)s letters fit.") % {"most": LONGEST_WHY}})
    return why.strip()


def _leave(by: Actor, meeting: Meeting, seat: Seat, state: Seat.State, why: str) -> Seat:
    """Nobody has this place any more: it passes on, or a private session is off, called off by whoever left it; by
    nobody where nobody did, as after a death.
    """
    had_one, by_staff = seat.state != State.WAITING, state == State.RELEASED
    seat = _become(by, seat, state, why=why)
    if had_one or (by_staff and why):  # who only waited frees nothing
        emit(SEAT_FREED, seat=seat.pk, meeting=meeting.pk, by_staff=by_staff)
    if meeting.kind != MeetingType.PRIVATE or taken(meeting):
        _pass_on(meeting)
    elif isinstance(by, str):
        cancel_occurrence(by=by, occurrence=meeting.occurrence)
    else:
        with override(meeting.language):
            call_off(by=by, meeting=meeting, why=_("The place was given back."))
    return seat


def end_of_user(*, by: Actor, user: User, centre: Any = None, group: Any = None, of_the_team: bool = False) -> int:
    """Somebody has died, left care, a group or the team, or has no account any more: their places to come are free, and
    nobody tells them; the number.
    """
    return one_by_one(
        to_end(user, centre, group, of_the_team=of_the_team), _ended_by(by), failed="a place could not be freed"
    )


def _ended_by(by: Actor) -> Callable[[Seat], bool]:
    @action
    def end(seat: Seat) -> bool:
        meeting = _locked(seat.meeting)
        seat = _fresh(seat)
        if seat.state in Seat.COMES:
            _leave(by, meeting, seat, State.RELEASED, "")
        return True

    return end


# --- what becomes free ------------------------------------------------------------------------------------------------


def offer_free_places() -> int:
    """Each free place is offered to whoever waits longest, and what nobody took in time passes on; how many were
    offered.
    """
    offered: list[int] = []

    @action
    def look(meeting: Meeting) -> bool:
        offered.append(_pass_on(_locked(meeting)))
        return True

    one_by_one(with_free_places(), look, failed="a free place could not be offered")
    return sum(offered)


def _pass_on(meeting: Meeting) -> int:
    now, begins = clock.now(), meeting.occurrence.start
    if meeting.occurrence.cancelled or now >= begins:
        return 0
    rows = meeting.seats.select_related("user", "centre").order_by("since", "pk")
    waiting, lapsed = list(rows.filter(state=State.WAITING)), list(rows.filter(state=State.OFFERED, until__lte=now))
    seats = {seat.pk: seat for seat in (*waiting, *lapsed)}
    free = meeting.capacity - taken(meeting)
    passing = pass_on(
        free=free, waiting=[one.pk for one in waiting], lapsed=[one.pk for one in lapsed], now=now, begins=begins
    )
    for pk in passing.back:
        _become(BY, seats[pk], State.WAITING, tell=False)
    for pk in passing.offered:
        seat = seats[pk]
        until = offered_until(now, begins, read=Reader(seat.user).awake(seat.centre, now))
        _become(BY, seat, State.OFFERED, until=until)
    return len(passing.offered)


# --- the one way in which a place changes -----------------------------------------------------------------------------


def held(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the unit ends. Refused where it was called off, or has begun."""
    meeting = _locked(meeting)
    if meeting.occurrence.cancelled:
        raise ValidationError(_("This session was called off. Nothing was changed."))
    if clock.now() >= meeting.occurrence.start:
        raise ValidationError(_("This session has begun, so its places stay as they are. Please call."))
    return meeting


def _locked(meeting: Meeting) -> Meeting:
    hold(meeting)
    return Meeting.objects.select_related("occurrence", "centre").get(pk=meeting.pk)


def _of(meeting: Meeting, user: User) -> Seat | None:
    return meeting.seats.filter(user=user).first()


def _fresh(seat: Seat) -> Seat:
    """Read after its meeting is held, so nobody else changes it."""
    return Seat.objects.select_related("meeting", "user", "patient").get(pk=seat.pk)


def _new(meeting: Meeting, user: User, centre: Centre, patient: Patient | None, alias: str = "") -> Seat:
    named = alias if of_kind(meeting.kind).aliases else ""
    return Seat(meeting=meeting, user=user, centre=centre, patient=patient, alias=named)


def _refuse_the_gone(user: User, patient: Patient | None) -> None:
    if not user.is_active or (patient is not None and patient.died_on):
        raise ValidationError(_("This person is not here any more. Nothing was changed."))


def _become(
    by: Actor, seat: Seat, state: Seat.State, *, until: datetime | None = None, why: str = "", tell: bool = True
) -> Seat:
    seat.state, seat.since, seat.until, seat.why = state, clock.now(), until, why
    seat.save()
    record(by=by, verb=VERBS[state], subject=seat, patient=seat.patient_id, centre=seat.centre_id)
    if tell:
        _tell(seat)
    return seat


def _tell(seat: Seat) -> None:
    """What is told of a place by what it is now; that it is free is told by whoever freed it."""
    told: dict[str, Any] = {"seat": seat.pk, "meeting": seat.meeting_id}
    if seat.state == State.INVITED:
        emit(SEAT_INVITED, **told)
    elif seat.state == State.BOOKED:
        emit(SEAT_BOOKED, **told)
    elif seat.state == State.WAITING:
        emit(SEAT_WAITS, **told)
    elif seat.state == State.OFFERED:
        emit(SEAT_OFFERED, **told, until=stamp_of(seat.until))
