"""Reads of instruments: which wording a centre may use, and what it can ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.translation import get_language

from oncocare.people.days import today_of
from oncocare.people.models import Centre
from questionnaires.instruments.catalogue import catalogue, definition
from questionnaires.instruments.definition import Definition, InstrumentText
from questionnaires.instruments.textpack import text_of
from questionnaires.models import TextPack


def texts(known: Definition, centre: Centre) -> Mapping[str, InstrumentText]:
    """The wording this centre may use, by language: what ships with the instrument, and its own valid packs."""
    return texts_of([known.code], centre)[known.code]


def texts_of(codes: Iterable[str], centre: Centre) -> Mapping[str, Mapping[str, InstrumentText]]:
    """The same for each of these instruments; the packs of all of them are read together."""
    codes = set(codes)
    licensed = [code for code in codes if not definition(code).texts]
    return texts_among(packs_of(centre).filter(instrument__in=licensed) if licensed else (), codes)


def texts_among(packs: Iterable[TextPack], codes: Iterable[str]) -> Mapping[str, Mapping[str, InstrumentText]]:
    """The same from what was read of `packs_of`."""
    found: dict[str, dict[str, InstrumentText]] = {code: dict(definition(code).texts) for code in codes}
    licensed = {code for code, shipped in found.items() if not shipped}
    for pack in packs:
        if pack.instrument in licensed:
            found[pack.instrument][pack.language] = text_of(definition(pack.instrument), pack.content)
    return found


def packs_of(centre: Centre) -> QuerySet[TextPack]:
    """The packs whose licence holds today, the newest last."""
    return TextPack.objects.filter(centre=centre, valid_until__gte=today_of(centre)).order_by("loaded")


def wordings(centre: Centre) -> dict[str, set[str]]:
    """The languages in which this centre may ask each instrument of the catalogue, in one query."""
    return languages_among(packs_of(centre).only("instrument", "language"))


def languages_among(packs: Iterable[TextPack]) -> dict[str, set[str]]:
    """The same from what was read of `packs_of`."""
    found = {code: set(known.texts) for code, known in catalogue().items()}
    for pack in packs:
        if pack.instrument in found and not definition(pack.instrument).texts:
            found[pack.instrument].add(pack.language)
    return found


def text_in(known: Definition, centre: Centre, language: str | None = None) -> InstrumentText | None:
    """The wording in the reader's language; None where there is none, never a neighbouring language."""
    return texts(known, centre).get(language or get_language() or "en")


def usable(centre: Centre) -> list[Definition]:
    """The instruments this centre has wording for, by code."""
    return [definition(code) for code, languages in sorted(wordings(centre).items()) if languages]
