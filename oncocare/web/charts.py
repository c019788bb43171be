"""Where the marks of the two charts go. Pure: readings in, coordinates out; no clock, no language, no markup.

Coordinates are SVG user units with the origin at the top left. The y-scale is the instrument's own range, never the
range of the data, so that two charts of the same instrument can be compared by eye.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One set of answers: its day and its value, or None where no score could be computed."""

    day: date
    value: Number | None


@dataclass(frozen=True, slots=True)
class Scale:
    """The fixed range of an instrument, the value where a band changes, and the shaded range if there is one."""

    low: Number
    high: Number
    cutoff: Number | None = None
    band: tuple[Number, Number] | None = None

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"a scale needs low < high, got {self.low} and {self.high}")


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of the drawing and the room left free for its labels, in user units."""

    width: float
    height: float
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0

    @property
    def right_edge(self) -> float:
        """The x where the drawing area ends."""
        return self.width - self.right

    @property
    def bottom_edge(self) -> float:
        """The y where the drawing area ends."""
        return self.height - self.bottom

    @property
    def plot_width(self) -> float:
        """The width of the drawing area."""
        return self.right_edge - self.left

    @property
    def middle(self) -> float:
        """The x in the middle of the drawing area."""
        return self.left + self.plot_width / 2

    @property
    def axis(self) -> float:
        """The x of the axis: a little before the first reading, so that its mark and its label stay free."""
        return self.left - 12

    @property
    def label_x(self) -> float:
        """The x where the labels of the axis end."""
        return self.axis - 6

    @property
    def axis_width(self) -> float:
        """The width from the axis to the end of the drawing area."""
        return self.right_edge - self.axis


@dataclass(frozen=True, slots=True)
class Point:
    """One answered reading on the drawing; `labelled` where its value is written beside it."""

    x: float
    y: float
    day: date
    value: Number
    labelled: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Answers that make no score."""

    x: float
    day: date


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value of the scale and the height where it is drawn."""

    y: float
    value: Number


@dataclass(frozen=True, slots=True)
class Box:
    """A shaded range of values."""

    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything a template needs to draw; `lines` are SVG path data, one for each stretch without a gap."""

    frame: Frame
    points: tuple[Point, ...]
    gaps: tuple[Gap, ...]
    lines: tuple[str, ...]
    cutoff: ValueLine | None
    band: Box | None
    floor: ValueLine
    ceiling: ValueLine
    first_day: date | None
    last_day: date | None

    @property
    def last(self) -> Point | None:
        """The latest answered reading."""
        return self.points[-1] if self.points else None


LINE = Frame(width=360, height=200, left=42, right=16, top=20, bottom=26)
SPARK = Frame(width=120, height=32, left=5, right=5, top=5, bottom=5)
LABEL_ALL_UP_TO = 8


def draw(readings: Iterable[ChartPoint], scale: Scale, frame: Frame = LINE) -> Chart:
    """Place `readings` (any order, days may repeat) on `frame`.

    A missing value breaks the line: the space between two answers is never drawn as if it were known. A value outside
    the scale is drawn at its edge. One day only, or no reading at all, is drawn in the middle of the x-axis.
    """
    ordered = sorted(readings, key=lambda reading: reading.day)
    days = [reading.day for reading in ordered]
    told = _labelled([reading.value for reading in ordered if reading.value is not None])
    points: list[Point] = []
    gaps: list[Gap] = []
    lines: list[str] = []
    for missing, stretch in groupby(ordered, key=lambda reading: reading.value is None):
        if missing:
            gaps += [Gap(_x(reading.day, days, frame), reading.day) for reading in stretch]
            continue
        first = len(points)
        for reading in stretch:
            value = reading.value if reading.value is not None else 0
            at = len(points) in told
            points.append(Point(_x(reading.day, days, frame), _y(value, scale, frame), reading.day, value, at))
        lines += _path(points[first:])
    return Chart(
        frame=frame,
        points=tuple(points),
        gaps=tuple(gaps),
        lines=tuple(lines),
        cutoff=None if scale.cutoff is None else ValueLine(_y(scale.cutoff, scale, frame), scale.cutoff),
        band=None if scale.band is None else _box(scale.band, scale, frame),
        floor=ValueLine(_y(scale.low, scale, frame), scale.low),
        ceiling=ValueLine(_y(scale.high, scale, frame), scale.high),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
    )


def _x(day: date, days: Sequence[date], frame: Frame) -> float:
    span = (days[-1] - days[0]).days
    share = (day - days[0]).days / span if span else 0.5
    return round(frame.left + share * frame.plot_width, 1)


def _y(value: Number, scale: Scale, frame: Frame) -> float:
    low, high = float(scale.low), float(scale.high)
    share = (min(max(float(value), low), high) - low) / (high - low)
    return round(frame.bottom_edge - share * (frame.bottom_edge - frame.top), 1)


def _box(band: tuple[Number, Number], scale: Scale, frame: Frame) -> Box:
    low, high = sorted(band)
    top = _y(high, scale, frame)
    return Box(top, round(_y(low, scale, frame) - top, 1))


def _path(points: Sequence[Point]) -> list[str]:
    """The path data of one stretch; a single point needs no line."""
    if len(points) < 2:
        return []
    return ["M" + " L".join(f"{point.x:g} {point.y:g}" for point in points)]


def _labelled(values: Sequence[Number]) -> set[int]:
    """Which values are written out: all of a few; of many, the first, the latest, the lowest and the highest."""
    if len(values) <= LABEL_ALL_UP_TO:
        return set(range(len(values)))
    order = sorted(range(len(values)), key=lambda index: values[index])
    return {0, len(values) - 1, order[0], order[-1]}
