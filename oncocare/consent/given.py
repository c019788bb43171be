"""The part of this room in what a person takes with them: what they said to each text, with its words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from oncocare.consent.models import Consent
from oncocare.consent.selectors import FilledText, filled
from oncocare.people.models import Patient
from oncocare.people.registry import GivenField, given


def _rows(patient: Patient) -> list[Consent]:
    return list(patient.consents.select_related("text__centre").order_by("-id"))


def _text(consent: Consent) -> FilledText:
    return filled(consent.text)


given(
    "consent.Consent", "consents", _("What I agreed to"),
    GivenField("purpose", _("About")),
    GivenField("said", _("I said")),
    GivenField("at", _("When")),
    GivenField("language", _("Language of the text"), words=lambda consent: consent.text.get_language_display()),
    GivenField("version", _("Version of the text"), value=lambda consent: consent.text.version),
    GivenField("title", _("Title of the text"), value=lambda consent: _text(consent).title),
    GivenField("text", _("The text"), value=lambda consent: _text(consent).body),
    place=50, rows=_rows,
)  # fmt: skip
