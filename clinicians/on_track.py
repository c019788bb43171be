"""Whether somebody is worse, or not better, than could be expected by now. Pure.

The band that is expected is nobody's trajectory: no study that was found gives one for people with cancer in stepped
care. It is made of what the policy says already, and of one number that the centre sets:

- **worse**: the current value is worse than the first value, or than the value with which the level was entered, by at
  least the `reliable_change` that the policy sets for the measure. Where that number comes from, its `source` says.
- **not better**: after `weeks` weeks, counted from the day on which the help of the level began, or the level was
  entered where no help has begun, the current value is still a case, and not better than at entering the level by at
  least that number. `weeks` is a decision of the centre, which says where it has it from; without it nobody is called
  “not better”.
- **cannot be said**: no value is current (the policy's `max_age_days`), or there is none before it to compare with.
- **on track**: neither.

That alerts about people who are not on track go to supervision follows Delgadillo 2018 (Lancet Psychiatry 5:564-572);
the band of that trial is not taken over.

A change of level begins the weeks anew. A value got worse and back is on track again: the list is of today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from steps.policy import HigherIs, Measure, Since

DAYS_A_WEEK = 7


class Track(StrEnum):
    """How a course stands against what could be expected by now."""

    WORSE = "worse"
    NOT_BETTER = "not_better"
    ON_TRACK = "on_track"
    UNKNOWN = "unknown"


FIRST_LOOKED_AT = (Track.WORSE, Track.NOT_BETTER, Track.ON_TRACK, Track.UNKNOWN)  # of several measures the first counts
OFF_TRACK = frozenset({Track.WORSE, Track.NOT_BETTER})


class Unsaid(StrEnum):
    """Why nothing can be said of a measure."""

    NEVER = "never"
    OLD = "old"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Measured:
    """A value, in points of its measure, with the day on which it was answered."""

    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Values:
    """Of one measure of one person: the first value, the latest of a day not after the level was entered, and the
    latest; each None where there is none. In order of days.
    """

    first: Measured | None = None
    at_entry: Measured | None = None
    latest: Measured | None = None


@dataclass(frozen=True, slots=True)
class MeasureTrack:
    """How one measure stands. `since` and `before` are what the current value was compared with, where it decided:
    None for a measure of which nothing can be said, which has `unsaid` instead. `change` is how far it has come since
    `before`, in points, more being worse. `weeks` is how many whole weeks were counted.
    """

    measure: Measure
    track: Track
    values: Values
    since: Since | None = None
    before: Measured | None = None
    change: Decimal | None = None
    weeks: int = 0
    unsaid: Unsaid | None = None


def worsened(measure: Measure, before: Decimal, after: Decimal) -> Decimal:
    """How much worse `after` is than `before`, in points of the measure; below 0 where it is better."""
    return after - before if measure.higher_is is HigherIs.WORSE else before - after


def is_case(measure: Measure, value: Decimal) -> bool:
    """At the measure's `case` or beyond it on the worse side; False where the policy gives no case."""
    if measure.case is None:
        return False
    return worsened(measure, measure.case, value) >= 0


def measure_track(
    measure: Measure, values: Values, *, counted_from: date, weeks: int | None, today: date
) -> MeasureTrack:
    """How one measure stands on `today`.

    `counted_from`: the day from which weeks count, help begun or else the level entered. `weeks`: after how many whole
    weeks somebody should be better; None where the centre has not said, and then nobody is “not better”.

    Raises ValueError for a measure without a `reliable_change`: nothing can be compared by it.
    """
    if measure.reliable_change is None:
        raise ValueError(f"{measure.slug} has no reliable_change")
    passed = max(0, (today - counted_from).days // DAYS_A_WEEK)
    latest = values.latest
    if latest is None:
        return MeasureTrack(measure, Track.UNKNOWN, values, weeks=passed, unsaid=Unsaid.NEVER)
    if (today - latest.day).days > measure.max_age_days:
        return MeasureTrack(measure, Track.UNKNOWN, values, weeks=passed, unsaid=Unsaid.OLD)
    changes = [
        (worsened(measure, before.value, latest.value), since, before)
        for since, before in ((Since.LEVEL_ENTRY, values.at_entry), (Since.BASELINE, values.first))
        if before is not None and before.day < latest.day
    ]
    if not changes:
        return MeasureTrack(measure, Track.UNKNOWN, values, weeks=passed, unsaid=Unsaid.ONCE)
    change, since, before = max(changes, key=lambda one: one[0])
    track = Track.WORSE
    if change < measure.reliable_change:
        change, since, before = changes[0]  # entering the level, or the first value where there is none as old
        due = weeks is not None and passed >= weeks
        stuck = due and is_case(measure, latest.value) and -change < measure.reliable_change
        track = Track.NOT_BETTER if stuck else Track.ON_TRACK
    return MeasureTrack(measure, track, values, since, before, change, passed)


@dataclass(frozen=True, slots=True)
class PersonTrack:
    """How one person stands: by the measure that asks for a look first. Measures in the order of the policy."""

    measures: tuple[MeasureTrack, ...]

    @property
    def track(self) -> Track:
        """Worse in any measure, else not better in any, else on track in any, else unknown."""
        found = {one.track for one in self.measures}
        return next((track for track in FIRST_LOOKED_AT if track in found), Track.UNKNOWN)

    @property
    def deciding(self) -> tuple[MeasureTrack, ...]:
        """The measures that put the person where they stand."""
        return tuple(one for one in self.measures if one.track is self.track)

    @property
    def off(self) -> bool:
        """Whether the person is worse or not better."""
        return self.track in OFF_TRACK

    @property
    def rank(self) -> tuple[int, Decimal, int]:
        """To sort by, the worst first: worse before not better; then by how far, in thresholds of the measure, which
        makes measures of different range comparable; then by weeks, the longest first.
        """
        far = max((_far(one) for one in self.deciding), default=Decimal(0))
        return FIRST_LOOKED_AT.index(self.track), -far, -max((one.weeks for one in self.deciding), default=0)


def _far(one: MeasureTrack) -> Decimal:
    if one.change is None or not one.measure.reliable_change:
        return Decimal(0)
    return one.change / one.measure.reliable_change


def compared(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """The measures that can be compared: those with a `reliable_change` above 0."""
    return tuple(measure for measure in measures if measure.reliable_change)
