"""What a person wrote in the fields of an exercise, each under what was asked. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass

from oncocare.library.document import ExerciseField
from oncocare.library.marked import NotMarked, read


@dataclass(frozen=True)
class Answered:
    """What was asked, empty where the text does not say it, and what the person wrote."""

    asked: str
    words: str


def answered(text: str, written: str) -> list[Answered]:
    """What was written, kept as JSON by the name of the field, in the order of the fields of the text."""
    try:
        kept = json.loads(written or "{}")
    except ValueError:
        return [Answered("", written)]
    if not isinstance(kept, dict):
        return [Answered("", str(kept))]
    asked = _labels(text)
    names = [*(name for name in asked if name in kept), *(name for name in kept if name not in asked)]
    return [Answered(asked.get(name, ""), said) for name in names if (said := _said(kept[name]))]


def _labels(text: str) -> dict[str, str]:
    try:
        return {block.name: block.label for block in read(text) if isinstance(block, ExerciseField)}
    except NotMarked:
        return {}


def _said(kept: object) -> str:
    return ", ".join(map(str, kept)) if isinstance(kept, list) else str(kept if kept is not None else "").strip()
