"""Who of made-up people writes to the team, when, and what becomes of it, by the numbers of sources.yaml. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from math import exp, log
from random import Random

from oncocare.demo.simulation.courses import happens, sources
from oncocare.demo.simulation.plan import YEAR

SPAN = 4  # hours that one weight of the day stands for


class MessageFate(StrEnum):
    """What the team does with a message: it answers by what was promised, later, or not at all."""

    IN_TIME, LATE, NEVER = "in time", "late", "never"


def a_year(rng: Random) -> float:
    """How often somebody writes in a year at level 1, after the first weeks; 0 for whoever never does."""
    numbers = sources()
    if happens(rng, "writes_never"):
        return 0.0
    return exp(rng.gauss(log(numbers.number("writes_a_year")), numbers.number("writes_spread")))


def days(rng: Random, often: float, levels: Sequence[int]) -> list[int]:
    """The days since joining on which they write, at these levels, a level for each day; at most once a day."""
    if not often:
        return []
    numbers = sources()
    (first, more), by_level = numbers.numbers("writes_early"), numbers.numbers("writes_at_level")
    chances = (
        often / YEAR * by_level[level - 1] * (more if day < first else 1) for day, level in enumerate(levels)
    )  # fmt: skip
    return [day for day, chance in enumerate(chances) if rng.random() < chance]


def hour(rng: Random) -> float:
    """The hour of the day where they live: any, the night too."""
    weights = sources().numbers("writes_hours")
    [span] = rng.choices(range(len(weights)), weights)
    return SPAN * (span + rng.random())


def what(rng: Random) -> str:
    """What they ask for, as `mentoring.conversations` names it."""
    [kind] = rng.choices(["write", "call", "private"], sources().numbers("writes_for"))
    return kind


def again(rng: Random) -> timedelta | None:
    """After how long somebody writes once more if nobody has answered by then; None where they only wait."""
    return timedelta(hours=rng.uniform(2, 72)) if happens(rng, "writes_again") else None


def fate(rng: Random) -> MessageFate:
    """What the team does with it."""
    [one] = rng.choices(list(MessageFate), sources().numbers("writes_answered"))
    return one


def days_late(rng: Random) -> int:
    """By how many staffed days an answer is late that is late."""
    return 1 + int(rng.expovariate(1 / sources().number("writes_late")))


def until_read(rng: Random) -> timedelta | None:
    """After how long a person reads the answer; None where they never look again."""
    if not happens(rng, "writes_reads"):
        return None
    return timedelta(hours=rng.expovariate(1 / sources().number("writes_read_after")))


def moment_within(rng: Random, stretches: Sequence[tuple[datetime, datetime]]) -> datetime | None:
    """A moment within these stretches, each as likely by its length; None where there are none."""
    whole = sum((ends - begins for begins, ends in stretches), timedelta())
    left = whole * rng.random()
    for begins, ends in stretches:
        if left < ends - begins:
            return begins + left
        left -= ends - begins
    return None
