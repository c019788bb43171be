"""Keeping what somebody writes, handing it in, and beginning again."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from oncocare.foundation.unit import action, hold
from oncocare.library.actions import save_draft, submit
from oncocare.library.models import Piece, TextDraft, TextVersion
from oncocare.library.selectors import newest
from oncocare.library.writing.missing import TextAsTyped, missing
from oncocare.library.writing.selectors import media_of, own_draft, stamp, words_of
from oncocare.people.models import User


class Overtaken(Exception):
    """The same person has kept something else in another window since this page was opened: `kept`."""

    def __init__(self, kept: TextDraft) -> None:
        self.kept = kept
        super().__init__(f"kept elsewhere at {kept.saved}")


@action
def keep(*, by: User, piece: Piece, language: str, words: TextAsTyped, since: str) -> TextDraft | None:
    """Keep what somebody wrote on a page that showed the state `since`; None where it is the version that is there.

    The same words sent again, as after an answer that got lost, are kept already. `Overtaken` where another window has
    kept other words meanwhile: then nothing is written.
    """
    hold(piece)
    kept = own_draft(by, piece, language)
    if kept and words_of(kept) == words:
        return kept
    if kept and stamp(kept) != since:
        raise Overtaken(kept)
    if kept is None and words_of(newest(piece, language)) == words:
        return None
    return save_draft(by=by, piece=piece, language=language, title=words.title, summary=words.summary, text=words.text)


@action
def hand_in(*, by: User, draft: TextDraft, source: TextVersion | None = None, called: str = "") -> TextVersion:
    """A draft becomes a version that waits for review; `ValidationError` with all that is missing, by field. `called`
    is the language of the `source`, as the page calls it.
    """
    media = {medium.name: medium.decorative for medium in media_of(draft.piece)}
    found = missing(words_of(draft), media, words_of(source) if source else None, called)
    if found:
        raise ValidationError({field: [said for name, said in found if name == field] for field, _said in found})
    return submit(by=by, draft=draft, source=source)


@action
def begin_again(*, by: User, piece: Piece, language: str) -> None:
    """Somebody leaves their own draft: the page shows the newest version again. What it was stays among its changes."""
    hold(piece)
    if draft := own_draft(by, piece, language):
        draft.delete()
