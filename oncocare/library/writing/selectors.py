"""What stands on the page on which a text is written: one's own, those of others, and what it is translated from."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from oncocare.library import document, marked, markup
from oncocare.library.difference import Difference, difference
from oncocare.library.markup import Shown
from oncocare.library.models import Medium, Piece, TextDraft, TextVersion
from oncocare.library.selectors import newest, published
from oncocare.library.writing.missing import TextAsTyped
from oncocare.people.models import User


@dataclass(frozen=True)
class Beside:
    """What somebody else is writing of the same text, and how it differs from one's own."""

    draft: TextDraft
    difference: Difference


@dataclass(frozen=True)
class TextSource:
    """The version that a text is translated from, and what became of it since the last translation."""

    version: TextVersion
    moved: Difference | None = None

    @property
    def words(self) -> TextAsTyped:
        """As the page has it."""
        return words_of(self.version)


def words_of(row: TextDraft | TextVersion | None) -> TextAsTyped:
    """What a draft or a version says; nothing where there is none."""
    return TextAsTyped(row.title, row.summary, row.text) if row else TextAsTyped("", "", "")


def stamp(draft: TextDraft | None) -> str:
    """Which state of a draft a page shows; empty where there is none."""
    return draft.saved.isoformat() if draft else ""


def own_draft(user: User, piece: Piece, language: str) -> TextDraft | None:
    """What this person is writing of it."""
    drafts = piece.drafts.filter(language=language, author=user).select_related("begun_from", "piece__centre")
    return drafts.first()


def others(user: User, piece: Piece, language: str, text: str) -> list[Beside]:
    """What others are writing of it at the same time, the latest first; `text` is one's own."""
    drafts = piece.drafts.filter(language=language).exclude(author=user).select_related("author").order_by("-saved")
    return [Beside(draft, difference(text, draft.text)) for draft in drafts]


def handed_in_since(draft: TextDraft | None, latest: TextVersion | None) -> Difference | None:
    """What somebody changed meanwhile: a version that was handed in after this draft was begun."""
    if draft is None or latest is None or latest == draft.begun_from:
        return None
    before = draft.begun_from.text if draft.begun_from else ""
    return difference(before, latest.text)


def languages_of(piece: Piece) -> list[str]:
    """The languages that it has a version in, the one it was first written in before the others."""
    return list(dict.fromkeys(piece.versions.order_by("made", "id").values_list("language", flat=True)))


def source_of(piece: Piece, language: str, latest: TextVersion | None, chosen: str = "") -> TextSource | None:
    """What a text in this language is translated from: the version that is shown, or else the newest, in the language
    that was `chosen`, that of the last translation, or that in which the piece was first written. None for that one.
    """
    languages = languages_of(piece)
    last = latest.source if latest else None
    begun = chosen or (last.language if last else next(iter(languages), ""))
    if begun == language or begun not in languages:
        return None
    version = published(piece.centre, begun).filter(piece=piece).first() or newest(piece, begun)
    moved = None
    if version and last and last.language == version.language and last.number < version.number:
        moved = difference(last.text, version.text)
    return TextSource(version, moved) if version else None


def source_named(piece: Piece, language: str, pk: str) -> TextVersion | None:
    """The version of this piece in another language that a page named as what it was translated from."""
    try:
        return piece.versions.exclude(language=language).filter(pk=uuid.UUID(pk)).first()
    except ValueError:
        return None


def media_of(piece: Piece) -> list[Medium]:
    """The media that a text of this centre may show, by name."""
    return list(Medium.objects.filter(centre=piece.centre).order_by("name"))


def editable(text: str) -> str | None:
    """A text in Markdown as the editor takes it, every medium by its bare name; None where it cannot be read."""
    try:
        blocks = marked.read(text)
    except marked.NotMarked:
        return None
    return markup.write(blocks, {name: Shown(name) for name in document.media(blocks)})
