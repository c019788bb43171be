"""Writing a clinical picture: every change is a new entry, and what was said before stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action
from oncocare.people.days import today_of
from oncocare.people.models import Actor, Patient, PictureEntry
from oncocare.people.picture.choices import UNSAID
from oncocare.people.picture.contradictions import before_birth
from oncocare.people.picture.details import DETAILS, BadDetail, DetailKind, checked
from oncocare.people.picture.selectors import Picture, picture_of

CHANGED_MEANWHILE = _("Somebody changed this while you were writing. Nothing is saved yet. Check it, and save again.")

BEFORE_BIRTH = _("This is before the date of birth.")


@action
def keep_picture(
    *,
    by: Actor,
    patient: Patient,
    source: str,
    said: Mapping[str, Any],
    unsaid: Mapping[str, str] | None = None,
    seen: int | None = None,
) -> list[PictureEntry]:
    """Keep what was said, by name of the detail, and why nothing was (`unsaid`); what is known already is not repeated.

    `said` with None takes a detail back, and the reason why nothing was said. `seen` is `Picture.newest` of them as
    the page showed it: where one came in since then, `ValidationError`, and nothing is kept. Raises `BadDetail`, and
    KeyError for what is no detail.
    """
    patient = Patient.objects.select_for_update(of=("self",)).select_related("centre").get(pk=patient.pk)
    known, today = picture_of(patient), today_of(patient)
    if seen is not None and known.newest([*said, *(unsaid or {})]) > seen:
        raise ValidationError(CHANGED_MEANWHILE)
    values = {name: checked(DETAILS[name], value, today) for name, value in said.items()}
    if before_birth(values, patient.born_on):
        raise BadDetail(BEFORE_BIRTH)
    entries = [
        *_said(known, values),
        *_unsaid(known, unsaid or {}),
    ]
    for entry in entries:
        entry.patient, entry.centre, entry.source = patient, patient.centre, source
        entry.said_on, entry.made_by = today, actor(by)
    PictureEntry.objects.bulk_create(entries)
    if entries:
        _counted_from(patient, entries)
        record(
            by=by, verb=Verb.PICTURE_KEPT, subject=patient, patient=patient, centre=patient.centre,
            details=sorted(entry.detail for entry in entries), source=source,
        )  # fmt: skip
    return entries


def _said(known: Picture, said: Mapping[str, Any]) -> Iterable[PictureEntry]:
    for name, value in said.items():
        if value != known.value(name) or (value is None and known.unsaid(name)):
            own_words = DETAILS[name].kind is DetailKind.WORDS
            yield PictureEntry(
                detail=name, value=None if own_words else value, words=(value or "") if own_words else ""
            )


def _unsaid(known: Picture, unsaid: Mapping[str, str]) -> Iterable[PictureEntry]:
    for name, why in unsaid.items():
        if why not in UNSAID:
            raise ValidationError({"why": _("Choose one of the reasons.")})
        if why != known.unsaid(name):
            yield PictureEntry(detail=DETAILS[name].name, unsaid=why)


def _counted_from(patient: Patient, entries: Iterable[PictureEntry]) -> None:
    """Set on the row of the patient what questions are counted from."""
    here = {entry.detail: entry.value for entry in entries if DETAILS[entry.detail].on_patient}
    for name, value in here.items():
        is_day = DETAILS[name].kind is DetailKind.DAY
        empty = "" if DETAILS[name].kind is DetailKind.CHOICE else None
        setattr(patient, name, date.fromisoformat(value) if is_day and value else value or empty)
    if here:
        patient.save(update_fields=list(here))
