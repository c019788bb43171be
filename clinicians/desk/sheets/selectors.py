"""Who can still be asked, and which sets and questionnaires can be chosen for them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from oncocare.people.access import patient_for
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from oncocare.web.templatetags.web import short_day
from questionnaires.instruments.words import instrument_words
from questionnaires.models import Assignment
from questionnaires.scheduling.actions import check_may_be_asked
from questionnaires.selectors import open_in_bundle
from questionnaires.sheets.selectors import open_sets
from steps.models import Pathway
from steps.selectors import pathway_of


def not_asked_any_more(patient: Patient) -> str:
    """Why nothing is asked of this person, in words; empty where they can be asked."""
    try:
        check_may_be_asked(patient)
    except ValidationError as refused:
        return str(refused.messages[0])
    pathway = pathway_of(patient)
    if pathway and pathway.status == Pathway.Status.WITHDRAWN:
        return _("This person has left the programme, so nothing is asked any more. They can come back on the record.")
    return ""


def sets_to_choose(patient: Patient) -> list[tuple[str, str]]:
    """The open sets as choices: what is in each, and until when it can be answered."""
    return [(str(bundle), _set_words(rows)) for bundle, rows in open_sets(patient).items()]


def _set_words(rows: list[Assignment]) -> str:
    closes: date = min(row.closes for row in rows)
    return _("%(what)s, open until %(day)s") % {
        "what": instrument_words(row.instrument for row in rows),
        "day": short_day(closes),
    }


def set_for(standing: Standing, pk: uuid.UUID, bundle: uuid.UUID) -> tuple[Patient, list[Assignment]]:
    """A person and what is open for them in this set, for staff who may ask them; 404 as for any other record."""
    patient = patient_for(standing, pk, Permission.ASSIGN)
    rows = open_in_bundle(bundle).filter(patient=patient).select_related("draft", "patient", "centre").order_by("place")
    return patient, list(rows)


def language_choices(languages: Iterable[str]) -> list[tuple[str, str]]:
    """Languages as choices, each by the name that its own speakers give it."""
    return [(code, language_name(code)) for code in languages]


def language_name(code: str) -> str:
    """The name of a language in itself: of the pages, or one that only questions are worded in."""
    names = dict(settings.LANGUAGES)
    if code in names:
        return str(names[code])
    try:
        known = get_language_info(code.lower())
    except KeyError:  # a pack may bring a language that Django does not know
        return code
    where = "" if known["code"] == code.lower() else f" ({code.partition('-')[2]})"
    return f"{known['name_local'].capitalize()}{where}"
