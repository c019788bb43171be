"""Reads who has a place in a session and was there, the minutes of staff in it, and the next session of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from mentoring.meetings.attending.coming import SOON, NextSession, by_video, is_open
from mentoring.meetings.attending.noting import work_of
from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.places.words import when_in_words
from mentoring.meetings.rooms.keys import opens_at
from oncocare.effort.models import Effort
from oncocare.foundation import clock
from oncocare.people.access import not_found
from oncocare.people.models import Patient, User

EXPECTED = Q(state__in=Seat.TAKES_A_PLACE)  # of whom one may say whether they were there
WERE_THERE = (Seat.Attendance.PRESENT, Seat.Attendance.LATE)
DID_NOT_COME = (Seat.Attendance.WORD, Seat.Attendance.NO_WORD)
SOMEBODY = JSONObject(patient=F("patient_id"), name=F("user__name"))


# --- at work ----------------------------------------------------------------------------------------------------------


def people_of(meeting: Any) -> list[Seat]:
    """Whoever has a place in a session, by name. Who gave it back, or has none any more, is not among them."""
    rows = meeting.seats.filter(EXPECTED).select_related("user", "patient__centre", "patient__user", "attended_by")
    return list(rows.order_by("user__name", "pk"))


def alone_of(meeting: Any, people: Sequence[Seat]) -> Patient | None:
    """Of those with a place in it, the patient of a private session; None in any other, and where nobody has one."""
    return people[0].patient if meeting.kind == Meeting.Kind.PRIVATE and people else None


def unsaid_in(meeting: Any) -> QuerySet[Seat]:
    """The places of which it was not said whether somebody came."""
    rows: QuerySet[Seat] = meeting.seats.filter(EXPECTED, attendance="").order_by("pk")
    return rows


def seen_as(seat: Seat, meeting: Any) -> str:
    """Whose place it is, for whoever leads the session; somebody of another centre by the name that they chose."""
    return seat.user.name if seat.centre_id == meeting.centre_id else seat.alias


def seat_to_note(user: User, meeting: Any, pk: Any) -> Seat:
    """A place in this very session; of any other there is none."""
    seat: Seat | None = meeting.seats.select_related("user", "patient").filter(pk=pk).first()
    if seat is None:
        not_found(user, f"seat:{pk}")
    return seat


def noted_of(patient: Patient) -> list[Seat]:
    """The places of a patient of which it was said whether they came, with their session and who held it."""
    rows = Seat.objects.filter(patient=patient).exclude(attendance="")
    return list(rows.select_related("meeting__occurrence", "meeting__host").order_by("meeting__occurrence__start"))


def with_places(meetings: QuerySet[Any]) -> QuerySet[Any]:
    """Each with `expected`, how many have a place, `noted`, of how many of them it was said whether they came, and
    `somebody`, the `patient` and the `name` of the first of them; no query more.
    """
    here = Q(seats__state__in=Seat.TAKES_A_PLACE)
    first = Seat.objects.filter(EXPECTED, meeting=OuterRef("pk")).order_by("made", "pk")
    counted: QuerySet[Any] = meetings.annotate(
        expected=Count("seats", filter=here),
        noted=Count("seats", filter=here & ~Q(seats__attendance="")),
        somebody=Subquery(first.values(whole=SOMEBODY)[:1]),
    )
    return counted


def own_minutes(user: Any, meeting: Any) -> int | None:
    """The minutes that this person wrote down of holding a session; None where they have not."""
    rows = Effort.objects.filter(
        staff=user.pk, centre=meeting.centre_id, what=work_of(meeting.kind), began=meeting.occurrence.start
    )
    return rows.values_list("minutes", flat=True).first()


# --- a person’s own page ----------------------------------------------------------------------------------------------


def with_next_session(patients: QuerySet[Patient]) -> QuerySet[Any]:
    """Each with `next_session`, as `next_session_of` reads it: the first in which they have a place, are asked to come
    or are offered a place, that is not over and was not called off. No query more.
    """
    now = clock.now()
    when = Q(meeting__occurrence__end__gt=now, meeting__occurrence__cancelled=False)
    own = Seat.objects.filter(EXPECTED, when, user=OuterRef("user")).exclude(state=Seat.State.OFFERED, until__lte=now)
    meeting = {name: F(f"meeting__{name}") for name in ("title", "language", "provider", "place", "phone")}
    times = {"begins": F("meeting__occurrence__start"), "ends": F("meeting__occurrence__end")}
    whole = JSONObject(meeting=F("meeting_id"), host=F("meeting__host__name"), state=F("state"), **meeting, **times)
    return patients.annotate(
        next_session=Subquery(own.order_by("meeting__occurrence__start", "pk").values(whole=whole)[:1])
    )


def next_session_of(told: Any, patient: Patient) -> NextSession | None:
    """The next session of somebody fetched `with_next_session`; None where there is none."""
    if not told.next_session:
        return None
    said, now = dict(told.next_session), clock.now()
    begins, ends = (datetime.fromisoformat(said.pop(name)) for name in ("begins", "ends"))
    video = by_video(said["provider"])
    asked = said.pop("state") != Seat.State.BOOKED
    return NextSession(
        **said,
        begins=begins,
        ends=ends,
        asked=asked,
        words=when_in_words(begins, ends, now, patient.zone),
        open=video and not asked and is_open(begins, ends, now),
        opens=opens_at(begins) if video and not asked else None,
        soon=begins - now < SOON,
    )


# --- when somebody died -----------------------------------------------------------------------------------------------


def begun_since(patient: Patient, moment: datetime) -> QuerySet[Seat]:
    """The places of a person in sessions that have begun at this moment or later, or are not over, of which nobody said
    that they were there.
    """
    now = clock.now()
    when = Q(meeting__occurrence__start__gte=moment) | Q(meeting__occurrence__end__gt=now)
    when &= Q(meeting__occurrence__start__lte=now)
    theirs = Q(patient=patient) | Q(user=patient.user_id)  # also where they had a place as something else
    rows = Seat.objects.filter(when, theirs).exclude(attendance__in=WERE_THERE)
    return rows.order_by("meeting__occurrence__start", "pk")
