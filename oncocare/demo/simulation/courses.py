"""What one made-up person lives through and says, and how made-up staff react: seeded draws, no clock, no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path
from random import Random
from typing import Literal

from pydantic import Field, model_validator

from oncocare.demo.simulation.plan import YEAR
from oncocare.foundation.datafiles import Part, read, validate

FILE = Path(__file__).with_name("sources.yaml")
WORST = 3  # every item of PHQ-9 and GAD-7 is answered 0 to 3
PHQ_BANDS = (5, 10, 15, 20)
Answers = dict[str, int | None]
Stretch = tuple[int, int]  # from a day up to another


# Where the numbers come from


class SimulatedCourse(Part):
    """One class of distress courses: how many people follow it, and the points it runs through."""

    name: str
    share: float = Field(gt=0, lt=1)
    points: tuple[float, ...]


class Courses(Part):
    """The classes of one study."""

    source: str
    days: tuple[int, ...]
    shapes: str
    classes: tuple[SimulatedCourse, ...]

    @model_validator(mode="after")
    def _whole(self) -> Courses:
        if abs(sum(course.share for course in self.classes) - 1) > 1e-9:
            raise ValueError("the shares must add up to 1")
        if any(len(course.points) != len(self.days) for course in self.classes):
            raise ValueError("every class needs one point for each of the days")
        return self


class Figure(Part):
    """A number with where it is from, and the interval its source gives; `assumption` is ours."""

    status: Literal["published", "assumption"]
    value: float | tuple[float, ...]
    interval: tuple[float, float] | None = None
    source: str = Field(min_length=10)


class Comparison(Part):
    """What an outcome of the simulation is set beside, and what keeps the two apart."""

    value: float | str | None
    source: str
    why: str


class Sources(Part):
    """Everything the cohort is made from."""

    courses: Courses
    figures: dict[str, Figure]
    compared: dict[str, Comparison]

    def number(self, name: str) -> float:
        """A figure that is one number."""
        value = self.figures[name].value
        assert isinstance(value, float), name  # noqa: S101 -- the file is ours; a test reads every figure
        return value

    def numbers(self, name: str) -> Sequence[float]:
        """A figure that is several numbers."""
        value = self.figures[name].value
        assert isinstance(value, tuple), name  # noqa: S101 -- as above
        return value


@cache
def sources() -> Sources:
    """The numbers of sources.yaml; `DataFileError` with the line of every mistake in it."""
    return validate(read(FILE), Sources)


def dice(*parts: object) -> Random:
    """Repeatable chance of its own for one person or purpose: the same parts, the same draws, on every machine."""
    return Random(":".join(map(str, parts)))  # noqa: S311 -- nothing secret depends on it


# One person


@dataclass(frozen=True)
class SuddenWorsening:
    """Something happens on a day: somebody truly feels worse by so many points, which pass slowly."""

    day: int
    points: float


@dataclass(frozen=True)
class SimulatedPerson:
    """Somebody made up. Days count from joining; `offset` is how far they lie above their course, twice."""

    course: SimulatedCourse
    offset: tuple[float, float]
    worsening: SuddenWorsening | None
    leaves: int | None
    silently: bool
    pause: Stretch | None
    ill: Stretch | None
    dies: int | None


def person(rng: Random) -> SimulatedPerson:
    """One draw: a course, a place above or below it, and whether and when they leave, pause, fall ill or die."""
    numbers = sources()
    return SimulatedPerson(
        course=rng.choices(numbers.courses.classes, [course.share for course in numbers.courses.classes])[0],
        offset=_pair(rng, numbers.number("person_sd")),
        worsening=_worsening(rng) if happens(rng, "worsens") else None,
        leaves=leaving_day(rng) if happens(rng, "attrition") else None,
        silently=happens(rng, "leaves_silently"),
        pause=_stretch(rng, 14, 43) if happens(rng, "pauses") else None,
        ill=_stretch(rng, 7, 29) if happens(rng, "ill") else None,
        dies=rng.randrange(30, YEAR) if happens(rng, "dies") else None,
    )


def _worsening(rng: Random) -> SuddenWorsening:
    numbers = sources()
    points = rng.gauss(numbers.number("worsens_points"), numbers.number("worsens_points_sd"))
    return SuddenWorsening(rng.randrange(14, YEAR), max(2.0, points))


def _stretch(rng: Random, shortest: int, longest: int) -> Stretch:
    begins = rng.randrange(20, 300)
    return begins, begins + rng.randrange(shortest, longest)


def changes(who: SimulatedPerson) -> Iterator[tuple[int, str]]:
    """The days on which their care stops, goes on and ends, each with its step; one stop does not begin in another."""
    ends = [(who.dies, "end")] if who.dies else []
    if who.leaves and not who.silently:
        ends.append((who.leaves, "withdraw"))
    last, free = min(ends, default=None), 0
    stops = [(*stretch, step) for stretch, step in ((who.pause, "pause"), (who.ill, "ill")) if stretch]
    for begins, over, step in sorted(stops):
        if free < begins and (last is None or over < last[0]):
            yield from ((begins, step), (over, "resume"))
            free = over
    if last:
        yield last


def last_day(who: SimulatedPerson) -> int | None:
    """The last day since joining on which somebody does anything; None where they go on. Who goes without a word is in
    care as far as anybody knows, and does nothing either.
    """
    gone = [day for day, step in changes(who) if step in ("withdraw", "end")]
    gone += [who.leaves] if who.leaves is not None else []
    return min(gone) - 1 if gone else None


def leaving_day(rng: Random) -> int:
    """The day of the year on which somebody leaves who leaves, mostly early."""
    return 1 + int((YEAR - 1) * rng.random() ** sources().number("attrition_early"))


def joining(rng: Random) -> float:
    """When somebody joins, as a share of the time that is simulated."""
    share: float = rng.random() ** sources().number("joins_early")
    return share


def unused_letters(people: int) -> int:
    """How many letters nobody joins with, where so many people join."""
    return round(people / sources().number("acceptance")) - people


def days_to_join(rng: Random) -> float:
    """Days from the letter to joining."""
    return min(rng.expovariate(1 / sources().number("days_to_join")), 50)


def agrees(rng: Random, purpose: str) -> bool:
    """Whether somebody agrees to a purpose on joining; without care there is no joining."""
    return purpose == "care" or happens(rng, f"agrees_{purpose}")


def _pair(rng: Random, sd: float) -> tuple[float, float]:
    """Two normal draws that go together: depression, anxiety."""
    together = sources().number("together")
    first, own = rng.gauss(0, sd), rng.gauss(0, sd)
    return first, together * first + sqrt(1 - together**2) * own


def shape(course: SimulatedCourse, day: int) -> float:
    """Where a course stands on a day after joining: straight between its points, level after the last."""
    stretches = pairwise(zip(sources().courses.days, course.points, strict=True))
    for (begins, before), (ends, after) in stretches:
        if day < ends:
            return before + (after - before) * (day - begins) / (ends - begins)
    return course.points[-1]


def gone_quiet(who: SimulatedPerson, day: int) -> bool:
    """Whether somebody has stopped answering without a word."""
    return who.silently and who.leaves is not None and day >= who.leaves


def untreated(who: SimulatedPerson, day: int) -> tuple[float, float]:
    """The true course of depression and anxiety on a day without any help, in points; it may lie below 0."""
    above = shape(who.course, day)
    if who.worsening and day >= who.worsening.day:
        half_lives = (day - who.worsening.day) / sources().number("worsens_half_life")
        above += who.worsening.points * 0.5**half_lives
    return above + who.offset[0], above + who.offset[1]


# What the person answers


@dataclass(frozen=True)
class Spell:
    """How far above their course somebody truly feels on a day, twice."""

    day: int
    points: tuple[float, float]


def spell(rng: Random, before: Spell | None, day: int) -> Spell:
    """What is left of the one before, and something new: the shorter ago, the more is left (an Ornstein-Uhlenbeck
    process, whose spread is the same on every day). The first lies higher: people join when they feel worse than usual.
    """
    numbers = sources()
    if before is None:
        higher, (depression, anxiety) = numbers.number("joins_worse"), _pair(rng, numbers.number("slow_sd"))
        return Spell(day, (depression + higher, anxiety + higher))
    left: float = 0.5 ** ((day - before.day) / numbers.number("slow_half_life"))
    fresh = _pair(rng, numbers.number("slow_sd") * sqrt(1 - left**2))
    return Spell(day, (left * before.points[0] + fresh[0], left * before.points[1] + fresh[1]))


def totals(rng: Random, true: tuple[float, float], now: Spell) -> tuple[int, int]:
    """The totals of PHQ-9 (0-27) and GAD-7 (0-21) that are measured while somebody with this true course feels so."""
    depression, anxiety = (
        course + slow + rng.gauss(0, noise)
        for course, slow, noise in zip(true, now.points, sources().numbers("noise_sd"), strict=True)
    )
    return min(27, max(0, round(depression))), min(21, max(0, round(anxiety)))


def hads(rng: Random, true: tuple[float, float], now: Spell) -> tuple[int, int]:
    """The subscales of HADS, depression and anxiety (0-21 each), that are measured while somebody feels so."""
    numbers = sources()
    base, slope, noise = (numbers.numbers(f"hads_{name}") for name in ("base", "slope", "noise_sd"))
    depression, anxiety = (
        base[which] + slope[which] * (true[which] + now.points[which]) + rng.gauss(0, noise[which]) for which in (0, 1)
    )
    return min(21, max(0, round(depression))), min(21, max(0, round(anxiety)))


def sitting(rng: Random, depression: int, anxiety: int) -> dict[str, Answers]:
    """Answers to both questionnaires and to the short screens that are parts of them, for the given totals."""
    ninth = item_9(rng, depression)
    phq: Answers = {**spread(depression - ninth, 8, rng), "9": ninth}
    gad: Answers = {**spread(anxiety, 7, rng)}
    whole = {"phq-9": _with_gaps(rng, phq), "gad-7": _with_gaps(rng, gad)}
    mood, worry = {key: phq[key] for key in "12"}, {key: gad[key] for key in "12"}
    both = {**worry, "3": mood["1"], "4": mood["2"]}
    return {**whole, "phq-2": mood, "gad-2": worry, "phq-4": both}


def item_9(rng: Random, total: int) -> int:
    """The answer to the question about death and self-harm, the likelier the heavier the depression."""
    numbers = sources()
    says = rng.random() < numbers.numbers("item_9")[sum(total >= low for low in PHQ_BANDS)]
    often = rng.random() < numbers.number("item_9_often")
    needed = total - 8 * WORST  # what the other eight cannot hold
    return min(max(says + (says and often), needed, 0), total)


def spread(total: int, items: int, rng: Random) -> dict[str, int]:
    """Answers 0 to 3 to `items` items that sum to `total`."""
    points = Counter(point % items for point in rng.sample(range(items * WORST), total))
    return {str(index + 1): points[index] for index in range(items)}


def _with_gaps(rng: Random, answers: Answers) -> Answers:
    """The answers with some items left out (None)."""
    missing = sources().number("item_missing")
    return {key: None if rng.random() < missing else code for key, code in answers.items()}


def delay(rng: Random) -> float | None:
    """Days from opening to answering, or None for never."""
    if rng.random() >= sources().number("answered"):
        return None
    return rng.expovariate(1 / sources().number("days_to_answer"))


def hour(rng: Random) -> float:
    """The hour of the day at which somebody answers, mostly in the evening."""
    return rng.triangular(7, 23, 20)


def says_it_can_wait(rng: Random) -> bool | None:
    """The answer to whether it can wait; None where it is not answered."""
    answered, waits = rng.random() < sources().number("can_wait_said"), rng.random() < sources().number("can_wait")
    return waits if answered else None


# What staff do


def happens(rng: Random, name: str) -> bool:
    """Whether something with a chance of that name happens now."""
    return rng.random() < sources().number(name)


def minutes(rng: Random) -> int:
    """How many minutes a call takes."""
    return min(60, max(2, round(rng.expovariate(1 / sources().number("contact_minutes")))))


def verdict(rng: Random, *, passed: bool) -> Literal["accept", "change", "decline"]:
    """What becomes of a proposal; `passed`: the newest answers no longer say what it rests on."""
    drawn = rng.random()
    accepts, changes = sources().numbers("verdicts_passed" if passed else "verdicts")
    if drawn < accepts:
        return "accept"
    return "change" if drawn < accepts + changes else "decline"


def sits_later(rng: Random) -> int:
    """After how many days the second half of a set is answered; 0 for the same sitting, as mostly."""
    return rng.randrange(1, 4) if happens(rng, "sits_twice") else 0
