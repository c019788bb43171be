"""The figures of lived years, each with its definition; a page never computes one anew. Pure.

Every figure is a function of the years of one seed: a number, or None where there is nothing to count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import mean, median, stdev

from oncocare.demo.simulation import bands
from oncocare.demo.simulation.bands import Score
from oncocare.demo.simulation.plan import YEAR
from oncocare.demo.simulation.policy_report.lived import DecidedDay, LevelMove, LivedYear
from steps.levels import Level

SEEN_ON = (0, 84, 182, 364)
SOON_BACK = 56
CASELOAD = 70
WEEK = 7
CALM = 10  # points of PHQ-9 and GAD-7, on which true courses are drawn whatever is asked
# Student's t for 95 %, by degrees of freedom from 1 on; the last stands for all above it, which is on the wide side.
T_95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
)  # fmt: skip
Years = Sequence[LivedYear]


class Kind(StrEnum):
    """How a figure is written."""

    SHARE = "share"
    NUMBER = "number"
    COUNT = "count"
    DAYS = "days"


@dataclass(frozen=True)
class PolicyFigure:
    """One figure: what it is, its definition with what it is counted over, and how it is counted."""

    key: str
    kind: Kind
    what: str
    definition: str
    of: Callable[[Years], float | None]


@dataclass(frozen=True)
class Spread:
    """A figure over several seeds: mean, and the 95 % interval of the mean by Student's t; None with one seed.

    `values`: of each seed that had anything to count.
    """

    values: tuple[float, ...]

    @property
    def mean(self) -> float | None:
        """None where no seed had anything to count."""
        return mean(self.values) if self.values else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Of the mean over the seeds; it says how much chance there is in these runs, nothing about real people."""
        if len(self.values) < 2:
            return None
        freedom = min(len(self.values) - 1, len(T_95))
        half = T_95[freedom - 1] * stdev(self.values) / len(self.values) ** 0.5
        return mean(self.values) - half, mean(self.values) + half


def spread(figure: PolicyFigure, seeds: Sequence[Years]) -> Spread:
    """A figure over the years of several seeds."""
    return Spread(tuple(value for value in map(figure.of, seeds) if value is not None))


def share(part: int, whole: int) -> float | None:
    """None where there is nothing to count."""
    return part / whole if whole else None


# --- levels


def begun(years: Years) -> list[LivedYear]:
    """People with a first decision."""
    return [year for year in years if year.points]


def level_on(year: LivedYear, day: int) -> Level | None:
    """The level at the end of a day; None before the first decision, and from the day on which care ended."""
    if not year.points or day < year.points[0].day or day >= year.days_in_care:
        return None
    moved = [move.after for move in year.moves if move.day <= day]
    return moved[-1] if moved else year.points[0].before


def _level_share(level: Level, day: int) -> Callable[[Years], float | None]:
    def of(years: Years) -> float | None:
        # On day 0 everybody counts from their own first decision, which may be some days later.
        there = [level_on(year, year.points[0].day if day == 0 else day) for year in begun(years)]
        return share(there.count(level), len(there) - there.count(None))

    return of


def highest(year: LivedYear) -> Level:
    """The highest level somebody had at the end of any day."""
    return max([year.points[0].after, *(move.after for move in year.moves)])


def _highest_share(level: Level) -> Callable[[Years], float | None]:
    return lambda years: share(sum(highest(year) is level for year in begun(years)), len(begun(years)))


def never_at_therapy(years: Years) -> float | None:
    """Of people with a first decision, those whose level was never 4."""
    return share(sum(highest(year) < Level.GROUP_THERAPY for year in begun(years)), len(begun(years)))


def solved_lightly(years: Years) -> float | None:
    """Of people with a first decision, those who never had a level above 2 and whose last answers were all calm."""
    light = [year for year in begun(years) if highest(year) <= Level.CAMPUS]
    return share(sum(not bands.moderate(_last_values(year)) for year in light), len(begun(years)))


def in_care_all_year(year: LivedYear) -> bool:
    """Whether somebody neither left nor died, and answered within the last eight weeks of the year."""
    return year.days_in_care == YEAR and any(point.values and YEAR - point.day <= SOON_BACK for point in year.points)


def _first_values(year: LivedYear) -> dict[Score, int]:
    first: dict[Score, int] = {}
    for point in year.points:
        first = {**point.values, **first}
    return first


def _last_values(year: LivedYear) -> dict[Score, int]:
    newest: dict[Score, int] = {}
    for point in year.points:
        newest |= point.values
    return newest


# --- silence


def tasks_a_week(years: Years) -> float | None:
    """Times that a second set in a row was missed, for each week of a clinician with 70 patients in care."""
    tasks = 0
    for year in years:
        silence = [not point.values for point in year.points]
        tasks += sum(
            silence[place] and silence[place - 1] and (place == 1 or not silence[place - 2])
            for place in range(1, len(silence))
        )
    return tasks / clinician_weeks(years) if years else None


# --- moves


def _person_years(years: Years) -> float:
    return sum(year.days_in_care for year in years) / YEAR


def moves_a_year(years: Years) -> float | None:
    """Changes of level, after the first decision, for each person-year in care."""
    moves = sum(move.day > year.points[0].day for year in begun(years) for move in year.moves)
    return moves / _person_years(years) if years else None


def returns_a_year(years: Years) -> float | None:
    """Changes to the level that was left at most eight weeks before, for each person-year in care."""
    back = sum(
        later.after is earlier.before and later.day - earlier.day <= SOON_BACK
        for year in years for earlier, later in pairwise(year.moves)
    )  # fmt: skip
    return back / _person_years(years) if years else None


# --- work


def clinician_weeks(years: Years) -> float:
    """Weeks of a clinician with 70 patients in care that these years come to."""
    return sum(year.days_in_care for year in years) / WEEK / CASELOAD


def proposals_a_week(years: Years) -> float | None:
    """New proposals for each week of a clinician with 70 patients in care."""
    return sum(len(year.proposals) for year in years) / clinician_weeks(years) if years else None


def _flags_a_week(which: Callable[[str], bool]) -> Callable[[Years], float | None]:
    def of(years: Years) -> float | None:
        raised = sum(which(flag.rule) for year in years for flag in year.flags)
        return raised / clinician_weeks(years) if years else None

    return of


# --- severe distress


def severe_points(year: LivedYear) -> list[DecidedDay]:
    """Points on which an answer lay in a severe band."""
    return [point for point in year.points if bands.severe(point.values)]


def severe_twice(year: LivedYear) -> bool:
    """Whether one score was in its severe band at two readings of it in a row."""
    last: dict[Score, bool] = {}
    for point in year.points:
        for score, value in point.values.items():
            now = bands.severe({score: value})
            if now and last.get(score):
                return True
            last[score] = now
    return False


def offered(year: LivedYear) -> int | None:
    """The day on which level 4 was first proposed or entered."""
    days = [day for day, level, _rule in year.proposals if level is Level.GROUP_THERAPY]
    return min([*days, *(move.day for move in entries([year]))], default=None)


def _never_offered(counts: Callable[[LivedYear], bool]) -> Callable[[Years], float | None]:
    return lambda years: float(sum(counts(year) and offered(year) is None for year in years))


def offered_at_once(years: Years) -> float | None:
    """Of people with a severe answer, those to whom level 4 was offered by that day."""
    severe = [year for year in years if severe_points(year)]
    return share(sum(_offered_by(year, severe_points(year)[0].day) for year in severe), len(severe))


def _offered_by(year: LivedYear, day: int) -> bool:
    first = offered(year)
    return first is not None and first <= day


def _days_until(reached: Callable[[LivedYear], int | None]) -> Callable[[Years], float | None]:
    def of(years: Years) -> float | None:
        waits = [
            max(0, day - severe_points(year)[0].day)
            for year in years if severe_points(year) and (day := reached(year)) is not None
        ]  # fmt: skip
        return float(median(waits)) if waits else None

    return of


def _entered_therapy(year: LivedYear) -> int | None:
    return min((move.day for move in entries([year])), default=None)


def severe_unanswered(years: Years) -> float | None:
    """Severe answers whose decision proposed nothing, asked for no flag and changed no level: how many."""
    return float(
        sum(not (point.flagged or point.proposed or point.after > point.before)
            for year in years for point in severe_points(year))
    )  # fmt: skip


def left_light(years: Years) -> float | None:
    """Severe answers after whose decision, on that day, the person was at level 1 or 2: how many."""
    return float(sum(point.after <= Level.CAMPUS for year in years for point in severe_points(year)))


def entries(years: Years) -> list[LevelMove]:
    """Every entry to level 4."""
    return [move for year in years for move in year.moves if move.after is Level.GROUP_THERAPY]


def calm(move: LevelMove) -> bool:
    """Whether the true course of both lay below 10 points on the day of a move."""
    return max(move.true) < CALM


def calm_entries(years: Years) -> float | None:
    """Of entries to level 4, those with a calm true course."""
    return share(sum(map(calm, entries(years))), len(entries(years)))


# --- mentors


def mentors(years: Years) -> float | None:
    """Of people with a first decision, those who were nominated as mentors."""
    return share(sum(year.nominated is not None for year in begun(years)), len(begun(years)))


def _could_improve(change: Mapping[Score, float]) -> Callable[[LivedYear], bool]:
    return lambda year: any(_first_values(year).get(score, 0) >= points for score, points in change.items())


def mentors_of(change: Mapping[Score, float]) -> Callable[[Years], float | None]:
    """Of people whose first values were high enough to fall by the policy's change, those who were nominated."""
    could = _could_improve(change)
    return lambda years: mentors([year for year in years if could(year)])


def could_improve(change: Mapping[Score, float]) -> Callable[[Years], float | None]:
    """Of people with a first decision, those whose first values were high enough to fall by the policy's change."""
    could = _could_improve(change)
    return lambda years: share(sum(map(could, begun(years))), len(begun(years)))


# --- the table


def figures(change: Mapping[Score, float]) -> list[PolicyFigure]:
    """Every figure of the table, in its order. `change`: the policy's reliable change of each score it has one for."""
    return [*_of_levels(), *_of_work(), *_of_severe(), *_of_mentors(change)]


def _of_levels() -> Iterator[PolicyFigure]:
    people = "people with a first decision"
    for day in SEEN_ON:
        who = "on the day of their first decision" if day == 0 else f"who were in care on day {day} after joining"
        for level in Level:
            yield PolicyFigure(
                f"day-{day}-level-{level}", Kind.SHARE, f"At level {level} on day {day}",
                f"Of {people} {who}, at the end of that day", _level_share(level, day),
            )  # fmt: skip
    for level in Level:
        yield PolicyFigure(
            f"highest-{level}", Kind.SHARE, f"Highest level {level}", f"Of {people}", _highest_share(level)
        )
    yield PolicyFigure("never-4", Kind.SHARE, "Never at level 4", f"Of {people}", never_at_therapy)
    yield PolicyFigure(
        "solved", Kind.SHARE, "Solved at levels 1 and 2",
        f"Of {people}: never above level 2, and no moderate value among the last answers", solved_lightly,
    )  # fmt: skip
    stayed = "who neither left nor died and answered in the last eight weeks of the year"
    yield PolicyFigure(
        "never-4-stayed", Kind.SHARE, "Never at level 4, in care all year", f"Of those {stayed}",
        lambda years: never_at_therapy([year for year in years if in_care_all_year(year)]),
    )  # fmt: skip
    yield PolicyFigure(
        "solved-of-distressed", Kind.SHARE, "Solved at levels 1 and 2, distressed at first", f"Of {people} whose first "
        "values reach a cut-off in cancer (PHQ-9 from 7, GAD-7 from 8, a HADS subscale from 8)",
        lambda years: solved_lightly([year for year in years if bands.above_cut_off(_first_values(year))]),
    )  # fmt: skip


def _of_work() -> Iterator[PolicyFigure]:
    yield PolicyFigure(
        "moves", Kind.NUMBER, "Moves a person-year", "Changes of level after the day of the first decision, for each "
        "365 days in care", moves_a_year,
    )  # fmt: skip
    yield PolicyFigure(
        "returns", Kind.NUMBER, "Returns a person-year", f"Of the moves, those back to the level left at most "
        f"{SOON_BACK} days before", returns_a_year,
    )  # fmt: skip
    week = f"for each week of a clinician with {CASELOAD} patients in care, those who have gone quiet included"
    yield PolicyFigure("proposals", Kind.NUMBER, "Proposals a clinician-week", f"New ones, {week}", proposals_a_week)
    yield PolicyFigure(
        "flags", Kind.NUMBER, "New flags a clinician-week", f"All of them, {week}; one that joins an open flag is not "
        "new", _flags_a_week(lambda _rule: True),
    )  # fmt: skip
    yield PolicyFigure(
        "flags-by-rules", Kind.NUMBER, "… raised by the rules", "Of these, by a rule of the policy",
        _flags_a_week(bool),
    )  # fmt: skip
    yield PolicyFigure(
        "flags-by-item-9", Kind.NUMBER, "… raised by PHQ-9 item 9", "Of these, by an answer about death or self-harm, "
        "whatever the policy", _flags_a_week(lambda rule: not rule),
    )  # fmt: skip
    yield PolicyFigure(
        "tasks", Kind.NUMBER, "Tasks about two missed sets a clinician-week", f"Second sets missed in a row, {week}",
        tasks_a_week,
    )  # fmt: skip


def _of_severe() -> Iterator[PolicyFigure]:
    yield PolicyFigure(
        "ever-severe", Kind.COUNT, "Ever severe", "People with a value in a severe band",
        lambda years: float(sum(bool(severe_points(year)) for year in years)),
    )  # fmt: skip
    yield PolicyFigure(
        "severe-never-offered", Kind.COUNT, "Ever severe, never offered level 4", "People with a value in a severe "
        "band to whom level 4 was neither proposed nor given within the year",
        _never_offered(lambda year: bool(severe_points(year))),
    )  # fmt: skip
    yield PolicyFigure(
        "severe-twice-never-offered", Kind.COUNT, "Severe twice running, never offered level 4", "The same, of people "
        "with one score in its severe band at two readings in a row", _never_offered(severe_twice),
    )  # fmt: skip
    yield PolicyFigure(
        "offered-at-once", Kind.SHARE, "Offered level 4 by the day of the first severe answer", "Of people with a "
        "value in a severe band", offered_at_once,
    )  # fmt: skip
    yield PolicyFigure(
        "severe-unanswered", Kind.COUNT, "Severe answers without an offer, a flag or a new level", "Points with a "
        "value in a severe band whose decision proposed nothing, raised no flag and moved nobody", severe_unanswered,
    )  # fmt: skip
    yield PolicyFigure(
        "days-to-offer", Kind.DAYS, "Days from first severe answer to offer, median", "Of people with a severe answer "
        "to whom level 4 was proposed or given; 0 where it was before", _days_until(offered),
    )  # fmt: skip
    yield PolicyFigure(
        "days-to-level-4", Kind.DAYS, "Days from first severe answer to level 4, median", "Of people with a severe "
        "answer who came to level 4; 0 where they were there", _days_until(_entered_therapy),
    )  # fmt: skip
    yield PolicyFigure(
        "calm-entries", Kind.SHARE, "Entries to level 4 with a true course below 10", "Of entries: the true course "
        f"of low mood and of worry both below {CALM} points on that day, without the ups and downs of the fortnight",
        calm_entries,
    )  # fmt: skip
    yield PolicyFigure(
        "left-light", Kind.COUNT, "Severe answers left at level 1 or 2", "Answers in a severe band after whose "
        "decision, on that day, the person was at level 1 or 2", left_light,
    )  # fmt: skip


def _of_mentors(change: Mapping[Score, float]) -> Iterator[PolicyFigure]:
    yield PolicyFigure("mentors", Kind.SHARE, "Nominated as mentors", "Of people with a first decision", mentors)
    yield PolicyFigure(
        "mentors-stayed", Kind.SHARE, "Nominated as mentors, in care all year", "Of those who neither left nor died "
        "and answered in the last eight weeks of the year",
        lambda years: mentors([year for year in years if in_care_all_year(year)]),
    )  # fmt: skip
    yield PolicyFigure(
        "could-improve", Kind.SHARE, "High enough at first to improve", "Of people with a first decision, those whose "
        "first value of a measure was at least the change that counts", could_improve(change),
    )  # fmt: skip
    yield PolicyFigure(
        "mentors-of-those", Kind.SHARE, "Nominated, of those who could improve", "Of the people of the row above",
        mentors_of(change),
    )  # fmt: skip
