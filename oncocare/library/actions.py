"""Writes of the library: drafts, versions and their steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.library import document, marked
from oncocare.library.ease import ease
from oncocare.library.folder import PieceText, hash_of
from oncocare.library.kinds import TEXT_STEP
from oncocare.library.models import Medium, MediumWords, Piece, TextDraft, TextStep, TextVersion
from oncocare.library.selectors import TextStanding, last_day_of_older, newest, not_over, spoken, standing
from oncocare.library.showing import KnownMedium, missing
from oncocare.people.days import today_of
from oncocare.people.models import Actor, User

Step = TextStep.Step


@action
def save_draft(*, by: User, piece: Piece, language: str, title: str, summary: str, text: str) -> TextDraft:
    """Keep what somebody is writing, as often as they like; nobody else's draft is touched, and nothing is checked."""
    draft, _new = TextDraft.objects.update_or_create(
        piece=piece, language=language, author=by,
        defaults={"title": title, "summary": summary, "text": text, "saved": clock.now()},
        create_defaults={
            "centre": piece.centre, "title": title, "summary": summary, "text": text, "saved": clock.now(),
            "begun_from": newest(piece, language),
        },
    )  # fmt: skip
    return draft


@action
def submit(*, by: User, draft: TextDraft, source: TextVersion | None = None) -> TextVersion:
    """A draft becomes a version, which somebody else reviews; `ValidationError` where it cannot be read by anybody."""
    text = _readable(draft.title, draft.summary, draft.text)
    _shows_what_is_there(draft.piece, draft.language, draft.text)
    version = _add_version(by, draft.piece, draft.language, text, source)
    draft.delete()
    _step(by, version, Step.SUBMITTED)
    return version


def _readable(title: str, summary: str, text: str) -> PieceText:
    if not title.strip() or not summary.strip():
        raise ValidationError({"title" if not title.strip() else "summary": _("Write it before you hand it in.")})
    try:
        blocks = marked.read(text)
    except marked.NotMarked as refused:
        said = [(one.line, one.message) for one in refused.problems]
        raise ValidationError({"text": by_line(said)}) from refused
    if not blocks:
        raise ValidationError({"text": _("Write it before you hand it in.")})
    return PieceText(title.strip(), summary.strip(), blocks)


def by_line(problems: Iterable[tuple[int, Any]]) -> list[str]:
    """What is wrong, each with its line; that of line 0 is about the whole."""
    return [
        _("Line %(line)s: %(what)s") % {"line": line, "what": what} if line else str(what) for line, what in problems
    ]


def _shows_what_is_there(piece: Piece, language: str, text: str) -> None:
    """Refuse a text whose pictures, films or sounds are not there, or not for everybody."""
    figures = marked.figures(text)
    names = [figure.medium for _line, figure in figures]
    words = spoken(piece.centre, names, language)
    known = {
        one.name: _known(one, words.get(one.name)) for one in Medium.objects.filter(centre=piece.centre, name__in=names)
    }
    called = str(get_language_info(language)["name_translated"])
    if problems := missing(piece.kind, figures, known, called):
        raise ValidationError({"text": by_line(problems)})


def _known(medium: Medium, words: MediumWords | None) -> KnownMedium:
    captions, transcript = (words.captions, words.transcript) if words else ("", "")
    return KnownMedium(medium.kind, medium.decorative, captions=bool(captions), transcript=bool(transcript))


def _add_version(
    by: Actor, piece: Piece, language: str, text: PieceText, source: TextVersion | None = None
) -> TextVersion:
    hold(piece)  # versions are numbered one after the other
    before = newest(piece, language)
    version = version_of(by, piece, language, before.number + 1 if before else 1, text)
    version.source = source
    version.save()
    record_version(by, version)
    return version


def record_version(by: Actor, version: TextVersion) -> None:
    """The audit row of a version that was written."""
    record(
        by=by, verb=Verb.LIBRARY_WRITTEN, subject=version, centre=version.centre,
        piece=version.piece.slug, language=version.language, version=version.number, sha256=version.sha256,
    )  # fmt: skip


def version_of(by: Actor, piece: Piece, language: str, number: int, text: PieceText) -> TextVersion:
    """A version of a piece with what is measured on its text, not yet stored."""
    words = document.plain(text.text)
    written = marked.write(text.text)
    read = ease(words, language)
    return TextVersion(
        piece=piece, centre=piece.centre, language=language, number=number,
        title=text.title, summary=text.summary, text=written, sha256=hash_of(text.title, text.summary, written),
        minutes=read.minutes, ease=read.score, media=document.media(text.text),
        by=actor(by),
    )  # fmt: skip


# --- steps ------------------------------------------------------------------------------------------------------------


def _step(
    by: Actor, version: TextVersion, step: Step, *, note: str = "", on: date | None = None, until: date | None = None
) -> TextStep:
    made = TextStep.objects.create(
        version=version, centre=version.centre, step=step, note=note, on=on, until=until, by=actor(by)
    )
    record_step(by, made)
    emit(TEXT_STEP, step=made.pk)
    return made


def record_step(by: Actor, step: TextStep) -> None:
    """The audit row of what became of a version."""
    version = step.version
    record(
        by=by, verb=Verb.LIBRARY_STEP, subject=version, centre=version.centre,
        step=str(step.step), piece=version.piece.slug, language=version.language, version=version.number,
    )  # fmt: skip


def _stands(version: TextVersion, *allowed: TextStanding) -> None:
    """Refuse a step where somebody else has taken one meanwhile."""
    hold(version.piece)
    if standing(version, today_of(version.centre)) not in allowed:
        raise ValidationError(_("Somebody has done something with this version meanwhile. Look at it again."))


@action
def send_back(*, by: User, version: TextVersion, note: str) -> TextStep:
    """A reviewer says what has to change."""
    _stands(version, TextStanding.IN_REVIEW)
    if not note.strip():
        raise ValidationError({"note": _("Say what has to change.")})
    return _step(by, version, Step.SENT_BACK, note=note.strip())


@action
def publish(*, by: User, version: TextVersion, until: date, on: date | None = None, note: str = "") -> TextStep:
    """Somebody other than who wrote it has reviewed it clinically: it is shown from `on`, today if not said, and until
    the day by which it is to be reviewed again.
    """
    hold(version.centre)  # what is said in its media is not written anew meanwhile
    _stands(version, TextStanding.IN_REVIEW)
    today = today_of(version.centre)
    begins = on or today
    if version.by == actor(by):
        raise ValidationError(_("Somebody else has to review what you wrote."))
    if version.piece.made_up and not settings.DEMO:
        raise ValidationError(
            _(
                "Nobody lived what this piece tells: it is made up, and is published in a demonstration only. Nothing "
                "has changed. Send it back, or leave it as it is."
            )
        )
    if begins < today:
        raise ValidationError({"on": _("Choose today or a day to come.")})
    if until <= begins:
        raise ValidationError({"until": _("Choose a day after the first on which it is shown.")})
    if (last := last_day_of_older(version)) and until < last:
        said = _("An older version is shown until %(day)s and would come back. Choose that day or a later one.")
        raise ValidationError({"until": said % {"day": formats.date_format(last)}})
    _shows_what_is_there(version.piece, version.language, version.text)
    return _step(by, version, Step.PUBLISHED, on=begins, until=until, note=note)


@action
def end(*, by: User, version: TextVersion, note: str, everywhere: bool = False) -> TextStep:
    """A published version, or one that is to come, is shown no more: a testimony withdrawn, something wrong. No older
    one comes back in its place; `everywhere` takes out the piece in every language.
    """
    _stands(version, TextStanding.PUBLISHED, TextStanding.SCHEDULED, TextStanding.EXPIRED)
    if not note.strip():
        raise ValidationError({"note": _("Say why it is no longer shown.")})
    others = version.piece.versions.exclude(pk=version.pk)
    others = others if everywhere else others.filter(language=version.language, number__lt=version.number)
    for other in not_over(others, today_of(version.centre)):
        _step(by, other, Step.ENDED, note=note.strip())
    return _step(by, version, Step.ENDED, note=note.strip())
