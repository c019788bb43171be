"""What somebody reads in the campus, how far they are, and what they wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from oncocare.library import marked
from oncocare.library.choices import Audience
from oncocare.library.document import Document
from oncocare.library.models import Piece, TextVersion
from oncocare.library.reading.selectors import Shelf, shelves, versions_shown
from oncocare.people.access import as_patient, not_found, own_patient
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from steps.campus.lessons.parts import LessonPart, labels_in, parts_of, place_in
from steps.campus.models import PieceUse, Writing

# --- a piece as one person reads it -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PieceHere:
    """A piece for one person: its text that is published today in their language, None where there is none, the same
    in other languages, and what they did with it so far.
    """

    patient: Patient
    piece: Piece
    version: Any
    elsewhere: list[tuple[str, str, str]]  # code and name of a language, and the title in it
    use: PieceUse | None

    @cached_property
    def text(self) -> Document:
        """The text as blocks."""
        return marked.read(self.version.text)

    @cached_property
    def parts(self) -> list[LessonPart]:
        """The text as parts, read one at a time."""
        return parts_of(self.text)

    @property
    def place(self) -> int:
        """How many of its parts are behind them."""
        if self.use is None:
            return 0
        return place_in(self.parts, self.use.place, same=self.use.version_id == self.version.pk)


def piece_here(standing: Standing, slug: str, language: str) -> PieceHere:
    """A piece of one's own centre that is published in some language, or that one has opened before; else refused."""
    patient = own_patient(standing)
    versions = versions_shown(patient.centre, slug)
    use = PieceUse.objects.select_related("piece").filter(patient=patient, piece__slug=slug).first()
    if not versions and use is None:
        not_found(standing.user, f"piece:{slug}")
    piece = use.piece if use else next(iter(versions.values())).piece
    names = dict(settings.LIBRARY_LANGUAGES)
    elsewhere = [(code, names[code], one.title) for code, one in versions.items() if code != language and code in names]
    return PieceHere(patient, piece, versions.get(language), elsewhere, use)


def uses_of(patient: Patient) -> QuerySet[PieceUse]:
    """What this person opened, the latest first."""
    return patient.piece_uses.select_related("piece", "version").order_by("-touched", "-id")


def all_for(patient: Patient, language: str) -> list[Shelf]:
    """Everything there is for patients at their centre in this language, by area; each text has its `use`, or None."""
    found = shelves(patient.centre, language, Audience.PATIENT)
    used = {use.piece_id: use for use in PieceUse.objects.filter(patient=patient)}
    for shelf in found:
        for text in [*shelf.others, *(one for _name, _summary, texts in shelf.modules for one in texts)]:
            text.use = used.get(text.piece_id)
    return found


# --- what they wrote --------------------------------------------------------------------------------------------------


def written_in(writing: Writing | None) -> dict[str, str]:
    """What stands in each field, by its name."""
    found: Mapping[str, str] = json.loads(writing.written) if writing and writing.written else {}
    return dict(found)


def writings_of(patient: Patient) -> QuerySet[Writing]:
    """All that this person wrote, the latest first."""
    return patient.writings.select_related("piece", "version").order_by("-saved", "-id")


def shared_writings(patient: Patient) -> QuerySet[Writing]:
    """What they share with whoever guides them and their clinicians, the latest first."""
    return writings_of(patient).filter(shared__isnull=False)


def newest_writing(patient: Patient, piece: Piece) -> Writing | None:
    """What they wrote last in the fields of a piece."""
    return patient.writings.filter(piece=piece).order_by("-begun", "-id").first()


def own_writing(standing: Standing, pk: Any) -> Writing:
    """Something that the signed-in person wrote."""
    found = Writing.objects.select_related("patient__centre", "centre", "piece", "version").filter(pk=pk).first()
    return as_patient(standing, found, f"writing:{pk}", Permission.SEE_OWN_COURSE)


def labels_of(writing: Writing, text: TextVersion | None = None) -> dict[str, str]:
    """What each field of a writing asks, by its name: all those of `text`, or else of the text it was written in, and
    others that were written in an earlier text, as that asked them; a field whose question is gone has none.
    """
    written, first = written_in(writing), text or writing.version
    labels = labels_in([marked.read(first.text)])
    if missing := written.keys() - labels.keys():
        earlier = TextVersion.objects.filter(piece=writing.piece_id).exclude(pk=first.pk).order_by("-number")
        same_first = sorted(earlier, key=lambda one: one.language != first.language)
        older = labels_in(marked.read(one.text) for one in same_first)
        labels |= {name: older.get(name, "") for name in written if name in missing}
    return labels
