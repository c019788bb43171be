"""Who sees a meeting. Access is a fetch: whoever has no place in it and does not work where it is finds none at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mentoring.meetings.models import Meeting, Registration, Seat
from oncocare.people.access import forbidden, not_found
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing


def with_times(meetings: QuerySet[Meeting]) -> QuerySet[Any]:
    """Each with `begins`, `ends` and `off`, whether it was called off; the first first."""
    when = {"begins": F("occurrence__start"), "ends": F("occurrence__end"), "off": F("occurrence__cancelled")}
    timed: QuerySet[Any] = meetings.annotate(**when)
    return timed.select_related("centre", "host", "second", "group").order_by("begins", "pk")


def from_outside(meeting: Any) -> QuerySet[Registration]:
    """Who confirmed that they come to a talk from outside and did not give that back, in the order in which they have
    places. Each takes one, as a seat does.
    """
    rows = Registration.objects.filter(Registration.STANDS, meeting=meeting.pk)
    return rows.order_by("confirmed", "pk")


def in_a_place(now: datetime) -> Q:
    """Which seats take a place at this moment: an offer that ended takes none."""
    return Q(state__in=(Seat.State.INVITED, Seat.State.BOOKED)) | Q(state=Seat.State.OFFERED, until__gt=now)


def seat_in(standing: Standing, pk: Any) -> Seat:
    """Their own place in a meeting, whatever became of it, with `meeting` and its times; for anybody else there is no
    such meeting.
    """
    seat = Seat.objects.select_related("patient").filter(user=standing.user, meeting=pk).first()
    if seat is None or not standing.may(Permission.COME_TO_SESSIONS, seat.centre_id):
        not_found(standing.user, f"meeting:{pk}")
    seat.meeting = with_times(Meeting.objects.filter(pk=pk)).get()
    return seat


def meeting_to_lead(standing: Standing, pk: Any) -> Any:
    """A meeting for whoever holds it, alone or as the second, or runs the centre; refused to other staff there, and
    there is none for anybody else.
    """
    meeting = with_times(Meeting.objects.filter(pk=pk)).first()
    at_work = meeting is not None and meeting.centre in {
        *standing.centres_with(Permission.LEAD_SESSIONS),
        *standing.centres_with(Permission.MANAGE_CENTRE),
    }
    if meeting is None or not at_work:
        not_found(standing.user, f"meeting:{pk}")
    if not meeting.is_led_by(standing.user) and meeting.centre not in standing.centres_with(Permission.MANAGE_CENTRE):
        forbidden(standing.user, Permission.LEAD_SESSIONS, f"meeting:{pk}")
    return meeting


def led_by(standing: Standing, begins: datetime, ends: datetime) -> QuerySet[Any]:
    """The meetings that this person holds at their centre in this time, those called off among them."""
    return _in_time(standing, leads(standing.user), begins, ends)


def led_or_attended_by(standing: Standing, begins: datetime, ends: datetime) -> QuerySet[Any]:
    """Those, and the meetings of the team in this time in which they have a place."""
    own = Seat.objects.filter(user=standing.user, patient=None, state=Seat.State.BOOKED, meeting=OuterRef("pk"))
    return _in_time(standing, leads(standing.user) | Q(Exists(own)), begins, ends)


def _in_time(standing: Standing, which: Q, begins: datetime, ends: datetime) -> QuerySet[Any]:
    rows = Meeting.objects.filter(which, centre__in=standing.centres_with(Permission.LEAD_SESSIONS))
    return with_times(rows).filter(begins__lt=ends, ends__gt=begins)


def leads(user: User) -> Q:
    """Which meetings this person holds, alone or as the second: `MeetingFacts.is_led_by` for a query."""
    return Q(host=user) | Q(second=user)
