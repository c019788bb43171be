"""The part of the coach in what a person takes with them: symptoms they reported and danger signs they named."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from oncocare.people.registry import GivenField, given
from steps.campus.coach.selectors import danger_signs_of, sign_words, symptom_words, symptoms_of
from steps.campus.coach.words import BAND_WORDS, MARKED_WORDS, OUTCOME_WORDS, PHASE_WORDS

given(
    "campus.SymptomReport", "symptoms", _("Symptoms that I told"),
    GivenField("day", _("Day")),
    GivenField("symptom", _("Symptom"), words=lambda row: symptom_words(row.symptom)),
    GivenField("severity", _("From 0 to 10")),
    GivenField("phase", _("Where I was then"), words=lambda row: PHASE_WORDS.get(row.phase, row.phase)),
    GivenField("band", _("In words"), words=lambda row: BAND_WORDS.get(row.band, row.band)),
    GivenField("outcome", _("What it answered"), words=lambda row: OUTCOME_WORDS.get(row.outcome, row.outcome)),
    place=110, rows=symptoms_of,
)  # fmt: skip
given(
    "campus.DangerSign", "danger_signs", _("Danger signs I named"),
    GivenField("made", _("When")),
    GivenField(
        "signs", _("What I ticked"),
        words=lambda row: [str(MARKED_WORDS.get(code) or sign_words(code)) for code in row.signs],
    ),
    GivenField("phase", _("Where I was then"), words=lambda row: PHASE_WORDS.get(row.phase, row.phase)),
    place=111, rows=danger_signs_of,
)  # fmt: skip
