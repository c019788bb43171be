"""How long patients waited for an answer of their team, beside what was promised; the never answered included. Pure.

Window: the requests that were made in a period, each whole however many messages it has, up to `now`. Nothing that was
asked in it is left out:

- answered `within` the promise or `late`: the team wrote, by the moment that the patient was promised or after it;
- `waiting` or `overdue`: nobody has answered, and that moment is to come or past;
- closed `without_words`: somebody read it and found that it needs no answer.

Promises kept: numerator `within`, denominator `decided`, those of which one can say it: `within` + `late` + `overdue`.

The time until the answer is counted by the clock, day and night. A request that nobody answered is censored at `now`,
one closed without words when it was closed: it waited that long for an answer, and none came. The shares and times are
those of the product-limit estimator (`oncocare/foundation/lasting.py`) among everything that was asked, which takes it
that what is censored would have been answered like the rest. There is no mean, which those who wait would not be in.
Of fewer than `FEWEST` requests only the counts are said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from oncocare.foundation.lasting import Ending, Lasted, left_at, product_limit, reached

FEWEST = 5
HALF, NINE_OF_TEN = Fraction(1, 2), Fraction(9, 10)
HOURS = (4, 8, 24, 48, 72, 120, 168)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Waited:
    """One request: what it asks, when it was made, by when an answer was promised, and when it was closed if so."""

    kind: str
    made: datetime
    promised: datetime
    closed: datetime | None
    without_words: bool

    @property
    def answered(self) -> bool:
        """Whether the team wrote an answer."""
        return self.closed is not None and not self.without_words


@dataclass(frozen=True)
class Reached:
    """After how many hours, rounded up, a share was answered, and how many had waited so long: those `at_risk`."""

    hours: int
    at_risk: int


@dataclass(frozen=True)
class ByThen:
    """Of 100 that are asked, how many are answered within these hours, rounded down; and how many waited so long."""

    hours: int
    answered: int
    at_risk: int


@dataclass(frozen=True)
class AnswerTimes:
    """What became of what was asked, as the head of this file says. `half` and `nine_of_ten` are None where so many
    were not answered; they and `by_hours` are empty of `few`.
    """

    asked: int
    within: int
    late: int
    waiting: int
    overdue: int
    without_words: int
    half: Reached | None
    nine_of_ten: Reached | None
    by_hours: tuple[ByThen, ...]

    @property
    def few(self) -> bool:
        """Whether they are too few to say more than how many there are."""
        return self.asked < FEWEST

    @property
    def decided(self) -> int:
        """Those of which one can say whether the promise was kept."""
        return self.within + self.late + self.overdue

    @property
    def broken(self) -> int:
        """Those of them that were not answered by then."""
        return self.late + self.overdue

    @property
    def kept(self) -> int | None:
        """In how many of 100 the promise was kept, rounded down; None of too few."""
        return 100 * self.within // self.decided if self.decided >= FEWEST else None


def measure(requests: Iterable[Waited], now: datetime) -> AnswerTimes:
    """What became of these requests, and how long it took."""
    made = [request for request in requests if request.made <= now]
    answered = [request for request in made if request.answered]
    waiting = [request for request in made if request.closed is None]
    within = sum(request.closed <= request.promised for request in answered if request.closed)
    overdue = sum(request.promised < now for request in waiting)
    lasted = [Lasted((request.closed or now) - request.made, request.answered) for request in made]
    endings = product_limit(lasted) if len(made) >= FEWEST else ()
    return AnswerTimes(
        asked=len(made),
        within=within,
        late=len(answered) - within,
        waiting=len(waiting) - overdue,
        overdue=overdue,
        without_words=sum(request.without_words for request in made),
        half=_reached(endings, HALF),
        nine_of_ten=_reached(endings, NINE_OF_TEN),
        by_hours=tuple(_by_hours(endings, lasted)) if endings else (),
    )


def by_kind(requests: Iterable[Waited], kinds: Sequence[str], now: datetime) -> list[tuple[str, AnswerTimes]]:
    """The same of each of these kinds of which there is one, in their order."""
    rows = list(requests)
    measured = [(kind, measure((row for row in rows if row.kind == kind), now)) for kind in kinds]
    return [(kind, times) for kind, times in measured if times.asked]


def _reached(endings: Sequence[Ending], share: Fraction) -> Reached | None:
    ending = reached(endings, share)
    return Reached(-(-ending.at // HOUR), ending.at_risk) if ending else None


def _by_hours(endings: Sequence[Ending], lasted: Sequence[Lasted]) -> Iterable[ByThen]:
    """As far as somebody waited so long: after that nothing is known, unless all were answered."""
    for hours in HOURS:
        at_risk = sum(length >= hours * HOUR for length, _ended in lasted)
        left = left_at(endings, hours * HOUR)
        if at_risk or not left:
            yield ByThen(hours, int(100 * (1 - left)), at_risk)
        if not left:
            return
