"""The lines of a draft in their order, and what is wrong with a draft in words. Pure."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.foundation.datafiles import DataFileError
from questionnaires.scheduling.schedule import ScheduleLine


def arranged(lines: list[dict[str, Any]], line: str | None, do: str | None) -> list[dict[str, Any]]:
    """The lines with one a place higher, or without it."""
    place = next((place for place, content in enumerate(lines) if content["line"] == line), None)
    if place is None or do not in ("up", "remove"):
        return lines
    rest = [*lines[:place], *lines[place + 1 :]]
    return rest if do == "remove" else [*rest[: max(0, place - 1)], lines[place], *rest[max(0, place - 1) :]]


def with_line(lines: list[dict[str, Any]], line: ScheduleLine) -> list[dict[str, Any]]:
    """The lines with this one in its place, or at the end."""
    content = line.model_dump(mode="json")
    if all(known["line"] != line.line for known in lines):
        return [*lines, content]
    return [content if known["line"] == line.line else known for known in lines]


def sentences(wrong: DataFileError | ValidationError) -> list[str]:
    """What is wrong with a draft, as a coordinator reads it."""
    if isinstance(wrong, ValidationError):
        return list(wrong.messages)
    return [_in_words(problem.message) for problem in wrong.problems]


def _in_words(message: str) -> str:
    """`lines.2.every: Sentence` as a coordinator reads it."""
    place, _colon, sentence = message.partition(": ")
    return str(_("Line %(number)d: %(sentence)s") % {"number": int(place.split(".")[1]) + 1, "sentence": sentence})
