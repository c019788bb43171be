"""The part of the safety plan in what a person takes with them: every version."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from oncocare.people.registry import GivenField, given
from oncocare.safety.models import SafetyPlan
from oncocare.safety.plan.parts import sections
from oncocare.safety.plan.selectors import versions


def _content(plan: SafetyPlan) -> list[str]:
    return [f"{section.title}: {section.text}" for section in sections(plan.content) if section.text]


given(
    "safety.SafetyPlan", "safety_plan", _("My plan for hard hours"),
    GivenField("number", _("Version")),
    GivenField("made", _("Written")),
    GivenField("shared", _("Shared with my team")),
    GivenField("content", _("What it says"), words=_content),
    place=100, rows=versions,
)  # fmt: skip
