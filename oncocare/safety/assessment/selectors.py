"""Reads the forms that a centre may use now, and what was assessed about each flag."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Prefetch, QuerySet

from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.safety.assessment.wording import FormPack, RiskQuestions, in_words, own
from oncocare.safety.models import AssessmentForm, Flag, RiskAssessment


def forms_for(centre: Centre, language: str, *, begun: bool = False) -> list[RiskQuestions]:
    """Our own form first, then each licensed one whose licence holds today: its newest wording, in this language where
    the centre has it. One that was `begun` as its licence ended can be sent until the next day is over.
    """
    last = today_of(centre) - timedelta(days=begun)
    rows = AssessmentForm.objects.filter(centre=centre, valid_until__gte=last).order_by("loaded", "pk")
    by_code: dict[str, dict[str, AssessmentForm]] = {}
    for row in rows:
        by_code.setdefault(row.code, {})[row.language] = row
    return [own(language), *(_asked(_nearest(by_language, language)) for _code, by_language in sorted(by_code.items()))]


def _nearest(rows: dict[str, AssessmentForm], language: str) -> AssessmentForm:
    wanted = (language, language.partition("-")[0], "en")
    return next((rows[one] for one in wanted if one in rows), next(iter(rows.values())))


def _asked(row: AssessmentForm) -> RiskQuestions:
    return in_words(FormPack.model_validate(row.content), row.sha256, row.language)


def with_assessments(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """Each with `assessed`: what was asked and said as it was answered, the first first; one query."""
    rows = RiskAssessment.objects.select_related("by").order_by("made", "pk")
    return flags.prefetch_related(Prefetch("assessments", rows, to_attr="assessed"))
