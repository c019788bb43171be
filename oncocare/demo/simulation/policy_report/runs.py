"""Lets the same made-up people live a year under a policy, over every core of the machine; seeded, no database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context

from oncocare.demo.simulation import courses, exposure
from oncocare.demo.simulation.helping import effects
from oncocare.demo.simulation.policy_report.lived import LivedYear, PolicyRun, PolicySource
from oncocare.demo.simulation.policy_report.year import Service, live
from questionnaires.scheduling.schedule import Schedule, shipped
from steps.policy import Policy

AT_ONCE = 50  # people of one piece of work


@dataclass(frozen=True)
class PieceOfWork:
    """Some people of one seed under one policy."""

    source: PolicySource
    seed: int
    first: int
    last: int


def asks_all(policy: Policy, schedule: Schedule) -> bool:
    """Whether a schedule asks every instrument that a policy reads."""
    return {measure.instrument for measure in policy.measures.values()} <= set(schedule.instruments)


def schedule_for(policy: Policy) -> str | None:
    """The shipped schedule that asks all that a policy reads, and the short screens of it: the one with the most lines
    about that, of two the one without others; or None.
    """
    asking = [name for name, schedule in shipped().items() if asks_all(policy, schedule)]
    return max(asking, key=lambda name: _lines_for(policy, shipped()[name]), default=None)


def _lines_for(policy: Policy, schedule: Schedule) -> tuple[int, int]:
    read = {measure.instrument for measure in policy.measures.values()}
    about = sum(
        not read.isdisjoint((*line.instruments, *(line.then.open if line.then else ()))) for line in schedule.lines
    )
    return about, about - len(schedule.lines)


def run(
    sources: Sequence[PolicySource], seeds: Sequence[int], people: int, progress: Callable[[int], object]
) -> list[PolicyRun]:
    """The years of `people` made-up people for each policy and seed; the same people whichever the policy.

    `progress` is told after each piece of work how many years it was.
    """
    work = [
        PieceOfWork(source, seed, first, min(first + AT_ONCE, people))
        for source in sources for seed in seeds for first in range(0, people, AT_ONCE)
    ]  # fmt: skip
    lived: dict[tuple[PolicySource, int], list[LivedYear]] = {
        (source, seed): [] for source in sources for seed in seeds
    }
    for piece, years in zip(work, _spread(work), strict=True):
        lived[piece.source, piece.seed] += years
        progress(len(years))
    return [PolicyRun(source, tuple(lived[source, seed] for seed in seeds)) for source in sources]


def _spread(work: Sequence[PieceOfWork]) -> Iterator[list[LivedYear]]:
    """The pieces in order, over every core where there are several."""
    if len(work) == 1:
        yield years_of(work[0])
        return
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        yield from pool.map(years_of, work)


def years_of(piece: PieceOfWork) -> list[LivedYear]:
    """The years of one piece of work."""
    service = _service(piece.source, piece.seed)
    years = []
    for number in range(piece.first, piece.last):
        rng = courses.dice(piece.seed, "person", number)
        habit = exposure.habit(courses.dice(piece.seed, "campus", number))
        years.append(live(courses.person(rng), habit, rng, service))
    return years


@cache
def _service(source: PolicySource, seed: int) -> Service:
    """What a run meets: how large the effects are is drawn once a seed, the same for every policy."""
    drawn = effects(courses.dice(seed, "effects"))
    return Service(source.policy, shipped()[source.schedule], drawn if source.helps else dict.fromkeys(drawn, 0.0))
