"""Weak signs that say enough together: a farewell and things given away, a means and a time. Pure.

Each kind of sign has a weight, and counts once however often it is found. Where the weights of signs within `WITHIN`
words add up to `ENOUGH`, these signs are one finding. Signs of an ordinary life, as a holiday, weigh against it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ENOUGH = 4
WITHIN = 60  # words, whatever the sentences


@dataclass(frozen=True, order=True)
class Sign:
    """A sign found: the number of its first word in the whole text, its place there, its kind, and what it weighs."""

    word: int
    start: int
    end: int
    kind: str
    weight: int


def together(signs: Iterable[Sign]) -> Iterator[tuple[Sign, ...]]:
    """The groups of signs that say enough, in the order of the text; what stands in one group stands in no other."""
    ordered = sorted(signs)
    words = [sign.word for sign in ordered]
    taken = 0
    for number, first in enumerate(ordered):
        if number < taken or first.weight < 0:
            continue
        after = bisect_left(words, first.word + WITHIN)
        against = {one.kind: one.weight for one in ordered[bisect_left(words, first.word - WITHIN) : number]}
        kinds = {kind: weight for kind, weight in against.items() if weight < 0}
        kinds |= {one.kind: one.weight for one in ordered[number:after]}
        if sum(kinds.values()) >= ENOUGH:
            yield tuple(one for one in ordered[number:after] if one.weight > 0)
            taken = after
