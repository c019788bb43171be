"""How long things last of which some have not ended yet, by the product-limit estimator. Pure.

What has not ended is censored: all that is known is that it lasted so long at least. To leave it out, or to count only
what ended, would make waiting look the shorter the more is forgotten.

Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat Assoc 1958;53:457-481: at each time
at which something ended the share that is left is multiplied by (at risk - ended) / at risk; what is censored at the
same time is still at risk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple


class Lasted(NamedTuple):
    """How long one lasted, to its end or, where it has not `ended`, as far as it is known."""

    length: timedelta
    ended: bool


@dataclass(frozen=True)
class Ending:
    """A time at which something ended: how many lasted so long at least, how many of them ended then, and the share of
    all that is `left` after it, from 1 to 0.
    """

    at: timedelta
    at_risk: int
    ended: int
    left: Fraction


def product_limit(lasted: Iterable[Lasted]) -> tuple[Ending, ...]:
    """Every time at which something ended, the shortest first. A length below nothing is one of nothing, because a
    clock may have been set back.
    """
    lengths: Counter[timedelta] = Counter()
    ended: Counter[timedelta] = Counter()
    for length, end in lasted:
        at = max(length, timedelta())
        lengths[at] += 1
        ended[at] += end
    at_risk, left, endings = lengths.total(), Fraction(1), []
    for at in sorted(lengths):
        if ended[at]:
            left *= Fraction(at_risk - ended[at], at_risk)
            endings.append(Ending(at, at_risk, ended[at], left))
        at_risk -= lengths[at]
    return tuple(endings)


def reached(endings: Sequence[Ending], share: Fraction) -> Ending | None:
    """The first time at which this share has ended; None where it is not reached, which is never guessed."""
    return next((ending for ending in endings if ending.left <= 1 - share), None)


def left_at(endings: Sequence[Ending], at: timedelta) -> Fraction:
    """The share that lasts longer than this."""
    return next((ending.left for ending in reversed(endings) if ending.at <= at), Fraction(1))
