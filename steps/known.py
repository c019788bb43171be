"""What was known on one day of a pathway: of each measure of a policy, of help, flags and silence. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from steps.decision import Missing, Observation, Seen
from steps.facts import Facts, HelpTurn, Reading, Record
from steps.policy import Measure, Since


class News(StrEnum):
    """What a reading brings: a value of a new own day, or another value for the latest one."""

    NEW_DAY = "a new day"
    CORRECTION = "a correction"


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of one measure on a day.

    `values`: one for each own day, oldest first. `before`: the latest as it stood before this day. `current`: the
    latest, or None with the reason it is `missing`. `news`: None where this day is no reading of the measure.
    """

    values: tuple[Reading, ...]
    before: Reading | None
    current: Reading | None
    missing: Missing | None
    news: News | None


@dataclass(frozen=True, slots=True)
class HelpKnown:
    """The help of the present level: the day it last began, None while it is waited for, and the day it ended since."""

    began: date | None
    ended_on: date | None

    @property
    def ended(self) -> bool:
        """Whether it has begun, and has ended since it last began."""
        return self.began is not None and self.ended_on is not None

    @property
    def goes_on(self) -> bool:
        """Whether it has begun and has not ended since."""
        return self.began is not None and self.ended_on is None


@dataclass(frozen=True, slots=True)
class Moment:
    """One day of a pathway: the facts, what was known by then, and whether to judge every last part.

    `told`: what is known of the person beside measures, by what it is about.
    """

    facts: Facts
    day: date
    known: dict[str, Known]
    help: HelpKnown
    missed: int
    open_flag: bool
    whole: bool
    told: Mapping[str, Collection[str]]


def moment(
    facts: Facts,
    measures: Mapping[str, Measure],
    day: date,
    *,
    whole: bool,
    told: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Moment:
    """What was known on `day` of these measures and of the person."""
    record = facts.record
    recorded = sorted((r for r in record.readings if r.recorded <= day), key=lambda reading: reading.recorded)
    return Moment(
        facts=facts,
        day=day,
        known={slug: _known(measure, recorded, day) for slug, measure in measures.items()},
        help=help_known(record.help, facts.state.entered, day),
        missed=_missed(record, day),
        open_flag=_open_flags(record, day) > 0,
        whole=whole,
        told=told,
    )


def _known(measure: Measure, recorded: list[Reading], day: date) -> Known:
    """The latest value is current unless it is older than allowed; one of exactly `max_age_days` still counts."""
    mine = [r for r in recorded if r.score == measure.score and r.instrument == measure.instrument]
    values, earlier = _series(mine), _series(r for r in mine if r.recorded < day)
    before = earlier[-1] if earlier else None
    if not values:
        return Known((), None, None, Missing.NEVER_MEASURED, None)
    latest = values[-1]
    too_old = age(latest, day) > measure.max_age_days
    return Known(
        values=values,
        before=before,
        current=None if too_old else latest,
        missing=Missing.TOO_OLD if too_old else None,
        news=_news(before, latest),
    )


def _series(recorded: Iterable[Reading]) -> tuple[Reading, ...]:
    """Values by own day, from readings in order of recording; of two with one own day the later counts."""
    of_day = {reading.measured: reading for reading in recorded}
    return tuple(of_day[day] for day in sorted(of_day))


def _news(before: Reading | None, latest: Reading) -> News | None:
    if before is None or latest.measured > before.measured:
        return News.NEW_DAY
    return News.CORRECTION if latest.value != before.value else None


def help_known(events: Iterable[HelpTurn], entered: date, day: date) -> HelpKnown:
    """Of the level entered on `entered`, as seen on `day`; of several events of one day in the order given."""
    began: date | None = None
    ended_on: date | None = None
    for event in sorted((event for event in events if event.day <= day), key=lambda event: event.day):
        if event.began and event.day >= entered:
            began, ended_on = event.day, None
        elif not event.began:
            ended_on = event.day
    return HelpKnown(began, ended_on)


def _missed(record: Record, day: date) -> int:
    """Sets missed in a row up to `day`, back to the last day with a score; 0 on a day with one."""
    last = max((reading.recorded for reading in record.readings if reading.recorded <= day), default=date.min)
    return sum(last < missed <= day for missed in record.misses)


def _open_flags(record: Record, day: date) -> int:
    """Flags opened up to `day` less those closed before it."""
    return sum(opened <= day for opened in record.flags_opened) - sum(closed < day for closed in record.flags_closed)


def missed_today(now: Moment) -> bool:
    """Whether a set of questions was missed on the day itself."""
    return now.day in now.facts.record.misses


def latest(now: Moment, measure: Measure, *, any_age: bool) -> Reading | None:
    """The value a test of a measure looks at: the current one, or the latest however old."""
    known = now.known[measure.slug]
    return known.values[-1] if any_age and known.values else known.current


def missing(now: Moment, measure: Measure, *, any_age: bool) -> Missing | None:
    """Why there is no value to look at."""
    known = now.known[measure.slug]
    return None if any_age and known.values else known.missing


def reference(now: Moment, measure: Measure, since: Since) -> Reading | None:
    """The value a change is measured from, of any age; None where there is none.

    `baseline` is the first value by own day, `level_entry` the latest of a day not after the level was entered,
    `previous` the latest as it stood before this day.
    """
    known = now.known[measure.slug]
    match since:
        case Since.BASELINE:
            return known.values[0] if known.values else None
        case Since.LEVEL_ENTRY:
            at_entry = [value for value in known.values if value.measured <= now.facts.state.entered]
            return at_entry[-1] if at_entry else None
        case Since.PREVIOUS:
            return known.before


def age(reading: Reading, day: date) -> int:
    """In days, from the score's own day."""
    return (day - reading.measured).days


def _observed(reading: Reading | None, now: Moment) -> Observation | None:
    return Observation(reading.value, reading.measured, age(reading, now.day)) if reading else None


def seen(now: Moment, measure: Measure) -> Seen:
    """What a decision keeps of a measure: its current value, or the last one and why that does not count."""
    known = now.known[measure.slug]
    return Seen(
        instrument=measure.instrument,
        score=measure.score,
        higher_is=measure.higher_is,
        words=measure.words,
        current=_observed(known.current, now),
        last=_observed(known.values[-1] if known.values else None, now),
        missing=known.missing,
    )


def references(now: Moment, measure: Measure) -> dict[Since, Observation | None]:
    """What a decision keeps to compare a measure with: the value of each reference, None where there is none."""
    return {since: _observed(reference(now, measure, since), now) for since in Since}
