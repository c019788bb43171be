"""The picture of somebody's last six weeks, and what can honestly be said of it. Pure: days in, places out.

Coordinates are SVG user units with the origin at the top left, a row for each week with the newest below. A day without
an entry is an empty place: it is drawn as nothing, and counted nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from steps.campus.diary.scales import mouth

WEEKS = 6
COLUMN, ROW = 44, 50
LEFT, TOP = 52, 24
CENTRE_X, FACE_Y = COLUMN / 2, 18  # of a face in its place
MARK, MARK_Y = 9, 35  # a mark for each step of activity, and how far below the top of its place

ENOUGH_DAYS = 10
ENOUGH_EACH = 3  # days with more, and days with less
CLEARLY = 1 / 3  # of all pairs of days: a medium effect on a scale of ranks (Cliff's delta; Romano and others, 2006)
MORE = 2  # "some" and "a lot"


class OfADay(Protocol):
    """What was said of one day."""

    @property
    def day(self) -> date: ...
    @property
    def mood(self) -> int | None: ...
    @property
    def activity(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Face:
    """One mood on the drawing; `mouth` is SVG path data."""

    x: float
    y: float
    mouth: str

    @property
    def left_eye(self) -> float:
        return self.x - 4

    @property
    def right_eye(self) -> float:
        return self.x + 4

    @property
    def eyes(self) -> float:
        return self.y - 3


@dataclass(frozen=True, slots=True)
class Mark:
    """One step of activity on the drawing; an empty one says "almost nothing"."""

    x: float
    y: float
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Weekday:
    """The head of a column: a day of this weekday, for its name."""

    x: float
    day: date


@dataclass(frozen=True, slots=True)
class Week:
    """A row: its Monday, and where its name stands."""

    y: float
    monday: date


@dataclass(frozen=True, slots=True)
class WeeksPicture:
    """Everything a template needs to draw."""

    width: float
    height: float
    weekdays: tuple[Weekday, ...]
    weeks: tuple[Week, ...]
    faces: tuple[Face, ...]
    marks: tuple[Mark, ...]


class Together(StrEnum):
    """How mood and activity went together over some days. Which of them came first nobody can say from it."""

    HIGHER = "higher"
    ALIKE = "alike"
    LOWER = "lower"


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def first_day(today: date) -> date:
    """The first day that the picture of this day holds."""
    return monday_of(today) - timedelta(weeks=WEEKS - 1)


def picture(days: Iterable[OfADay], today: date) -> WeeksPicture:
    """The days of the last six weeks (any order, others are left out), this week as the last row."""
    first = first_day(today)
    faces: list[Face] = []
    marks: list[Mark] = []
    for one in days:
        if not first <= one.day <= today:
            continue
        x = LEFT + COLUMN * one.day.weekday() + CENTRE_X
        y = TOP + ROW * ((one.day - first).days // 7)
        if one.mood is not None:
            faces.append(Face(x, y + FACE_Y, mouth(x, y + FACE_Y, one.mood)))
        if one.activity is not None:
            marks += [Mark(x + step, y + MARK_Y, empty=not one.activity) for step in _steps(one.activity or 1)]
    return WeeksPicture(
        width=LEFT + 7 * COLUMN,
        height=TOP + WEEKS * ROW,
        weekdays=tuple(Weekday(LEFT + COLUMN * n + CENTRE_X, first + timedelta(days=n)) for n in range(7)),
        weeks=tuple(Week(TOP + ROW * n + FACE_Y, first + timedelta(weeks=n)) for n in range(WEEKS)),
        faces=tuple(faces),
        marks=tuple(marks),
    )


def _steps(count: int) -> list[float]:
    """Where marks stand beside each other around the middle of their place."""
    return [MARK * (n - (count - 1) / 2) for n in range(count)]


def together(days: Iterable[OfADay]) -> Together | None:
    """Whether mood was higher on days when the person did more; None where too little was said to tell.

    Each day with more ("some", "a lot") is compared with each day with less: the scales are ranks, not distances.
    """
    both = [(one.mood, one.activity) for one in days if one.mood is not None and one.activity is not None]
    more = [mood for mood, activity in both if activity >= MORE]
    less = [mood for mood, activity in both if activity < MORE]
    if len(both) < ENOUGH_DAYS or min(len(more), len(less)) < ENOUGH_EACH:
        return None
    pairs = [(one > other) - (one < other) for one in more for other in less]
    delta = sum(pairs) / len(pairs)
    if delta >= CLEARLY:
        return Together.HIGHER
    return Together.LOWER if delta <= -CLEARLY else Together.ALIKE
