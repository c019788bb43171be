"""Reads of what people are told: who is reminded, and of which of their places a message is still true."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.places.selectors import with_moments
from mentoring.meetings.selectors import with_times
from oncocare.foundation import clock
from oncocare.people.models import User

REMINDED = (Seat.State.BOOKED, Seat.State.INVITED)


def begin_within(after: timedelta, before: timedelta) -> QuerySet[Any]:
    """The places in sessions that begin later than `after` and within `before` from now, of people who are alive and
    have an account.
    """
    now = clock.now()
    rows = with_moments(Seat.objects.filter(state__in=REMINDED, user__is_active=True))
    rows = rows.exclude(patient__died_on__isnull=False).select_related("user", "centre", "patient")
    return rows.filter(off=False, begins__gt=now + after, begins__lte=now + before).order_by("begins", "pk")


def told_about(user: User, seats: Iterable[str]) -> dict[str, Any]:
    """By id, those of these places that are this person's, with `begins`, `ends` and `off` of the session."""
    rows = with_moments(Seat.objects.filter(user=user, pk__in=_ids(seats)).exclude(patient__died_on__isnull=False))
    return {str(seat.pk): seat for seat in rows}


def seats_to_tell(meeting: Any) -> list[Seat]:
    """Whoever learns that a session is at another time, or does not take place."""
    rows = Seat.objects.filter(meeting=meeting, state__in=Seat.COMES, user__is_active=True)
    rows = rows.exclude(patient__died_on__isnull=False)
    return list(rows.select_related("user", "centre", "patient").order_by("pk"))


def seat_told(pk: Any) -> Any:
    """A place with whose it is, and the moments of its session."""
    return with_moments(Seat.objects.select_related("user", "centre", "patient")).get(pk=pk)


def meeting_told(pk: Any) -> Any:
    """A session with its moments."""
    return with_times(Meeting.objects.filter(pk=pk)).get()


def in_earlier_ones(meeting: Any, first: Any) -> set[Any]:
    """Who has a place in a session of the same series before this one, from its `first` on, that is still to come."""
    rows = with_moments(Seat.objects.filter(meeting__series=meeting.series_id, state__in=Seat.TAKES_A_PLACE))
    since = max(clock.now(), meeting_told(first).begins)
    rows = rows.filter(off=False, begins__gte=since, begins__lt=meeting.begins)
    return set(rows.values_list("user", flat=True)) if meeting.series_id else set()


def held_by(user: User, seats: Iterable[str]) -> dict[str, Any]:
    """By id, those of these places that are in sessions that this person leads."""
    rows = with_moments(Seat.objects.filter(pk__in=_ids(seats)))
    return {str(one.pk): one for one in rows if one.meeting.is_led_by(user)}


def _ids(texts: Iterable[str]) -> set[UUID]:
    return {UUID(text) for text in texts}
