"""Reads the hours that clinicians opened, and what of them a person can book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from mentoring.meetings.models import Meeting, OpenedHours, Seat
from mentoring.meetings.of_kinds import MeetingType
from mentoring.meetings.opening.slots import Slot, Stretch, WeeklyHours, free_slots
from oncocare.foundation import clock
from oncocare.people.access import at_work, forbidden
from oncocare.people.days import day_of, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, holders
from oncocare.safety.rota.duty import Rota, shifts_of
from oncocare.safety.rota.selectors import rota_of

AHEAD = timedelta(days=28)  # how far ahead people book by themselves
MOST_TO_COME = 4  # private sessions that one person has booked and that are to come


@dataclass(frozen=True)
class Bookable:
    """One time that a person can book, with whom, in which hours."""

    slot: Slot
    hours: OpenedHours

    @property
    def begins(self) -> datetime:
        """When it begins."""
        return self.slot.begins


@dataclass(frozen=True)
class DayToBook:
    """The times of one day as the reader's wall shows it, in order."""

    begins: datetime
    times: tuple[Bookable, ...]


def open_hours_of(user: User, centre: Centre) -> QuerySet[OpenedHours]:
    """The hours that a clinician opened at a centre and has not closed, in the order of the week."""
    today = today_of(centre)
    rows = OpenedHours.objects.filter(user=user, centre=centre, closed_at=None)
    return rows.exclude(last__lt=today).select_related("centre", "user")


def hours_to_close(standing: Standing, pk: Any) -> OpenedHours:
    """Hours that this very person opened, where they may lead sessions; of others there are none to close."""
    found = OpenedHours.objects.select_related("centre", "user").filter(pk=pk).first()
    row = at_work(standing, found, f"hours:{pk}", Permission.LEAD_SESSIONS)
    if row.user_id != standing.user.pk:
        forbidden(standing.user, Permission.LEAD_SESSIONS, f"hours:{pk}")
    return row


def weekly(hours: OpenedHours) -> WeeklyHours:
    """Opened hours as the pure rules take them."""
    return WeeklyHours(
        hours.pk, hours.weekday, hours.opens, hours.closes, hours.minutes, hours.notice, hours.first, hours.last
    )  # fmt: skip


def away_days(rota: Rota, person: UUID) -> set[date]:
    """The days on which the centre is closed, or this person absent."""
    return {*rota.closed, *(day for day, absent in rota.covers if absent == person)}


def busy_times(people: Iterable[Any]) -> dict[Any, list[Stretch]]:
    """By person, when each leads a session from now on, or comes to one."""
    wanted = set(people)
    rows = Meeting.objects.filter(occurrence__cancelled=False, occurrence__end__gt=clock.now())
    found: dict[Any, list[Stretch]] = {person: [] for person in wanted}
    for host, second, begins, ends in rows.filter(Q(host__in=wanted) | Q(second__in=wanted)).values_list(
        "host_id", "second_id", "occurrence__start", "occurrence__end"
    ):
        for person in wanted & {host, second}:
            found[person].append((begins, ends))
    comes = Seat.objects.filter(user__in=wanted, state__in=Seat.COMES, meeting__in=rows.values("pk"))
    for person, begins, ends in comes.values_list("user_id", "meeting__occurrence__start", "meeting__occurrence__end"):
        found[person].append((begins, ends))
    return found


def to_book(patient: Patient, moving: Meeting | None = None) -> list[Bookable]:
    """What this person can book now, in order: with whoever looks after them, where they opened hours; else with others
    of the centre. `moving`: with whoever leads the session that is moved.
    """
    rows = list(_hours_at(patient.centre))
    own = moving.host_id if moving else patient.clinician_id
    mine = [one for one in rows if one.user_id == own]
    return _free(patient, mine) if moving else _free(patient, mine) or _free(patient, rows)


def _hours_at(centre: Centre) -> QuerySet[OpenedHours]:
    able = holders(centre, Permission.LEAD_SESSIONS)
    rows = OpenedHours.objects.filter(centre=centre, closed_at=None, user__in=able, user__is_active=True)
    return rows.exclude(last__lt=today_of(centre)).select_related("centre", "user")


def _free(patient: Patient, rows: list[OpenedHours]) -> list[Bookable]:
    if not rows:
        return []
    rota, now = rota_of(patient.centre), clock.now()
    busy = busy_times({patient.user_id, *(one.user_id for one in rows)})
    found: list[Bookable] = []
    for person in dict.fromkeys(one.user_id for one in rows):
        theirs = {one.pk: one for one in rows if one.user_id == person}
        slots = free_slots(
            [weekly(one) for one in theirs.values()], zone=patient.centre.zone, now=now, until=now + AHEAD,
            away=away_days(rota, person), busy=[*busy[person], *busy[patient.user_id]],
        )  # fmt: skip
        found += [Bookable(slot, theirs[slot.hours]) for slot in slots]
    return sorted(found, key=lambda one: (one.begins, one.hours.user.name, str(one.hours.pk)))


def by_day(patient: Patient, times: Iterable[Bookable]) -> list[DayToBook]:
    """The same, day by day where this person lives."""
    days = [list(of_day) for _day, of_day in groupby(times, key=lambda one: day_of(patient, one.begins))]
    return [DayToBook(one[0].begins, tuple(one)) for one in days]


def found_in(times: Iterable[Bookable], hours: Any, begins: datetime) -> Bookable | None:
    """That one of the times; None where it cannot be booked, or no more."""
    wanted = (str(hours), begins)
    return next((one for one in times if (str(one.hours.pk), one.begins) == wanted), None)


def booked_to_come(patient: Patient) -> int:
    """How many private sessions of this person are to come."""
    rows = Seat.objects.filter(patient=patient, state=Seat.State.BOOKED, meeting__kind=MeetingType.PRIVATE)
    return rows.filter(meeting__occurrence__start__gt=clock.now(), meeting__occurrence__cancelled=False).count()


# --- for whoever opens them -------------------------------------------------------------------------------------------


def with_counts(rows: Iterable[OpenedHours], centre: Centre) -> list[Any]:
    """Opened hours, each with its next `free` times, `on_duty`, whether the person also answers flags in them in the
    weeks to come, and `idle`, whether the centre is closed or they are absent on every one of their days.
    """
    listed: list[Any] = list(rows)
    if not listed:
        return listed
    rota, now = rota_of(centre), clock.now()
    busy = busy_times({one.user_id for one in listed})
    for one in listed:
        when: dict[str, Any] = {"zone": centre.zone, "now": now, "until": now + AHEAD}
        there = when | {"away": away_days(rota, one.user_id)}
        one.free = free_slots([weekly(one)], busy=busy[one.user_id], **there)
        open_times = free_slots([weekly(one)], **there)
        turns = shifts_of(rota, one.user_id, now, AHEAD)
        one.idle = not open_times and bool(free_slots([weekly(one)], **when))
        one.on_duty = any(turn.start < slot.ends and slot.begins < turn.end for slot in open_times for turn in turns)
    return listed
