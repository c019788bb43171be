"""How an answer to one item and a reported symptom are named as readings, beside the scores of instruments. Pure."""

from __future__ import annotations

SYMPTOM = "symptom"  # in place of an instrument
SEVEREST = 10
_ITEM = "item "


def item_score(item: str) -> str:
    """What stands in place of a score for the answer to one item."""
    return f"{_ITEM}{item}"


def item_of(score: str) -> str:
    """The item that `item_score` named; empty for a score."""
    return score.removeprefix(_ITEM) if score.startswith(_ITEM) else ""
