"""What was known of each measure of a policy on one day of a pathway. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from steps.decision import Missing, Observation, Seen
from steps.facts import Facts, Reading
from steps.policy import Measure, Policy, Since


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of one measure: its values, one for each own day, oldest first, and the current one or why not."""

    values: tuple[Reading, ...]
    current: Reading | None
    missing: Missing | None


@dataclass(frozen=True, slots=True)
class Moment:
    """One day of a pathway: the facts, what was known of each measure by then, and whether to judge every last part."""

    facts: Facts
    policy: Policy
    day: date
    known: dict[str, Known]
    whole: bool


def moment(facts: Facts, policy: Policy, day: date, *, whole: bool) -> Moment:
    """What was known of each measure of `policy` on `day`: the scores recorded by then, at their own days."""
    recorded = [reading for reading in facts.readings if reading.recorded <= day]
    known = {slug: _known(measure, recorded, day, policy.max_age_days) for slug, measure in policy.measures.items()}
    return Moment(facts, policy, day, known, whole)


def _known(measure: Measure, recorded: list[Reading], day: date, max_age_days: int) -> Known:
    """The latest value is current unless it is older than allowed; one of exactly `max_age_days` still counts."""
    values = _series(measure, recorded)
    if not values:
        return Known((), None, Missing.NEVER_MEASURED)
    if age(values[-1], day) > max_age_days:
        return Known(values, None, Missing.TOO_OLD)
    return Known(values, values[-1], None)


def _series(measure: Measure, recorded: list[Reading]) -> tuple[Reading, ...]:
    """The values of a measure by own day; of two on one day the later counts, as if the earlier never was."""
    of_day = {
        reading.measured: reading
        for reading in recorded
        if reading.score == measure.score and reading.instrument == measure.instrument
    }
    return tuple(of_day[day] for day in sorted(of_day))


def reference(now: Moment, measure: Measure, since: Since) -> Reading | None:
    """The value a change is measured from, by own day and of any age; None where there is none.

    `baseline` is the first value known, `level_entry` the latest of a day not after the level was entered, `previous`
    the one before the latest.
    """
    values = now.known[measure.slug].values
    if since is Since.LEVEL_ENTRY:
        values = tuple([reading for reading in values if reading.measured <= now.facts.entered])
    if since is Since.PREVIOUS:
        values = values[:-1]
    if not values:
        return None
    return values[0] if since is Since.BASELINE else values[-1]


def age(reading: Reading, day: date) -> int:
    """In days, from the score's own day."""
    return (day - reading.measured).days


def points(facts: Facts, until: date) -> list[date]:
    """The assessment points up to a day, newest first: the days on which any score was recorded."""
    return sorted({reading.recorded for reading in facts.readings if reading.recorded <= until}, reverse=True)


def _observed(reading: Reading | None, now: Moment) -> Observation | None:
    return Observation(reading.value, reading.measured, age(reading, now.day)) if reading else None


def seen(now: Moment, measure: Measure) -> Seen:
    """What a decision keeps of a measure: its current value, or the last one and why that does not count."""
    known = now.known[measure.slug]
    return Seen(
        instrument=measure.instrument,
        score=measure.score,
        higher_is=measure.higher_is,
        current=_observed(known.current, now),
        last=_observed(known.values[-1] if known.values else None, now),
        missing=known.missing,
    )


def references(now: Moment, measure: Measure) -> dict[Since, Observation | None]:
    """What a decision keeps to compare a measure with: the value of each reference, None where there is none."""
    return {since: _observed(reference(now, measure, since), now) for since in Since}
