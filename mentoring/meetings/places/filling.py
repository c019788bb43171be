"""Who comes next when a place is free, and by when a place that was offered is taken. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

OFFER_LASTS = timedelta(hours=12)  # a night, and the morning in which the message is read
LAST_HOUR = timedelta(hours=1)  # nobody is offered anything: who waits and presses first has the place


def offered_until(now: datetime, begins: datetime) -> datetime | None:
    """By when whoever is offered a place at `now` takes it: 12 hours later, an hour before the meeting begins at the
    latest. None from that hour on. All are aware.
    """
    latest = begins - LAST_HOUR
    return min(now + OFFER_LASTS, latest) if now < latest else None


@dataclass(frozen=True)
class PassingOn:
    """To whom a free place is offered, in their order and `until` when; and whose offer ended, who wait again."""

    offered: tuple[UUID, ...]
    back: tuple[UUID, ...]
    until: datetime | None


def pass_on(
    *, free: int, waiting: Sequence[UUID], lapsed: Sequence[UUID], now: datetime, begins: datetime
) -> PassingOn:
    """What becomes of the free places of a meeting. `free`: how many nobody has, those of `lapsed` offers among them;
    `waiting` and `lapsed` in the order in which they wait.

    A place goes to whoever waits longest. Whoever did not take theirs in time keeps the offer while nobody else wants
    it. In the last hour nothing is offered, and all who had an offer wait as the others do.
    """
    until = offered_until(now, begins)
    if until is None:
        return PassingOn((), tuple(lapsed), None)
    offered = tuple(waiting[: max(0, free)])
    kept = min(len(lapsed), max(0, free) - len(offered))
    return PassingOn(offered, tuple(lapsed[: len(lapsed) - kept]), until)


def may_have_it(*, free: int, before: int, now: datetime, begins: datetime) -> bool:
    """Whether somebody who presses now has a place: one is free, and nobody waits for it who came `before` them, which
    counts no more in the last hour.
    """
    return free > 0 and (before == 0 or offered_until(now, begins) is None)
