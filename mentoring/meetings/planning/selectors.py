"""Reads for planning: who may lead, what stands in whose weeks, and what is to come of a series."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from mentoring.community.groups.selectors import groups_run_by
from mentoring.community.models import Group
from mentoring.meetings.models import Meeting, MeetingSeries, Registration, Seat
from mentoring.meetings.selectors import in_a_place, leads, meeting_to_lead, with_times
from mentoring.meetings.times.series import on_the_wall
from oncocare.foundation import clock
from oncocare.people.access import be_at
from oncocare.people.models import Centre, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, holders


def _taken() -> Least:
    """How many places of a meeting are taken now; some of those who come to a talk from outside may wait."""
    seats = Seat.objects.filter(in_a_place(clock.now()), meeting=OuterRef("pk"))
    outside = Registration.objects.filter(Registration.STANDS, meeting=OuterRef("pk"))
    return Least(_counted(seats) + _counted(outside), F("capacity"), output_field=IntegerField())


def _counted(rows: QuerySet[Any]) -> Coalesce:
    """How many of these a meeting has, apart from what else is counted of it."""
    each = rows.order_by().values("meeting").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(each), 0, output_field=IntegerField())


def may_lead(centre: Centre) -> list[User]:
    """Who can hold a meeting of this centre."""
    return holders(centre, Permission.LEAD_SESSIONS)


def groups_to_meet(centre: Centre) -> QuerySet[Group]:
    """The groups of a centre that can meet: those that are open."""
    return groups_run_by(centre).filter(opened_at__isnull=False, closed_at=None)


def to_come_of_group(group: Group) -> QuerySet[Any]:
    """The meetings of a group that have not begun and were not called off."""
    return with_times(Meeting.objects.filter(group=group)).filter(off=False, begins__gt=clock.now())


def meeting_led(standing: Standing, pk: Any) -> Any:
    """A meeting for whoever may lead it, at the centre where they are now, with its series, with `taken`, and with when
    it was meant to be.
    """
    meeting = meeting_to_lead(standing, pk)
    be_at(standing, meeting.centre_id)
    return with_meant(Meeting.objects.filter(pk=pk).select_related("series", "occurrence")).get()


def with_taken(meetings: QuerySet[Meeting]) -> QuerySet[Any]:
    """Each with its times, and with `taken`, how many of its places are."""
    counted: QuerySet[Any] = with_times(meetings).annotate(taken=_taken())
    return counted


def in_weeks(standing: Standing, centre: Centre, begins: datetime, ends: datetime, *, of_all: bool) -> QuerySet[Any]:
    """The meetings of a centre that begin in this time: those that this person leads, or all of them."""
    rows = Meeting.objects.filter(centre=centre)
    if not of_all:
        rows = rows.filter(leads(standing.user))
    return with_taken(rows).filter(begins__gte=begins, begins__lt=ends)


def with_meant(meetings: QuerySet[Meeting]) -> QuerySet[Any]:
    """Each with its times, with `taken`, and with `meant` and `meant_until`: when it was to be before it was moved."""
    when = {"meant": F("occurrence__original_start"), "meant_until": F("occurrence__original_end")}
    return with_taken(meetings.annotate(**when))


def of_series(series: MeetingSeries) -> QuerySet[Any]:
    """The meetings of a series, by the day on which each was meant to be."""
    rows = Meeting.objects.filter(series=series).select_related("occurrence")
    return with_meant(rows).order_by("meant", "pk")


def meant_day(meeting: Any, series: MeetingSeries) -> date:
    """The day on which a meeting was meant to be, by the wall on which its series was meant."""
    return on_the_wall(meeting.meant, series.zone)[0]


def people_in(meetings: Iterable[Any]) -> dict[Any, list[str]]:
    """Who has a place in the private ones of these meetings, by id; names, for whoever leads them."""
    pks = [one.pk for one in meetings if one.kind == Meeting.Kind.PRIVATE]
    found: dict[Any, list[str]] = {}
    rows = Seat.objects.filter(meeting__in=pks, state__in=Seat.TAKES_A_PLACE).select_related("user", "patient__user")
    for seat in rows.order_by("made", "pk"):
        found.setdefault(seat.meeting_id, []).append(seat.patient.name if seat.patient else seat.user.name)
    return found


def to_come_from(series: MeetingSeries, day: date) -> list[Any]:
    """The meetings of a series that have not begun and were meant for this day or a later one, by the wall on which the
    series was meant.
    """
    rows = of_series(series).filter(begins__gt=clock.now())
    return [one for one in rows if meant_day(one, series) >= day]


def most_taken(meetings: Iterable[Any]) -> int:
    """The most places that are taken in one of these meetings."""
    pks = [one.pk for one in meetings]
    rows = Meeting.objects.filter(pk__in=pks).annotate(taken=_taken())
    return int(rows.aggregate(most=Max("taken"))["most"] or 0)
