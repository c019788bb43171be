"""What the help of the levels does to a made-up course, by the numbers of sources.yaml. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from oncocare.demo.simulation.courses import Figure, SimulatedPerson, sources, untreated
from steps.levels import Level

NORMAL_95 = 1.96
SOONEST = 7  # days until a group or a cohort takes somebody new
MOST_IN_PROPORTION = 1.5  # whoever is worse than the effect is given for gains half as much again, not more
Effects = Mapping[Level, float]


@dataclass(frozen=True)
class HelpStretch:
    """Help of a level from a day up to another, in days since joining; None while it goes on."""

    level: Level
    begins: int
    ends: int | None = None


def effects(rng: Random) -> Effects:
    """One draw of the effect of each level from the interval of its source, never below 0.

    In points, for somebody whose course lies `effect_at` points high and who has had the whole of the help.
    """
    numbers = sources()
    sd = numbers.number("effect_sd")
    return {
        Level.CAMPUS: sd * _drawn(rng, numbers.figures["campus_effect"]),
        Level.COMMUNITY: sd * _drawn(rng, numbers.figures["community_effect"]),
        Level.GROUP_THERAPY: _drawn(rng, numbers.figures["therapy_effect_points"]),
    }


def _drawn(rng: Random, figure: Figure) -> float:
    assert isinstance(figure.value, float), figure.source  # noqa: S101 -- the file is ours; a test reads every figure
    low, high = figure.interval or (figure.value, figure.value)
    return max(0.0, rng.gauss(figure.value, (high - low) / (2 * NORMAL_95)))


def wait(rng: Random, level: Level, campus: int | None) -> int | None:
    """Days from entering a level to the beginning of its help; None at level 1, which has none, and at level 2 for who
    opens nothing: `campus` is in how many days they next open a piece.
    """
    numbers = sources()
    match level:
        case Level.MONITORING:
            return None
        case Level.CAMPUS:
            return campus
        case Level.COMMUNITY:
            return _a_week_or_more(rng, numbers.number("group_wait"))
        case Level.GROUP_THERAPY:
            return _a_week_or_more(rng, numbers.number("therapy_wait"))


def _a_week_or_more(rng: Random, mean_days: float) -> int:
    return max(SOONEST, round(rng.expovariate(1 / mean_days)))


def lasts(level: Level) -> int | None:
    """Days after which the help of a level has run its course; None where it goes on."""
    return round(sources().number("therapy_days")) if level is Level.GROUP_THERAPY else None


def ended(stretches: Sequence[HelpStretch], day: int) -> list[HelpStretch]:
    """The stretches where what goes on is over on a day."""
    return [stretch if stretch.ends is not None else replace(stretch, ends=day) for stretch in stretches]


def true_course(
    who: SimulatedPerson, whole: Effects, stretches: Iterable[HelpStretch], day: int
) -> tuple[float, float]:
    """The true course of depression and anxiety on a day, with the help that is at work."""
    return helped(untreated(who, day), whole, at_work(stretches, day))


def at_work(stretches: Iterable[HelpStretch], day: int) -> dict[Level, float]:
    """Which share of each level's effect is at work on a day: it grows while there is help and fades afterwards.

    `stretches` in order of their beginning; those of one level do not overlap.
    """
    shares: dict[Level, tuple[float, int]] = {}
    for stretch in stretches:
        if stretch.begins < day:
            until = day if stretch.ends is None else min(stretch.ends, day)
            begun = _faded(shares.get(stretch.level), stretch.begins)
            grown = 1 - (1 - begun) * 0.5 ** ((until - stretch.begins) / sources().number("effect_grows"))
            shares[stretch.level] = grown, until
    return {level: _faded(share, day) for level, share in shares.items()}


def _faded(share: tuple[float, int] | None, day: int) -> float:
    """What is left of a share that was reached on an earlier day."""
    if share is None:
        return 0.0
    reached, then = share
    left: float = reached * 0.5 ** ((day - then) / sources().number("effect_fades"))
    return left


def helped(true: tuple[float, float], whole: Effects, shares: Mapping[Level, float]) -> tuple[float, float]:
    """A true course after the help that is at work; nobody at or below 0 gains."""
    full, most = sum(whole[level] * share for level, share in shares.items()), sources().number("effect_most")
    depression, anxiety = (course - _gain(course, full, most) for course in true)
    return depression, anxiety


def _gain(course: float, full: float, most: float) -> float:
    above = max(course, 0.0)
    return min(full * min(above / sources().number("effect_at"), MOST_IN_PROPORTION), most * above)
