"""Writes of when meetings are, on the models of django-scheduler.

Every meeting of a series is kept from the start, so a date that was cancelled or moved is a row and is never counted
anew. A series is never moved by its start: that would bring back what was cancelled and double what was moved. A change
from a date on ends the series before it and begins another.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from schedule.models import Calendar, Event, Occurrence, Rule

from mentoring.meetings.times.selectors import counted, zone_of
from mentoring.meetings.times.series import Times, check, moment_at, moved_to, spans
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.people.models import Actor

WEEKLY = "WEEKLY"


@action
def keep_times(*, by: Actor, centre: UUID, times: Times) -> tuple[Event, list[Occurrence]]:
    """An event of a centre with each of its meetings, in order. `TimesRefused` where they cannot be.

    django-scheduler asks pytz what a wall shows, pages ask the time zones of Python: where the two disagree, the
    meetings are when the pages say.
    """
    check(times)
    planned = spans(times)
    begins, ends = planned[0]
    event = Event.objects.create(
        calendar=_calendar(centre), start=begins, end=ends, title="", description=times.zone,
        rule=_rule(times.every) if times.every else None, end_recurring_period=_after_the_last(times),
    )  # fmt: skip
    rows = counted(event, times)
    for row, (start, end) in zip(rows, planned, strict=True):
        row.start = row.original_start = start
        row.end = row.original_end = end
    return event, Occurrence.objects.bulk_create(rows)


@action
def move_occurrence(*, by: Actor, occurrence: Occurrence, begins: datetime, ends: datetime) -> Occurrence:
    """One meeting is at another time; when it was meant to be is kept beside it."""
    occurrence.start, occurrence.end = begins, ends
    occurrence.save(update_fields=["start", "end"])
    return occurrence


@action
def cancel_occurrence(*, by: Actor, occurrence: Occurrence) -> Occurrence:
    """One meeting does not take place."""
    occurrence.cancelled = True
    occurrence.save(update_fields=["cancelled"])
    return occurrence


@action
def end_series(*, by: Actor, event: Event, before: datetime) -> Event:
    """A series has no meeting from this moment on."""
    event.end_recurring_period = before
    event.save(update_fields=["end_recurring_period"])
    return event


@action
def keep_the_wall(*, by: Actor, event: Event, to: str) -> list[Occurrence]:
    """A centre has moved to another zone: what is to come is when the wall there shows what it showed before, and as
    long as it was. Returned is what moved by that and was not cancelled. What has begun, or would have by the new wall,
    stays when it was. Done twice it is done once.
    """
    hold(event)
    event.refresh_from_db()
    of, now = zone_of(event), clock.now()
    if of == to:
        return []
    event.start, event.end = _shown_again(event.start, event.end, of, to)
    if event.end_recurring_period:
        event.end_recurring_period = moved_to(event.end_recurring_period, of, to)
    event.description = to
    event.save(update_fields=["start", "end", "end_recurring_period", "description"])
    rows, moved = list(event.occurrence_set.select_for_update(no_key=True).order_by("start", "pk")), []
    for row in rows:
        row.original_start, row.original_end = _shown_again(row.original_start, row.original_end, of, to)
        start, end = _shown_again(row.start, row.end, of, to)
        if row.start > now and start > now:
            if start != row.start and not row.cancelled:
                moved.append(row)
            row.start, row.end = start, end
    Occurrence.objects.bulk_update(rows, ["start", "end", "original_start", "original_end"])
    return moved


def _shown_again(begins: datetime, ends: datetime, of: str, to: str) -> tuple[datetime, datetime]:
    start = moved_to(begins, of, to)
    return start, start + (ends - begins)


def _calendar(centre: UUID) -> Calendar:
    return Calendar.objects.get_or_create(slug=str(centre), defaults={"name": str(centre)})[0]


def _rule(every: int) -> Rule:
    """The one for this rhythm; where two were made at the same moment, the first of them."""
    facts = {"frequency": WEEKLY, "params": f"interval:{every}"}
    kept = Rule.objects.filter(**facts).order_by("pk").first()
    return kept or Rule.objects.create(name=f"{WEEKLY} {every}", description="", **facts)


def _after_the_last(times: Times) -> datetime | None:
    """A minute after the last meeting may begin: django-scheduler leaves out one that begins at the very end."""
    if not times.every or times.last is None:
        return None
    return moment_at(times.last, times.starts, times.zone) + timedelta(minutes=1)
