"""A person's scores as lines of a course: of every instrument that was answered, whatever the policy looks at. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.definition import Definition
from questionnaires.instruments.scoring import ReliableChange, reliable_change
from questionnaires.instruments.words import name as score_words
from steps.conditions import cutoff_words, measure_of
from steps.policy import Measure


@dataclass(frozen=True, slots=True)
class MeasuredPoint:
    """One score of one response: `unsaid` is how many of its items have no answer."""

    day: date
    instrument: str
    score: str
    value: Decimal | None
    band: str
    prorated: bool
    unsaid: int


@dataclass(frozen=True)
class MeasuredLine:
    """One score over time; `measure` is what the policy makes of it, None where it does not look at it. `drawn` where
    a chart shows it: each measure, and one score of an instrument without any.
    """

    instrument: str
    score: str
    measure: Measure | None
    points: tuple[MeasuredPoint, ...]
    drawn: bool

    @property
    def slug(self) -> str:
        """For an id on the page."""
        return f"{self.instrument}-{self.score}".replace(".", "-")

    @property
    def name(self) -> str:
        """The one name of chart and table: as decisions say it, or the title of the instrument with the score."""
        if self.measure is None:
            return f"{self._known.title}, {score_words(self.score)}"
        words = measure_of(self.measure)
        return words[:1].upper() + words[1:]

    @property
    def low(self) -> Decimal:
        """The least this score can be."""
        return self._known.scores[self.score].range[0]

    @property
    def high(self) -> Decimal:
        """The most this score can be."""
        return self._known.scores[self.score].range[1]

    @property
    def cutoff(self) -> Decimal | None:
        """The number from which the policy speaks of a case; None where it has none."""
        return self.measure.case if self.measure else None

    @property
    def cutoff_words(self) -> str:
        """The same with its name, as decisions say it; empty where the policy has none."""
        return cutoff_words(self.measure) if self.measure else ""

    @property
    def first(self) -> MeasuredPoint:
        """The baseline, also where it makes no score."""
        return self.points[0]

    @property
    def latest(self) -> MeasuredPoint:
        """The newest, also where it makes no score."""
        return self.points[-1]

    @property
    def change(self) -> ReliableChange | None:
        """The published reliable change from the first to the latest value; None where there is nothing to compare."""
        values = [point.value for point in self.points if point.value is not None]
        return reliable_change(self._known, self.score, values[0], values[-1]) if len(values) > 1 else None

    @property
    def _known(self) -> Definition:
        return definition(self.instrument)


def unsaid(known: Definition, answers: Mapping[str, int | None]) -> int:
    """How many items of these answers have none; what nobody has to answer, or was not asked, is not counted."""
    return sum(code is None and not known.items[item].optional for item, code in answers.items() if item in known.items)


def measured(points: Iterable[MeasuredPoint], measures: Iterable[Measure]) -> list[MeasuredLine]:
    """One line for each score, from points in order of measurement: those of the policy first, in its order, then by
    instrument in the order of its definition.
    """
    found: dict[tuple[str, str], list[MeasuredPoint]] = {}
    for point in points:
        found.setdefault((point.instrument, point.score), []).append(point)
    looked_at = {(one.instrument, one.score): one for one in measures if (one.instrument, one.score) in found}
    charted = set(looked_at) | {
        _main(code, found) for code, _ in found if code not in {instrument for instrument, _ in looked_at}
    }
    others = sorted(set(found) - set(looked_at), key=_place)
    return [
        MeasuredLine(*key, looked_at.get(key), tuple(found[key]), drawn=key in charted) for key in (*looked_at, *others)
    ]


def _place(key: tuple[str, str]) -> tuple[str, int]:
    instrument, score = key
    return instrument, list(definition(instrument).scores).index(score)


def _main(instrument: str, found: Mapping[tuple[str, str], list[MeasuredPoint]]) -> tuple[str, str]:
    """The score of an instrument that its chart shows: the first that has bands, or the first."""
    specs = definition(instrument).scores
    mine = [name for name in specs if (instrument, name) in found]
    return instrument, next((name for name in mine if specs[name].bands), mine[0])
