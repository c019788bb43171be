"""Reads of printed sheets: in which languages a set can be printed or read aloud, and the set behind a code."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from oncocare.paper.writable import can_write
from oncocare.people.models import Centre, Patient
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.definition import InstrumentText
from questionnaires.instruments.selectors import texts_of
from questionnaires.models import Assignment, PrintedSheet
from questionnaires.selectors import due_for
from questionnaires.sheets.paper import letters_of
from questionnaires.sheets.words import words_in

Wording = Mapping[str, InstrumentText]  # one language of a set: its text by instrument


def open_sets(patient: Patient) -> dict[uuid.UUID, list[Assignment]]:
    """The sets of questions that this person can answer today, the earliest due first."""
    sets: dict[uuid.UUID, list[Assignment]] = {}
    for asked in due_for(patient):
        sets.setdefault(asked.bundle, []).append(asked)
    return sets


def wordings_of(codes: Iterable[str], centre: Centre) -> dict[str, Wording]:
    """By language, the wording of every one of these instruments; a language in which one has none is left out."""
    found = texts_of(codes, centre)
    shared = set.intersection(*(set(texts) for texts in found.values())) if found else set()
    return {language: {code: texts[language] for code, texts in found.items()} for language in sorted(shared)}


def printable(codes: Iterable[str], centre: Centre) -> dict[str, Wording]:
    """Of these the languages that our fonts can write."""
    return {
        language: texts
        for language, texts in wordings_of(codes, centre).items()
        if can_write(letters_of((definition(code), text) for code, text in texts.items()).replace("\n", " "))
        and can_write(words_in(language).cross)
    }


def sheet_of(centre: Centre, code: str) -> PrintedSheet | None:
    """The sheet of this centre with this code, whatever the case, the spaces and the dashes in which it was typed."""
    plain = "".join(sign for sign in code if sign.isalnum()).upper()
    return PrintedSheet.objects.select_related("patient").filter(centre=centre, code=plain).first()
