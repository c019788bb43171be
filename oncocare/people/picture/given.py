"""The part of the clinical picture in what a person takes with them: every entry, also those that no longer count."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from oncocare.people.models import PictureEntry
from oncocare.people.picture.choices import UNSAID
from oncocare.people.picture.details import DETAILS
from oncocare.people.picture.selectors import history_of, in_words
from oncocare.people.registry import GivenField, given


def _value(entry: PictureEntry) -> str:
    return in_words(DETAILS[entry.detail], entry.value)


given(
    "people.PictureEntry", "picture", _("My illness and my life"),
    GivenField("detail", _("What"), words=lambda entry: DETAILS[entry.detail].label),
    GivenField("value", _("Answer"), words=_value),
    GivenField("words", _("In my words")),
    GivenField("unsaid", _("Why there is no answer"), words=lambda entry: UNSAID.get(entry.unsaid, "")),
    GivenField("source", _("Said by")),
    GivenField("said_on", _("On")),
    place=30, rows=history_of,
)  # fmt: skip
