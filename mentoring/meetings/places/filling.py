"""Who comes next when a place is free, and by when a place that was offered is taken. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

OFFER_LASTS = timedelta(hours=12)  # a night, and the morning in which the message is read
AWAKE = timedelta(hours=3)  # and no less of them after the quiet hours of whoever reads it
LAST_HOUR = timedelta(hours=1)  # nobody is offered anything: who waits and presses first has the place


def offered_until(now: datetime, begins: datetime, read: datetime | None = None) -> datetime | None:
    """By when whoever is offered a place at `now` takes it: 12 hours later, and 3 after the moment from which they can
    `read` it; an hour before the meeting begins at the latest. None from that hour on. All are aware.
    """
    latest, until = begins - LAST_HOUR, max(now + OFFER_LASTS, (read or now) + AWAKE)
    return min(until, latest) if now < latest else None


@dataclass(frozen=True)
class PassingOn:
    """To whom a free place is offered, in their order; and whose offer ended, who wait again."""

    offered: tuple[UUID, ...]
    back: tuple[UUID, ...]


def pass_on(
    *, free: int, waiting: Sequence[UUID], lapsed: Sequence[UUID], now: datetime, begins: datetime
) -> PassingOn:
    """What becomes of the free places of a meeting. `free`: how many nobody has, those of `lapsed` offers among them;
    `waiting` and `lapsed` in the order in which they wait.

    A place goes to whoever waits longest. Whoever did not take theirs in time keeps the offer while nobody else wants
    it. In the last hour nothing is offered, and all who had an offer wait as the others do.
    """
    if offered_until(now, begins) is None:
        return PassingOn((), tuple(lapsed))
    offered = tuple(waiting[: max(0, free)])
    kept = min(len(lapsed), max(0, free) - len(offered))
    return PassingOn(offered, tuple(lapsed[: len(lapsed) - kept]))


def may_have_it(*, free: int, before: int, now: datetime, begins: datetime) -> bool:
    """Whether somebody who presses now has a place: one is free, and nobody waits for it who came `before` them, which
    counts no more in the last hour.
    """
    return free > 0 and (before == 0 or offered_until(now, begins) is None)
