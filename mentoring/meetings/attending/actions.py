"""Writes of who was at a session, of the minutes of whoever held it, and of what is said no more when somebody dies."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.meetings.attending.noting import LONGEST, SHORTEST, minutes_there, planned_minutes, work_of
from mentoring.meetings.attending.selectors import (
    DID_NOT_COME,
    alone_of,
    begun_since,
    own_minutes,
    people_of,
    unsaid_in,
)
from mentoring.meetings.kinds import SEAT_ATTENDED
from mentoring.meetings.models import Meeting, Seat
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.effort.actions import spend
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.people.days import moment_of
from oncocare.people.models import Actor, Patient, User

BY = "system:sessions"


@action
def note_attendance(*, by: User, seat: Seat, attendance: str, minutes: int | None = None) -> Seat:
    """Whether somebody was there, and for how many minutes; said anew it is corrected, and the history keeps both. An
    empty one takes back what was said. Pressed twice it is one.
    """
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    meeting = Meeting.objects.select_related("occurrence").get(pk=seat.meeting_id)
    _check(seat, meeting, attendance, minutes)
    counted = seat.minutes if not seat.attendance else None  # by the room; what was said of another answer is over
    planned = planned_minutes(meeting.occurrence.start, meeting.occurrence.end)
    there = minutes_there(attendance, said=minutes, counted=counted, planned=planned)
    if attendance == seat.attendance and (minutes is None or minutes == seat.minutes):
        return seat
    _note(by, seat, attendance, there, said_by=by if attendance else None)
    return seat


def _check(seat: Seat, meeting: Meeting, attendance: str, minutes: int | None) -> None:
    if attendance and attendance not in Seat.Attendance.values:
        raise ValidationError(_("Choose one of the four answers. Nothing was changed."))
    if meeting.occurrence.cancelled:
        raise ValidationError(_("This session was called off, so nobody could be there."))
    if clock.now() < meeting.occurrence.start:
        raise ValidationError(_("This session has not begun. Say who was there once it has."))
    if seat.state not in Seat.TAKES_A_PLACE:
        raise ValidationError(_("This person has no place in this session any more. Load the page again."))
    if minutes is not None and not SHORTEST <= minutes <= LONGEST:
        raise ValidationError(_("Write the minutes as a whole number from 1 to 480, or leave them empty."))
    if minutes is not None and attendance in ("", *DID_NOT_COME):
        raise ValidationError(_("Who did not come has no minutes. Leave them empty."))


def _note(by: Any, seat: Seat, attendance: str, minutes: int | None, *, said_by: User | None) -> None:
    """The row, the audit row without what was said, and then the event: whoever hears it reads what stands there."""
    corrects = bool(seat.attendance)
    seat.attendance, seat.minutes, seat.attended_by = attendance, minutes, said_by
    seat.attended_at = clock.now() if attendance else None
    seat.save(update_fields=["attendance", "minutes", "attended_at", "attended_by"])
    record(
        by=by, verb=Verb.SEAT_ATTENDANCE_NOTED, subject=seat, patient=seat.patient_id or "", centre=seat.centre_id,
        corrects=corrects,
    )  # fmt: skip
    emit(SEAT_ATTENDED, seat=seat.pk, meeting=seat.meeting_id, attendance=attendance, minutes=minutes)


@action
def count_minutes(*, by: Actor, seat: Seat, minutes: int) -> bool:
    """The room counted how long somebody was there; whoever notes attendance is offered it. Once something was said of
    them that stays. Whether anything was kept.
    """
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if seat.attendance or seat.minutes == minutes:
        return False
    seat.minutes = min(minutes, LONGEST)
    seat.save(update_fields=["minutes"])
    record(by=by, verb=Verb.SEAT_MINUTES_COUNTED, subject=seat, patient=seat.patient_id or "", centre=seat.centre_id)
    return True


@action
def note_all_present(*, by: User, meeting: Any) -> int:
    """Everybody of whom nothing was said was there from the beginning to the end; how many they are."""
    hold(meeting)
    unsaid = list(unsaid_in(meeting).select_for_update())  # whoever says it of one of them at the same moment counts
    for seat in unsaid:
        note_attendance(by=by, seat=seat, attendance=Seat.Attendance.PRESENT)
    return len(unsaid)


@action
def note_own_minutes(*, by: User, meeting: Any, minutes: int) -> int:
    """The minutes of whoever holds a session, alone or as the second: each writes down their own, once. In a private
    session they are for its patient, in any other for nobody in particular.
    """
    hold(meeting)
    meeting = Meeting.objects.select_related("occurrence").get(pk=meeting.pk)
    if not meeting.is_led_by(by):
        raise ValidationError(_("Whoever leads a session writes down their own minutes of it."))
    if meeting.occurrence.cancelled or clock.now() < meeting.occurrence.start:
        raise ValidationError(_("This session has not taken place, so there are no minutes of it."))
    known = own_minutes(by, meeting)
    if known is not None and known != minutes:
        raise ValidationError(
            _("You wrote down %(minutes)s minutes of this session already, and they stay.") % {"minutes": known}
        )
    if known is None:
        alone = alone_of(meeting, people_of(meeting))
        patient = alone.pk if alone else None
        spend(
            by=by, centre=meeting.centre_id, what=work_of(meeting.kind), minutes=minutes,
            began=meeting.occurrence.start, patient=patient,
        )  # fmt: skip
        record(by=by, verb=Verb.MEETING_MINUTES_NOTED, subject=meeting, patient=patient or "", centre=meeting.centre_id)
    return minutes


@action
def end_in_silence(*, by: str, patient: Patient) -> int:
    """Of sessions since the day on which somebody died nothing says that they did not come, and they have no place in
    them. How many places they were. Those in sessions to come are freed with the places.
    """
    if patient.died_on is None:
        return 0
    day = moment_of(patient, patient.died_on, time.min)
    return sum(_let_go(by, seat) for seat in begun_since(patient, day).select_for_update(of=("self",)))


def _let_go(by: str, seat: Seat) -> bool:
    """Whether there was anything to let go of."""
    if seat.attendance:
        _note(by, seat, "", None, said_by=None)
    elif seat.state not in Seat.COMES:
        return False
    if seat.state in Seat.COMES:
        seat.state, seat.since, seat.until = Seat.State.RELEASED, clock.now(), None
    seat.save(update_fields=["state", "since", "until"])
    record(by=by, verb=Verb.SEAT_ENDED_IN_SILENCE, subject=seat, patient=seat.patient_id, centre=seat.centre_id)
    return True
