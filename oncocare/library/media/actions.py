"""Writes of the media: a file is taken in, and what is said in it is written."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action, hold
from oncocare.library.actions import by_line
from oncocare.library.choices import MediumKind
from oncocare.library.document import MEDIA_NAME
from oncocare.library.media import captions as captioning
from oncocare.library.media import pictures, recordings
from oncocare.library.media.refused import MediumRefused
from oncocare.library.media.selectors import CHUNK, folder, languages_shown, place_of, words_of
from oncocare.library.models import Medium, MediumWords
from oncocare.people.models import Actor, Centre

# --- files ------------------------------------------------------------------------------------------------------------


def take_in(*, by: Actor, centre: Centre, name: str, file: BinaryIO, decorative: bool = False) -> Medium:
    """A picture, film or sound comes to a centre under a name. Its file is there before its row: a row without a file
    would be a hole in a page, a file without a row is nothing. `ValidationError` by `name` and `file`.
    """
    _refuse_name(centre, name)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size == 0:
        raise ValidationError({"file": _("This file is empty. Choose another one.")})
    try:
        facts = _kept_picture(file, size) if is_picture(file) else _kept_recording(file, size)
    except MediumRefused as refused:
        raise ValidationError({"file": str(refused.sentence)}) from refused
    return _add(by=by, centre=centre, name=name, decorative=decorative and facts["kind"] == MediumKind.IMAGE, **facts)


def is_picture(file: BinaryIO) -> bool:
    """Whether a file begins as a picture does, of whatever name; `MediumRefused` for those that are not shown."""
    head = file.read(512)
    file.seek(0)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")):
        return True
    of_a_telephone = head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")
    drawn = b"<svg" in head.lower() or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<!--", b"<!DOCTYPE"))
    if of_a_telephone or drawn:
        raise MediumRefused(pictures.NOT_ONE)
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


@action
def _add(*, by: Actor, centre: Centre, name: str, **facts: Any) -> Medium:
    hold(centre)
    _refuse_name(centre, name)
    medium = Medium.objects.create(centre=centre, name=name, by=actor(by), **facts)
    record(
        by=by, verb=Verb.LIBRARY_MEDIUM, subject=medium, centre=centre,
        name=name, kind=str(medium.kind), sha256=medium.sha256,
    )  # fmt: skip
    return medium


def _refuse_name(centre: Centre, name: str) -> None:
    if not MEDIA_NAME.fullmatch(name):
        raise ValidationError({"name": _("A name has the letters a to z, digits, and - between them.")})
    if centre.media.filter(name=name).exists():
        raise ValidationError({"name": _("Something at your centre has this name already. Choose another one.")})


def _kept_picture(file: BinaryIO, size: int) -> dict[str, Any]:
    _refuse_size(size, pictures.LARGEST)
    made = pictures.made_anew(file)
    widths = list(made.files)
    widest = made.files[widths[-1]]
    sha256 = hashlib.sha256(widest).hexdigest()
    for width, content in made.files.items():
        with _coming() as out:
            out.write(content)
            _put(out, place_of(sha256, width if width != widths[-1] else None))
    return {
        "kind": MediumKind.IMAGE, "mime": pictures.MIME, "sha256": sha256, "size": len(widest),
        "widths": widths, "height": made.height,
    }  # fmt: skip


def _kept_recording(file: BinaryIO, size: int) -> dict[str, Any]:
    """A film or sound as it is, but for what a telephone wrote beside it."""
    found = recordings.recognised(file, size)
    _refuse_size(size, settings.LARGEST_FILM)
    with _coming() as out:
        file.seek(0)
        shutil.copyfileobj(file, out, CHUNK)
        for span in found.beside:
            out.seek(span[0])
            instead = recordings.blanked(span, out.read(16))
            out.seek(span[0])
            out.write(instead)
        out.seek(0)
        whole = hashlib.sha256()
        while part := out.read(CHUNK):
            whole.update(part)
        _put(out, place_of(whole.hexdigest()))
    return {
        "kind": found.kind, "mime": found.mime, "sha256": whole.hexdigest(), "size": size, "seconds": found.seconds,
    }  # fmt: skip


def _refuse_size(size: int, most: int) -> None:
    if size > most:
        said = {"size": -(-size // 1_000_000), "most": most // 1_000_000}
        raise MediumRefused(_("This file has %(size)s MB. Bring one of at most %(most)s MB.") % said)


@contextmanager
def _coming() -> Iterator[IO[bytes]]:
    """A new file that nobody else can read; gone again unless it was put in its place."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder(), prefix="coming-", delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def _put(file: IO[bytes], place: Path) -> None:
    """All of it is on the disk before it is found; one of the same name holds the same."""
    file.flush()
    os.fsync(file.fileno())
    place.parent.mkdir(mode=0o700, exist_ok=True)
    Path(file.name).replace(place)


# --- words ------------------------------------------------------------------------------------------------------------


@action
def write_words(*, by: Actor, medium: Medium, language: str, captions: str = "", transcript: str = "") -> MediumWords:
    """What is said in a film or sound, in one language; without a transcript it is made of the captions.

    `ValidationError` by `captions` and `transcript`; and where a version that is shown, or will be, was reviewed with
    what is written now.
    """
    hold(medium.centre)
    captions, transcript = _read_captions(captions), transcript.replace("\r\n", "\n").strip()
    if captions and not transcript:
        transcript = captioning.transcript(captioning.read(captions))
    before = words_of(medium).get(language)
    if before and (before.captions, before.transcript) == (captions, transcript):
        return before
    _refuse_words(medium, language, transcript)
    words = MediumWords.objects.create(
        medium=medium, centre=medium.centre, language=language, captions=captions, transcript=transcript, by=actor(by)
    )
    record(
        by=by, verb=Verb.LIBRARY_SAID, subject=medium, centre=medium.centre,
        name=medium.name, language=language, captions=bool(captions),
    )  # fmt: skip
    return words


def _read_captions(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return captioning.write(captioning.read(text))
    except captioning.NotCaptions as refused:
        raise ValidationError({"captions": by_line(refused.problems)}) from refused


def _refuse_words(medium: Medium, language: str, transcript: str) -> None:
    if medium.kind == MediumKind.IMAGE:
        raise ValidationError(_("Nothing is said in a picture. The text in which it stands says what it shows."))
    if language not in dict(settings.LIBRARY_LANGUAGES):
        raise ValidationError(_("Choose one of the languages in which the library is written."))
    if language in languages_shown(medium):
        raise ValidationError(
            _(
                "A text that is shown in this language was reviewed with these words, so they stay as they are. "
                "Take the film or sound in once more under another name, write its words there, and show that one in "
                "a new version of the text."
            )
        )
    if not transcript:
        raise ValidationError({"transcript": _("Write what is said, for whoever cannot hear it.")})
