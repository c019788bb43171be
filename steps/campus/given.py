"""The part of the plan in what a person takes with them: how they chose to begin, what they were offered and why."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from oncocare.foundation.languages import in_language
from oncocare.library.choices import TOPIC_WORDS
from oncocare.library.models import TextVersion
from oncocare.people.models import Patient
from oncocare.people.registry import GivenField, given
from steps.campus.models import PlanMade, Tour

LANGUAGES = dict(settings.LANGUAGES)


def _things(plan: PlanMade) -> list[str]:
    """Each thing by its title, and why, in the language of the page where there is one."""
    language = get_language() or "en"
    said = [(thing["title"], in_language(thing["because"], language)) for thing in plan.things]
    return [_("%(title)s – %(why)s") % {"title": title, "why": why} if why else title for title, why in said]


def _recommendations(patient: Patient) -> list[Any]:
    """Each with the title of its piece as it was last written, in the person's language where there is one."""
    rows: list[Any] = list(patient.recommendations.select_related("piece").order_by("-id"))
    titles: dict[Any, str] = {}
    mine = patient.reader_language
    for version in TextVersion.objects.filter(piece__in={row.piece_id for row in rows}).order_by("made"):
        if version.language == mine or version.piece_id not in titles:
            titles[version.piece_id] = version.title
    for row in rows:
        row.title = titles.get(row.piece_id, row.piece.slug)
    return rows


def _topics(tour: Tour) -> list[str]:
    return [str(words) for code, words in TOPIC_WORDS.items() if code.value in tour.topics]


given(
    "campus.Tour", "tours", gettext_lazy("How I chose to begin"),
    GivenField("made", gettext_lazy("When")),
    GivenField("topics", gettext_lazy("What I wanted help with"), words=_topics),
    GivenField("way", gettext_lazy("How I would rather have it")),
    place=83, rows=lambda patient: patient.tours.order_by("-id"),
)  # fmt: skip
given(
    "campus.Recommendation", "recommendations", gettext_lazy("What my team said about what I am offered"),
    GivenField("made", gettext_lazy("When")),
    GivenField("piece", gettext_lazy("What"), value=lambda row: row.title),
    GivenField("says", gettext_lazy("What was said of it")),
    GivenField("words", gettext_lazy("What they wrote to me")),
    place=83, rows=_recommendations,
)  # fmt: skip
given(
    "campus.PlanMade", "plans", gettext_lazy("What I was offered, and why"),
    GivenField("day", gettext_lazy("Day")),
    GivenField("language", gettext_lazy("Language"), words=lambda row: LANGUAGES.get(row.language, row.language)),
    GivenField("things", gettext_lazy("What"), words=_things),
    place=83, rows=lambda patient: patient.plans.order_by("-id"),
)  # fmt: skip
