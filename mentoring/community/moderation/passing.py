"""When a report that nobody closed goes to another moderator, and to whom. Pure.

Ours, as no published standard was found: a report passes on when its promise is broken, and then every hour; one of a
post that waits to be read because somebody may be in danger passes on an hour after it was made, day and night; what
is with somebody who is away passes on at once. When every moderator has had it, the coordinators are told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from mentoring.community.groups.duty import GroupTime

HELD_FOR = timedelta(hours=1)  # of the clock: how long a post in which somebody may be in danger waits to be read
PASSES_EVERY = timedelta(hours=1)


def due_by(promised: datetime, made: datetime, *, held: bool) -> datetime:
    """By when somebody has to look at a report: as promised, and at a post that is held for words of danger within an
    hour. Aware moments.
    """
    return min(promised, made + HELD_FOR) if held else promised


def passes_at(due: datetime, had: Collection[UUID]) -> datetime:
    """When it goes to the next, after these have had it: once it is past due, then every hour. An aware moment."""
    return due + PASSES_EVERY * max(0, len(had) - 1)


def in_order(people: Collection[UUID], time: GroupTime, now: datetime) -> list[UUID]:
    """The moderators as they are asked: those on duty now, who is on duty next, then the others in one order."""
    coming = time.next_on_duty(now)
    first = [*time.on_duty(now), *([coming] if coming else []), *sorted(people, key=str)]
    return list(dict.fromkeys(one for one in first if one in people))


def next_of(order: Sequence[UUID], owner: UUID | None, had: Collection[UUID]) -> UUID | None:
    """Who has it next: the first who has not had it yet; None once all have."""
    return next((one for one in order if one != owner and one not in had), None)
