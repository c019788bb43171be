"""How long flags waited to be acknowledged, the ones nobody ever acknowledged included. Pure.

A flag that waits still is censored: all we know is that it has waited this long. To leave it out, or to count only what
was answered, would make a centre look the better the more it forgets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from oncocare.foundation.lasting import Lasted, product_limit, reached
from oncocare.safety.concerns import Severity

ORDER = tuple(reversed(Severity))


@dataclass(frozen=True)
class Wait:
    """One flag: its class, when it was raised, when it was promised to be read, and when it was acknowledged if so."""

    severity: str
    raised: datetime
    promised: datetime
    acknowledged: datetime | None


@dataclass(frozen=True)
class FlagTimes:
    """The waits of one class.

    raised: all of them. acknowledged: those a person took on. decided: those of which one can say whether the promise
    was kept, because they were acknowledged or their promise is past. within: of these, acknowledged by the promise.
    median: see `median_wait`.
    """

    severity: str
    raised: int
    acknowledged: int
    decided: int
    within: int
    median: timedelta | None


@dataclass(frozen=True)
class PromisesDue:
    """How many promises fell due in some days, and how many of them were broken."""

    due: int
    broken: int

    @property
    def kept(self) -> int:
        """Those that were not broken."""
        return self.due - self.broken


def times(waits: Iterable[Wait], now: datetime) -> tuple[FlagTimes, ...]:
    """The times of each class that has a flag, the most urgent first."""
    groups: dict[str, list[Wait]] = defaultdict(list)
    for wait in waits:
        groups[wait.severity].append(wait)
    return tuple(_times(severity, groups[severity], now) for severity in sorted(groups, key=_place))


def kept(measured: Iterable[FlagTimes]) -> tuple[int, int]:
    """All classes together: how many were acknowledged by the promise, of how many of which one can say it."""
    classes = list(measured)
    return sum(of_class.within for of_class in classes), sum(of_class.decided for of_class in classes)


def _place(severity: str) -> tuple[int, str]:
    return (ORDER.index(severity) if severity in ORDER else len(ORDER), severity)


def _times(severity: str, waits: list[Wait], now: datetime) -> FlagTimes:
    return FlagTimes(
        severity=severity,
        raised=len(waits),
        acknowledged=sum(wait.acknowledged is not None for wait in waits),
        decided=sum(wait.acknowledged is not None or wait.promised < now for wait in waits),
        within=sum(wait.acknowledged is not None and wait.acknowledged <= wait.promised for wait in waits),
        median=median_wait(waits, now),
    )


def median_wait(waits: Iterable[Wait], now: datetime) -> timedelta | None:
    """The time by which half of the flags were acknowledged, by the product-limit estimator; None where it is not
    reached. It counts every hour, also those in which nobody was there. A flag that waits still counts as censored
    at `now`; a clock that was set back makes no wait shorter than nothing.
    """
    half = reached(
        product_limit(
            Lasted((wait.acknowledged or now) - wait.raised, wait.acknowledged is not None) for wait in waits
        ),
        Fraction(1, 2),
    )
    return half.at if half else None
