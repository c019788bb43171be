"""Which items a score is made of, directly or through other scores. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.instruments.file import (
    Average,
    Combined,
    Grade,
    ItemScore,
    Lookup,
    Score,
    Share,
    Total,
    Utility,
)


def own_items(score: Score) -> tuple[str, ...]:
    if isinstance(score, Share):
        return (score.part, *score.whole)
    if isinstance(score, (ItemScore, Utility, Grade)):
        return score.items
    return ()


def parts(score: Score) -> tuple[str, ...]:
    if isinstance(score, Lookup):
        return (score.of,)
    if isinstance(score, Average):
        return (*score.parts, *score.inverted)
    if isinstance(score, (Total, Combined)):
        return score.parts
    return ()


def items_of(scores: Mapping[str, Score], name: str) -> tuple[str, ...]:
    score = scores[name]
    behind = [key for part in parts(score) for key in items_of(scores, part)]
    return tuple(dict.fromkeys((*own_items(score), *behind)))
