"""The two scales of a day in words, the face of a mood, and the areas of life that can matter. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class DayScale:
    """One thing of a day that is said in one tap; `name` is its field."""

    name: str
    question: StrOrPromise
    question_before: StrOrPromise
    answers: Mapping[int, StrOrPromise]


MOOD = DayScale(
    "mood",
    _("How are you today?"),
    _("How were you yesterday?"),
    {5: pgettext_lazy("a mood", "Good"), 4: _("Quite good"), 3: _("In between"), 2: _("Rather low"), 1: _("Very low")},
)
ACTIVITY = DayScale(
    "activity",
    _("How much have you done today?"),
    _("How much did you do yesterday?"),
    {
        0: _("Almost nothing"),
        1: pgettext_lazy("how much one did", "A little"),
        2: pgettext_lazy("how much one did", "Some"),
        3: pgettext_lazy("how much one did", "A lot"),
    },
)
SCALES: Mapping[str, DayScale] = {scale.name: scale for scale in (MOOD, ACTIVITY)}

# The mouth of each face: how far its curve is pulled below its ends, in units of a face that is 22 wide.
BENDS = {1: -5, 2: -2.5, 3: 0, 4: 2.5, 5: 5}

MOST_AREAS = 4
AREAS: Mapping[str, StrOrPromise] = {
    "family": _("Family"),
    "friends": _("Friends"),
    "outdoors": _("Being outdoors"),
    "usefulness": _("Work, or being useful"),
    "faith": _("Faith, or what gives meaning"),
    "learning": _("Learning and being curious"),
    "body": _("My body and its strength"),
    "home": _("My home"),
    "making": _("Making things: cooking, music, drawing, repairing"),
    "rest": _("Rest and peace"),
}


def said(scale: DayScale, value: int | None) -> StrOrPromise:
    """An answer in words; empty where nothing was said."""
    return "" if value is None else scale.answers[value]


def area(code: str) -> StrOrPromise:
    """An area of life in words; one that there is no more keeps its code."""
    return AREAS.get(code, code)


def mouth(x: float, y: float, mood: int) -> str:
    """The mouth of a face with its middle there, as SVG path data."""
    ends = y + 4 - BENDS[mood] / 4
    return f"M{x - 5:g} {ends:g}Q{x:g} {ends + BENDS[mood]:g} {x + 5:g} {ends:g}"
