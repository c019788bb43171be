"""The part of this folder in what a person takes with them: what they said of groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring.community.surveys.asking import CAME_FOR, EXPECTED, GAVE, WHY_LEFT, WHY_NOT
from oncocare.people.registry import GivenField, given


def _words(chosen: Iterable[str], choices: Mapping[str, Any]) -> str:
    return "; ".join(str(choices.get(one, one)) for one in chosen)


given(
    "surveys.GroupFeedback", "said_of_groups", _("What I said of groups"),
    GivenField("group", _("Group"), value=lambda said: said.group.name if said.group else ""),
    GivenField("asked", _("When I was asked")),
    GivenField("answered", _("When I answered")),
    GivenField("came_for", _("What I came for"), words=lambda said: _words(said.came_for, CAME_FOR)),
    GivenField("gave", _("What it gave me"), words=lambda said: _words(said.gave, GAVE)),
    GivenField("expected", _("What I had hoped for"), words=lambda said: str(EXPECTED.get(said.expected, ""))),
    GivenField("why", _("Why it was not for me"), words=lambda said: _words(said.why, {**WHY_LEFT, **WHY_NOT})),
    GivenField("words", _("In my words")),
    place=89, rows=lambda patient: (
        patient.group_feedback.exclude(asked=None).select_related("group").order_by("asked")
    ),
)  # fmt: skip
