"""The part of this room in what a person takes with them: every answer, in words where there are, and every score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oncocare.people.models import Patient
from oncocare.people.registry import GivenField, given
from oncocare.web.templatetags.web import plain
from oncocare.web.unbroken import unbroken
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.definition import InstrumentText
from questionnaires.instruments.selectors import texts_of
from questionnaires.instruments.words import name as score_words
from questionnaires.models import Draft, LateAnswer, Mode, Response, Score
from questionnaires.scheduling.words import ANCHOR_WORDS
from questionnaires.selectors import scores_of

LANGUAGES = dict(settings.LANGUAGES)


def _worded(patient: Patient, rows: Iterable[Any]) -> list[Any]:
    """These rows, each with the wording of its instrument that the centre may show, by language."""
    found = list(rows)
    wordings = texts_of({_instrument(row) for row in found}, patient.centre)
    for row in found:
        row.wording, row.asked_in = wordings[_instrument(row)], getattr(row, "language", "") or patient.language
    return found


def _instrument(row: Any) -> str:
    return row.assignment.instrument if isinstance(row, Draft) else str(row.instrument)


def _responses(patient: Patient) -> list[Response]:
    return _worded(patient, patient.responses.order_by("-answered", "-received"))


def _drafts(patient: Patient) -> list[Draft]:
    drafts = Draft.objects.filter(assignment__patient=patient).exclude(answers={})
    return _worded(patient, drafts.select_related("assignment").order_by("-changed", "pk"))


def _late(patient: Patient) -> list[LateAnswer]:
    return _worded(patient, LateAnswer.objects.filter(patient=patient).order_by("-id"))


def _scores(patient: Patient) -> list[Score]:
    return list(reversed(scores_of(patient)))


def _of_most(row: Score) -> str:
    """A score, of the most that it can be."""
    if row.value is None:
        return ""
    most = definition(row.instrument).scores[row.name].range[1]
    return unbroken(_("%(value)s of %(most)s") % {"value": plain(row.value), "most": plain(most)})


def _title(row: Any) -> str:
    return definition(_instrument(row)).title


def _words(row: Any, answers: Mapping[str, int | None]) -> list[str]:
    """Each question with its answer, in the language it was asked in."""
    text = _text(row)
    return [
        _("%(question)s – %(answer)s")
        % {
            "question": _question(text, item),
            "answer": _said(code, text.options_of(item) if text and item in text.labels else {}),
        }
        for item, code in answers.items()
    ]


def _text(row: Any) -> InstrumentText | None:
    return row.wording.get(row.asked_in) or row.wording.get("en") or next(iter(row.wording.values()), None)


def _question(text: InstrumentText | None, item: str) -> str:
    return (text.items.get(item, "") if text else "") or _("Question %(item)s") % {"item": item}


def _unanswered(row: Response) -> list[str]:
    return [_question(_text(row), str(item)) for item in row.missing]


def _said(code: int | None, options: Mapping[int, str]) -> str:
    return _("no answer") if code is None else options.get(code) or str(code)


given(
    "questionnaires.Response", "answers", gettext_lazy("My answers"),
    GivenField("instrument", gettext_lazy("Questions"), words=_title),
    GivenField("answered", gettext_lazy("Answered on")),
    GivenField("mode", gettext_lazy("How"), words=lambda row: Mode(row.mode).label),
    GivenField("language", gettext_lazy("Language"), words=lambda row: LANGUAGES.get(row.language, row.language)),
    GivenField("answers", gettext_lazy("Answers"), words=lambda row: _words(row, row.answers)),
    GivenField("missing", gettext_lazy("Not answered"), words=_unanswered),
    place=60, rows=_responses,
)  # fmt: skip
given(
    "questionnaires.Score", "scores", gettext_lazy("What was computed from my answers"),
    GivenField("instrument", gettext_lazy("Questions"), words=_title),
    GivenField("name", gettext_lazy("About"), words=lambda row: score_words(row.name)),
    GivenField("measured", gettext_lazy("Day")),
    GivenField("value", gettext_lazy("Value"), words=_of_most),
    GivenField("band", gettext_lazy("In words"), words=lambda row: score_words(row.band) if row.band else ""),
    place=70, rows=_scores,
)  # fmt: skip
given(
    "questionnaires.Draft", "answers_not_sent", gettext_lazy("Answers I gave and have not sent"),
    GivenField("instrument", gettext_lazy("Questions"), value=_instrument, words=_title),
    GivenField("changed", gettext_lazy("Answered on")),
    GivenField("answers", gettext_lazy("Answers"), words=lambda row: _words(row, row.answers)),
    GivenField(
        "replaced", gettext_lazy("Answers I changed"),
        words=lambda row: [words for item, code, _at in row.replaced for words in _words(row, {item: code})],
    ),
    place=61, rows=_drafts,
)  # fmt: skip
given(
    "questionnaires.LateAnswer", "answers_too_late", gettext_lazy("Answers that came too late or were changed"),
    GivenField("instrument", gettext_lazy("Questions"), words=_title),
    GivenField("made", gettext_lazy("Answered on")),
    GivenField("item", gettext_lazy("Question")),
    GivenField("code", gettext_lazy("Answer"), words=lambda row: _words(row, {row.item: row.code})),
    place=62, rows=_late,
)  # fmt: skip
given(
    "questionnaires.Anchor", "days_counted_from", gettext_lazy("Days from which my questions are counted"),
    GivenField("kind", gettext_lazy("What"), words=lambda row: ANCHOR_WORDS.get(row.kind, row.kind)),
    GivenField("day", gettext_lazy("Day")),
    place=63, rows=lambda patient: patient.anchors.order_by("id"),
)  # fmt: skip
