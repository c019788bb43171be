"""One `now` per request or job; an import or a simulation lives at its own date through `at()`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

_held: ContextVar[datetime | None] = ContextVar("oncocare_now", default=None)


def now() -> datetime:
    """The moment of this request or job, aware, in UTC."""
    return _held.get() or timezone.now()


def today(zone: str) -> date:
    """The calendar day of this request or job in the named time zone."""
    return day(now(), zone)


def day(moment: datetime, zone: str) -> date:
    """The calendar day of an aware moment in the named time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


@cache
def zones() -> frozenset[str]:
    """Every name in the time zone database; it reads hundreds of files, so once a process."""
    return frozenset(available_timezones())


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Within this block `now()` is `moment` (aware)."""
    token = _held.set(moment)
    try:
        yield moment
    finally:
        _held.reset(token)


@contextmanager
def held() -> Iterator[datetime]:
    """Within this block `now()` does not move: the start of the block, or what an outer block holds."""
    with at(now()) as moment:
        yield moment
