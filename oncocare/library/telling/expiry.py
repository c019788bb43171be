"""On which day somebody is told that a text expires, or has. Pure."""

from __future__ import annotations

from datetime import date, timedelta

BEFORE = timedelta(days=30)
A_DAY = timedelta(days=1)


def told_on(published: date, on: date, until: date) -> date:
    """30 days before the last day. Where it is shown for fewer, the day after it was published and its first one: so
    all that is told on a day is known as that day begins.
    """
    return max(until - BEFORE, published + A_DAY, on + A_DAY)


def over_on(until: date) -> date:
    """The first day on which it is shown no more."""
    return until + A_DAY


def taken_over(until: date, on: date, newer_until: date) -> bool:
    """Whether a newer version, shown from `on` until `newer_until`, leaves no day without a text after `until`."""
    return on <= over_on(until) and newer_until >= until
