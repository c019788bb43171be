"""The part of diary, goals and compass in what a person takes with them, in their own words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from oncocare.people.registry import GivenField, given
from steps.campus.diary.scales import ACTIVITY, MOOD, area, said
from steps.campus.diary.selectors import GoalSaid
from steps.campus.models import Compass

given(
    "campus.DiaryDay", "diary", _("My diary"),
    GivenField("day", _("Day")),
    GivenField("mood", _("Mood"), words=lambda row: said(MOOD, row.mood)),
    GivenField("activity", _("How much I did"), words=lambda row: said(ACTIVITY, row.activity)),
    place=92, rows=lambda patient: patient.diary.order_by("-day"),
)  # fmt: skip
given(
    "campus.Goal", "goals", _("One small thing a week"),
    GivenField("week", _("Week from")),
    GivenField("words", _("What I had in mind")),
    GivenField("value", _("What it had to do with"), words=lambda row: GoalSaid(row).area),
    GivenField("went", _("How it went"), words=lambda row: GoalSaid(row).went),
    place=93, rows=lambda patient: patient.goals.order_by("-week"),
)  # fmt: skip
given(
    "campus.Compass", "compass", _("What matters to me"),
    GivenField("values", _("What matters to me"), words=lambda row: [str(area(code)) for code in row.values]),
    GivenField("words", _("In my own words")),
    GivenField("shared", _("I share my diary and my goals since")),
    place=94, rows=lambda patient: Compass.objects.filter(patient=patient),
)  # fmt: skip
