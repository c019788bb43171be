"""Writes of opened hours, and of what people book in them, move and ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.conversations.actions import Sent, write_to_team
from mentoring.conversations.models import ContactRequest
from mentoring.meetings.leaders.actions import hold_leaders, leaders_of
from mentoring.meetings.models import Meeting, MeetingFacts, OpenedHours, Seat
from mentoring.meetings.of_kinds import MeetingType
from mentoring.meetings.opening.selectors import MOST_TO_COME, Bookable, booked_to_come, found_in, to_book
from mentoring.meetings.places.actions import book, held
from mentoring.meetings.places.telling.actions import tell_leader
from mentoring.meetings.planning.actions import change_meeting, move_meeting, plan_meeting
from mentoring.meetings.planning.facts import PlannedFacts, is_safe
from mentoring.meetings.stamps import stamp_of_move
from mentoring.meetings.times.series import Times, on_the_wall
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action, hold
from oncocare.people.models import Centre, Patient, User

SHORTEST, LONGEST = 15, 120  # minutes of a private session
MOST_NOTICE = 24 * 14  # hours
Provider = MeetingFacts.Provider


@dataclass(frozen=True)
class HoursFacts:
    """What a clinician says of hours in which they can be booked, by the wall of the centre."""

    weekday: int
    opens: time
    closes: time
    first: date
    last: date | None
    minutes: int
    notice: int
    provider: str
    place: str = ""
    link: str = ""
    phone: str = ""


# --- hours ------------------------------------------------------------------------------------------------------------


@action
def open_hours(*, by: User, centre: Centre, facts: HoursFacts) -> OpenedHours:
    """A clinician can be booked in these hours of every week. Refused, with the field, where no session fits, other
    hours of theirs overlap, or nobody would know where to go or which number to call. Sent twice it is once.
    """
    hold(by)  # their hours are looked at and written one after the other
    if before := OpenedHours.objects.filter(user=by, centre=centre, closed_at=None, **_kept(facts)).first():
        return before
    _check(facts)
    _refuse_overlap(by, facts)
    made = OpenedHours.objects.create(user=by, centre=centre, **_kept(facts))
    record(by=by, verb=Verb.HOURS_OPENED, subject=made, centre=centre, weekday=facts.weekday, minutes=facts.minutes)
    return made


def _kept(facts: HoursFacts) -> dict[str, Any]:
    said = dict(vars(facts))
    return {**said, **{name: said[name].strip() for name in ("place", "link", "phone")}}


def _check(facts: HoursFacts) -> None:
    wrong: dict[str, str] = {}
    if not SHORTEST <= facts.minutes <= LONGEST:
        wrong["minutes"] = _("A session lasts from %(least)s to %(most)s minutes.") % {
            "least": SHORTEST, "most": LONGEST
        }  # fmt: skip
    elif _minutes(facts.opens, facts.closes) < facts.minutes:
        wrong["closes"] = _("No session fits between these times. Write a later end.")
    if not 0 <= facts.notice <= MOST_NOTICE:
        wrong["notice"] = _("Write the hours as a whole number from 0 to %(most)s.") % {"most": MOST_NOTICE}
    if facts.last is not None and facts.last < facts.first:
        wrong["last"] = _("The last day is before the first.")
    if not facts.phone.strip():
        wrong["phone"] = _("Write a number, or who calls whom: whoever cannot come in must be able to call.")
    if facts.provider == Provider.PLACE and not facts.place.strip():
        wrong["place"] = _("Write where it is, with the room.")
    if facts.provider == Provider.LINK and not is_safe(facts.link.strip()):
        wrong["link"] = _("Write the address of the video, which begins with https:// and holds no password.")
    if wrong:
        raise ValidationError(wrong)


def _minutes(opens: time, closes: time) -> int:
    return (closes.hour - opens.hour) * 60 + closes.minute - opens.minute


def _refuse_overlap(by: User, facts: HoursFacts) -> None:
    same = OpenedHours.objects.filter(
        user=by, closed_at=None, weekday=facts.weekday, opens__lt=facts.closes, closes__gt=facts.opens
    )  # fmt: skip
    ends = facts.last or date.max
    if any(one.first <= ends and facts.first <= (one.last or date.max) for one in same):
        raise ValidationError({"opens": _("You have other open hours at this time. Close those first.")})


@action
def close_hours(*, by: User, hours: OpenedHours) -> OpenedHours:
    """Nobody books in these hours any more; what was booked stays. Closed twice it is once."""
    hold(hours)
    hours = OpenedHours.objects.get(pk=hours.pk)
    if hours.closed_at is None:
        hours.closed_at, hours.closed_by = clock.now(), by
        hours.save(update_fields=["closed_at", "closed_by"])
        record(by=by, verb=Verb.HOURS_CLOSED, subject=hours, centre=hours.centre_id)
    return hours


# --- booking ----------------------------------------------------------------------------------------------------------


@action
def book_session(*, by: User, patient: Patient, hours: OpenedHours, begins: datetime, key: UUID) -> Seat:
    """A person books a private session with a clinician, in hours that these opened. `key` is made by the page: sent
    twice it is one. Of two who take the same time one has it; the other is refused and nothing is lost.
    """
    hold(hours.user)  # all that is booked with somebody is booked one after the other
    hold(patient)
    if before := Seat.objects.filter(meeting=key, user=patient.user).first():
        if before.state == Seat.State.BOOKED:
            return before
        key = ids.new()  # given back since: the page from before the booking is sent once more
    if booked_to_come(patient) >= MOST_TO_COME:
        raise ValidationError(
            _("You have %(most)s sessions to come already. If you need another one, please write to your team.")
            % {"most": MOST_TO_COME}
        )
    found = _still_free(patient, hours, begins)
    meeting = plan_meeting(
        by=by, centre=hours.centre, key=key, facts=_facts(patient, hours), times=_times(found, hours)
    )  # fmt: skip
    return book(by=by, meeting=meeting, user=patient.account, centre=patient.centre, patient=patient)


def _still_free(patient: Patient, hours: OpenedHours, begins: datetime, moving: Meeting | None = None) -> Bookable:
    found = found_in(to_book(patient, moving), hours.pk, begins)
    if found is None:
        raise ValidationError(_("This time cannot be booked any more. Nothing was booked: please choose another."))
    return found


def _facts(patient: Patient, hours: OpenedHours) -> PlannedFacts:
    return PlannedFacts(
        kind=MeetingType.PRIVATE, title="", about="", host=hours.user, second=None, group=None,
        language=patient.reader_language, capacity=1, provider=hours.provider, place=hours.place, link=hours.link,
        phone=hours.phone, recorded=False,
    )  # fmt: skip


def _times(found: Bookable, hours: OpenedHours) -> Times:
    first, starts = on_the_wall(found.begins, hours.centre.zone)
    return Times(first=first, starts=starts, minutes=hours.minutes, zone=hours.centre.zone)


@action
def move_session(*, by: User, seat: Seat, hours: OpenedHours, begins: datetime) -> Any:
    """A person moves their own private session to another time that can be booked, with the same clinician, who is
    told; it is where people meet in those hours. Moved there twice it is once.
    """
    meeting = held(seat.meeting)  # first, as whoever moves it for the team does
    hold_leaders(leaders_of(meeting))  # both at once: two who move sessions of the same two do not wait in a ring
    seat = Seat.objects.select_related("patient__centre", "patient__user").get(pk=seat.pk)
    if seat.patient is None or meeting.kind != MeetingType.PRIVATE or seat.state != Seat.State.BOOKED:
        raise ValidationError(_("You cannot move this session by yourself. Please ask your team."))
    if meeting.occurrence.start == begins:
        return meeting
    found, before = _still_free(seat.patient, hours, begins, moving=meeting), meeting.occurrence.start
    there = replace(_facts(seat.patient, found.hours), second=meeting.second, language=meeting.language)
    change_meeting(by=by, meeting=meeting, facts=there)
    moved = move_meeting(by=by, meeting=meeting, begins=found.slot.begins, ends=found.slot.ends)
    source = f"moved:{seat.pk}:{stamp_of_move(begins, moved.moves)}"
    tell_leader(meeting=moved, source=source, begins=min(before, begins))  # who waits in vain must know it too
    return moved


# --- asking -----------------------------------------------------------------------------------------------------------


@action
def ask_for_session(*, by: User, patient: Patient, words: str, key: UUID) -> Sent:
    """A person asks their team for a private session by a message, with their own words or without; it stands in the
    conversation as what they wrote. Refused where the centre takes no messages here.
    """
    with override(patient.reader_language):
        said = words.strip() or _("I would like a private session.")
    return write_to_team(by=by, patient=patient, kind=ContactRequest.Kind.PRIVATE, words=said, key=key)
