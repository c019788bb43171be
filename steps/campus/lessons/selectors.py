"""What somebody reads in the campus, how far they are, and what they wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from oncocare.foundation.digest import digest
from oncocare.foundation.sealed import Lost
from oncocare.library import marked
from oncocare.library.choices import Audience
from oncocare.library.document import Document
from oncocare.library.models import Piece, TextVersion
from oncocare.library.reading.selectors import Shelf, shelves, versions_shown
from oncocare.people.access import as_patient, not_found, own_patient
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from steps.campus.lessons.parts import Answered, LessonPart, answers_in, labels_in, parts_of, place_in
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
    """What stands in each field, by its name; nothing of what cannot be opened."""
    if writing is None or not writing.written or is_lost(writing):
        return {}
    found: Mapping[str, str] = json.loads(writing.written)
    return dict(found)


def mark_of(writing: Writing | None) -> str:
    """What stands in it, as a mark that a page sends back: another mark means that it was changed meanwhile."""
    return digest(written_in(writing))


def is_lost(writing: Writing | None) -> bool:
    """Whether what was written cannot be opened, since its key is not here."""
    return writing is not None and isinstance(writing.written, Lost)


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
    [labels] = _labels([(writing, text or writing.version)])
    return labels


def answers_of(writings: Sequence[Writing]) -> list[list[Answered]]:
    """Of each of these what was asked, as the text it was written in asks it, and what was written; at most a query."""
    each = _labels([(one, one.version) for one in writings])
    return [answers_in(labels, written_in(one)) for one, labels in zip(writings, each, strict=True)]


def _labels(asked: Sequence[tuple[Writing, TextVersion]]) -> list[dict[str, str]]:
    known = [labels_in([marked.read(text.text)]) for _writing, text in asked]
    each = zip(asked, known, strict=True)
    missing = {one.piece_id for (one, _text), labels in each if written_in(one).keys() - labels.keys()}
    texts = list(TextVersion.objects.filter(piece__in=missing).order_by("-number")) if missing else []
    return [
        labels | _older(written_in(one), labels, text, (other for other in texts if other.piece_id == one.piece_id))
        for (one, text), labels in zip(asked, known, strict=True)
    ]


def _older(
    written: Mapping[str, str], labels: Mapping[str, str], text: TextVersion, texts: Iterable[TextVersion]
) -> dict[str, str]:  # fmt: skip
    """What other texts of the piece asked of the fields that this one does not have, in its language if they can."""
    missing = [name for name in written if name not in labels]
    if not missing:
        return {}
    others = [other for other in texts if other.pk != text.pk]
    same_first = sorted(others, key=lambda one: one.language != text.language)
    older = labels_in(marked.read(one.text) for one in same_first)
    return {name: older.get(name, "") for name in missing}
