"""What a made-up person opens at the campus, when, and for how long, by the numbers of sources.yaml. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log, sqrt
from random import Random
from statistics import NormalDist

from oncocare.demo.simulation.courses import happens, hour, sources
from oncocare.demo.simulation.plan import YEAR
from oncocare.library.choices import Area, PieceKind

AUDIOVISUAL = frozenset({PieceKind.VIDEO, PieceKind.AUDIO})
UPPER_QUARTILE = NormalDist().inv_cdf(0.75)
MOST = 40  # pieces that one person opens


@dataclass(frozen=True)
class CampusHabit:
    """Whether a clinician recommends somebody a piece as they come to level 2, and on which days since then they open
    one: a day for each piece, in order, and none where they open nothing.
    """

    guided: bool
    days: tuple[int, ...] = ()

    def waits(self, since: int) -> int | None:
        """Days from this one on which they stand at level 2 to the next piece they open; None where there is none."""
        return next((day - since for day in self.days if day >= since), None)


@dataclass(frozen=True)
class Readable:
    """A piece that can be opened, as the draws know it."""

    slug: str
    area: str
    kind: str
    minutes: int


@dataclass(frozen=True)
class PieceOpening:
    """One piece that somebody opens: the day since level 2 was first entered, the hour where they live, how long they
    stay with it, how much of it they read, and what they say to whether it helped; None where they say nothing.
    """

    piece: Readable
    day: int
    hour: float
    seconds: int
    read: float
    helped: bool | None

    @property
    def finished(self) -> bool:
        """Whether they read it to its end."""
        return self.read == 1


@dataclass(frozen=True)
class KeptDay:
    """What somebody keeps of a day in their diary: mood 1 to 5, and how much they did, 0 to 3."""

    day: int
    mood: int
    activity: int


@dataclass(frozen=True)
class Propensity:
    """Of who is guided, or is not: the chance of opening anything, and the mean logarithm of how many."""

    opens: float
    pieces: float


# --- who, how many, when ----------------------------------------------------------------------------------------------


def habit(rng: Random) -> CampusHabit:
    """Whether somebody is guided, and the days on which they open something."""
    guided = happens(rng, "campus_guided")
    own = propensities()[guided]
    if rng.random() >= own.opens:
        return CampusHabit(guided)
    wanted = rng.gauss(own.pieces, _spread())
    first = int(rng.expovariate(1 / sources().number("campus_begins")))
    later = [_later(rng, first) for _ in range(min(MOST, max(1, round(exp(wanted)))) - 1)]
    return CampusHabit(guided, (first, *sorted(later)))


def _later(rng: Random, first: int) -> int:
    return min(YEAR - 1, first + int(rng.expovariate(1 / sources().number("campus_days"))))


@cache
def propensities() -> Mapping[bool, Propensity]:
    """By whether somebody is guided, so that everybody together is as published: the odds of who is guided are so many
    times those of who is not, and of those who open something, who is guided opens so many times as much.
    """
    numbers = sources()
    share, opens = numbers.number("campus_guided"), numbers.number("campus_opens")
    alone = _alone(share, opens, numbers.number("campus_guided_odds"))
    guided = (opens - (1 - share) * alone) / share
    more, of_openers = log(numbers.number("campus_guided_pieces")), share * guided / opens
    middle = log(numbers.numbers("campus_pieces")[0])
    return {
        True: Propensity(guided, middle + (1 - of_openers) * more),
        False: Propensity(alone, middle - of_openers * more),
    }


def _alone(share: float, opens: float, odds: float) -> float:
    """The chance of who is not guided, by bisection: the higher it is, the more open something altogether."""
    low, high = 0.0, opens
    for _ in range(60):
        alone = (low + high) / 2
        guided = odds * alone / (1 - alone + odds * alone)
        low, high = (alone, high) if share * guided + (1 - share) * alone < opens else (low, alone)
    return low


@cache
def _spread() -> float:
    """The SD of the logarithm within each of the two, so that the upper quartile of both together is as published."""
    numbers = sources()
    median, _low, upper = numbers.numbers("campus_pieces")
    share, chances = numbers.number("campus_guided"), propensities()
    of_openers = share * chances[True].opens / numbers.number("campus_opens")
    between = of_openers * (1 - of_openers) * log(numbers.number("campus_guided_pieces")) ** 2
    return sqrt((log(upper / median) / UPPER_QUARTILE) ** 2 - between)


# --- which, how long, and what they say -------------------------------------------------------------------------------


def openings(rng: Random, days: Sequence[int], library: Sequence[Readable]) -> list[PieceOpening]:
    """What is opened on these days: each piece once, the likelier the more its area and its kind draw people."""
    left, weights = list(library), _weights(library)
    opened = []
    for day in days[: len(library)]:
        [piece] = rng.choices(left, [weights[one] for one in left])
        left.remove(piece)
        opened.append(_opening(rng, day, piece))
    return opened


def _weights(library: Sequence[Readable]) -> dict[Readable, float]:
    """An area as a whole weighs what sources.yaml says, however many pieces it has."""
    numbers, held = sources(), Counter(piece.area for piece in library)
    areas = dict(zip(map(str, Area), numbers.numbers("campus_areas"), strict=True))
    more = numbers.number("campus_audiovisual")
    return {
        piece: areas[piece.area] / held[piece.area] * (more if piece.kind in AUDIOVISUAL else 1) for piece in library
    }


def _opening(rng: Random, day: int, piece: Readable) -> PieceOpening:
    low, high = sources().numbers("campus_minutes")
    whole = 60 * piece.minutes * rng.uniform(low, high)
    read = 1.0 if happens(rng, "campus_finished") else rng.random()
    says = read == 1 and happens(rng, "campus_helped_said")
    helped = happens(rng, "campus_helped") if says else None
    return PieceOpening(piece, day, hour(rng), max(1, round(whole * read)), read, helped)


# --- beside the pieces ------------------------------------------------------------------------------------------------


def kept_days(rng: Random, habit: CampusHabit) -> list[KeptDay]:
    """The diary of somebody who opens something, from the first day on; mostly they keep none."""
    if not habit.days or not happens(rng, "campus_diary"):
        return []
    numbers, first = sources(), habit.days[0]
    last = min(YEAR - 1, first + int(rng.expovariate(1 / numbers.number("campus_diary_days"))))
    return [
        KeptDay(day, _drawn(rng, "campus_moods") + 1, _drawn(rng, "campus_activities"))
        for day in range(first, last + 1) if happens(rng, "campus_diary_kept")
    ]  # fmt: skip


def _drawn(rng: Random, name: str) -> int:
    weights = sources().numbers(name)
    return rng.choices(range(len(weights)), weights)[0]


def reviewed(rng: Random, stay: tuple[int, int], every: int) -> list[int]:
    """The days of a stay at level 2, from one up to another, on which whoever guides somebody writes to them."""
    begins, ends = stay
    return [day for day in range(begins + every, ends, every) if happens(rng, "campus_reviewed")]
