"""Reads the texts of a centre, what a person said, what is to be asked. Nothing here is kept for later:
whoever acts on a consent asks at that moment.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from oncocare.consent.models import ABOUT, ASKED_LATER, Consent, ConsentText, Notice, Purpose, Section
from oncocare.consent.placeholders import fill
from oncocare.consent.shipped import shipped
from oncocare.people.access import at_work, be_at, not_found
from oncocare.people.models import Centre, Patient
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from oncocare.web.unbroken import unbroken

Said = Consent.Said


# --- texts ----------------------------------------------------------------------------------------------------------


def texts_for(centre: Centre, language: str) -> dict[str, ConsentText]:
    """The latest text of this centre about each thing, in this language: its own, else the shipped one, stored once."""
    texts = _latest(ConsentText.objects.filter(centre=centre, language=language))
    if missing := shipped(language).keys() - texts.keys():
        ConsentText.objects.store_shipped(centre=centre, language=language, about=missing)
        texts = _latest(ConsentText.objects.filter(centre=centre, language=language))
    return {about: texts[about] for about in ABOUT if about in texts}


def _latest(rows: QuerySet[ConsentText]) -> dict[str, ConsentText]:
    newest = rows.order_by("about", "-version").distinct("about").select_related("centre")
    return {row.about: row for row in newest}


def versions_of(centre: Centre, about: str, language: str) -> QuerySet[ConsentText]:
    """Every version of one text, the newest first."""
    return ConsentText.objects.filter(centre=centre, about=about, language=language).order_by("-version")


@dataclass(frozen=True)
class FilledText:
    """A text as a person reads it, with its names filled in."""

    title: str
    body: str


def filled(text: ConsentText) -> FilledText:
    """The text with its names filled in."""
    with translation.override(text.language):
        values = {"centre": text.centre.name, "phone": unbroken(text.centre.phone) or _("the number on your letter")}
    return FilledText(fill(text.title, values), fill(text.body, values))


@dataclass(frozen=True)
class NoticePart:
    """One part of what a centre says itself; without `text` where it has not said it in this language."""

    about: Notice
    text: ConsentText | None
    filled: FilledText | None


def notice_of(centre: Centre, language: str, parts: Iterable[Notice]) -> list[NoticePart]:
    """These parts in their order, in this language and no other."""
    rows = _latest(ConsentText.objects.filter(centre=centre, language=language, about__in=list(parts)))
    found = [(about, rows.get(about.value)) for about in parts]
    return [NoticePart(about, text, filled(text) if text else None) for about, text in found]


def notice_language(centre: Centre, language: str, wished: str) -> str:
    """In which language a notice of this centre is read: in this one where texts can be written in it or nothing is
    written, else the first of those in which something stands, `wished` before the others.
    """
    written = [code for code, _name in settings.LANGUAGES]
    if language in written:
        return language
    rows = ConsentText.objects.filter(centre=centre, about__in=Notice.values)
    said = set(rows.values_list("language", flat=True))
    return next((code for code in (wished, *written) if code in said), language)


def notice_gaps(centre: Centre) -> list[tuple[str, str]]:
    """Each part of the notice and language in which this centre has not said it."""
    rows = ConsentText.objects.filter(centre=centre, about__in=Notice.values)
    said = set(rows.values_list("about", "language").distinct())
    return [
        (about, language)
        for about in Notice.values
        for language, _name in settings.LANGUAGES
        if (about, language) not in said
    ]


def read_before(patient: Patient) -> list[ConsentText]:
    """What this person read before joining, in the version of that moment; nothing where somebody else took them in."""
    first = patient.consents.filter(channel=Consent.Channel.JOINING).order_by("id").first()
    if first is None:
        return []
    then = ConsentText.objects.filter(
        centre=patient.centre_id, language=first.language, about__in=Section.values, published__lte=first.at
    )
    rows = _latest(then)
    return [rows[about] for about in Section.values if about in rows]


def own_text(standing: Standing, pk: Any) -> ConsentText:
    """A text of a centre where this person is in care."""
    text = ConsentText.objects.select_related("centre").filter(pk=pk).first()
    if text is None or text.centre_id not in standing.patients:
        not_found(standing.user, f"text:{pk}")
    be_at(standing, text.centre_id)
    return text


def text_for(standing: Standing, pk: Any, permission: Permission) -> ConsentText:
    """A text of a centre where this person works and holds `permission`."""
    text = ConsentText.objects.select_related("centre").filter(pk=pk).first()
    return at_work(standing, text, f"text:{pk}", permission)


# --- consents -------------------------------------------------------------------------------------------------------


def _in_force() -> QuerySet[Consent]:
    """The yes or no that counts: the latest of each patient and purpose. "Not now" leaves what was said before."""
    rows = Consent.objects.exclude(said=Said.NOT_NOW).order_by("patient_id", "purpose", "-id")
    return rows.distinct("patient_id", "purpose")


def holds(patient: Patient, purpose: str) -> bool:
    """Whether this person agrees to `purpose` now; who was never asked does not."""
    return bool(holding([patient], purpose))


def said_no(patient: Patient, purpose: str) -> bool:
    """Whether a no of this person stands; who was never asked did not say it."""
    return _in_force().filter(patient=patient, purpose=purpose).values_list("said", flat=True).first() == Said.NO


def refusing(patients: Iterable[Patient | uuid.UUID], purpose: str) -> set[uuid.UUID]:
    """The ids of those of these patients whose no stands."""
    rows = _in_force().filter(patient__in=patients, purpose=purpose).values_list("patient_id", "said")
    return {patient for patient, said in rows if said == Said.NO}


def holding(patients: Iterable[Patient | uuid.UUID], purpose: str) -> set[uuid.UUID]:
    """The ids of those of these patients who agree to `purpose` now."""
    rows = _in_force().filter(patient__in=patients, purpose=purpose).values_list("patient_id", "said")
    return {patient for patient, said in rows if said == Said.YES}


def answers_of(patient: Patient) -> dict[str, Consent]:
    """What counts for each purpose this person has said yes or no to."""
    return {row.purpose: row for row in _in_force().filter(patient=patient).select_related("text")}


def history_of(patient: Patient) -> QuerySet[Consent]:
    """Everything this person ever said, the latest first, with the text it was said to."""
    return patient.consents.select_related("text").order_by("-id")


def to_ask(patient: Patient, language: str) -> list[ConsentText]:
    """What to ask now: what was never answered, and a new version that asks again, once, whatever the answer is.

    Who said no to care is asked nothing. What is asked later is only asked again, of whoever was asked there.
    """
    consents = list(history_of(patient))
    if _left(consents):
        return []
    texts = texts_for(patient.centre, language)
    again = {about: text for about, text in texts.items() if text.asks_again}
    if any(text.version > 1 for about, text in texts.items() if about not in again):
        asking = ConsentText.objects.filter(centre=patient.centre, language=language, asks_again=True)
        again = _latest(asking)
    said = {purpose: [consent for consent in consents if consent.purpose == purpose] for purpose in Purpose.values}
    return [
        texts[purpose]
        for purpose in Purpose.values
        if purpose in texts
        and (said[purpose] or purpose not in ASKED_LATER)
        and not _was_asked(again.get(purpose), said[purpose])
    ]


def _left(consents: list[Consent]) -> bool:
    """Whether the latest yes or no about care, of these with the latest first, is a no."""
    about_care = (row.said for row in consents if row.purpose == Purpose.CARE and row.said != Said.NOT_NOW)
    return next(about_care, "") == Said.NO


def _was_asked(again: ConsentText | None, consents: list[Consent]) -> bool:
    """Whether one of these was given to `again` or later; in another language the moment tells."""
    return any(
        again is None
        or (consent.text.language == again.language and consent.text.version >= again.version)
        or consent.at >= again.published
        for consent in consents
    )
