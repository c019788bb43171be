"""The six parts of a safety plan, in our own words, and the telephone numbers that people write into it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from oncocare.foundation.telephone import tel

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 3000
NUMBER = re.compile(r"\+?(?<!\d)(?!(?:19|20)\d\d(?!\d))\d(?:[ \-().]{0,2}\d){2,17}")  # and no year


@dataclass(frozen=True)
class PlanPart:
    """One part: what it is called, and what may help to begin."""

    name: str
    title: StrOrPromise
    hint: StrOrPromise


PARTS = (
    PlanPart(
        "signs",
        _("How I notice that it is getting hard"),
        _("Thoughts, feelings, things that happen or that I do. “I stop sleeping.” “I no longer answer the phone.”"),
    ),
    PlanPart(
        "myself",
        _("What I can do by myself"),
        _("Things that have helped for a while, with nobody else. A walk, music, a shower, breathing, a prayer."),
    ),
    PlanPart(
        "places",
        _("People and places that take my mind off it"),
        _("Where I do not have to talk about it. A café, a neighbour, a class, the park."),
    ),
    PlanPart(
        "people",
        _("People I can ask for help"),
        _("Their names and numbers. I can tell them that it is hard now."),
    ),
    PlanPart(
        "services",
        _("Professionals who can help me"),
        _("Who treats me, with their numbers. The numbers of the centre and the help lines are in the plan already."),
    ),
    PlanPart(
        "safer",
        _("How I make it safer around me"),
        _("What is better put away or kept by somebody else for now, medicines too, and who helps me with it."),
    ),
)


class Stretch(NamedTuple):
    """A stretch of what somebody wrote; `tel` is the address that dials it, where it is a number."""

    text: str
    tel: str


@dataclass(frozen=True)
class PlanSection:
    """A part of a plan and what was written in it."""

    name: str
    title: StrOrPromise
    text: str

    @property
    def lines(self) -> list[list[Stretch]]:
        """Every line in stretches, so that each telephone number in it can be pressed."""
        return [stretches(line) for line in self.text.splitlines()]


def sections(content: Mapping[str, str]) -> list[PlanSection]:
    """Every part in order, with what was written in it, which may be nothing."""
    return [PlanSection(part.name, part.title, content.get(part.name, "")) for part in PARTS]


def stretches(line: str) -> list[Stretch]:
    """A line cut at its telephone numbers, which have 3 to 18 digits, as people write them."""
    found, at = [], 0
    for number in NUMBER.finditer(line):
        if before := line[at : number.start()]:
            found.append(Stretch(before, ""))
        found.append(Stretch(number[0], tel(number[0])))
        at = number.end()
    return [*found, Stretch(line[at:], "")] if line[at:] else found
