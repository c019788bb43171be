"""What a text has to have for the media that it shows, so that whoever cannot see or hear them loses nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from oncocare.library.choices import MediumKind, PieceKind
from oncocare.library.document import MediaFigure

NEEDS_ITS_OWN = {PieceKind.VIDEO: MediumKind.VIDEO, PieceKind.AUDIO: MediumKind.AUDIO}


class KnownMedium(NamedTuple):
    """A medium that is there, and what is written of it in the language of the text."""

    kind: str
    decorative: bool
    captions: bool
    transcript: bool


def missing(
    kind: str, figures: list[tuple[int, MediaFigure]], known: Mapping[str, KnownMedium], language: str
) -> list[tuple[int, str]]:
    """What is missing in a text of a piece of this kind, each with the line of the medium; line 0 is the whole text.
    `language` is what its language calls itself.
    """
    found = [(line, said) for line, figure in figures for said in _of(figure, known.get(figure.medium), language)]
    needed = NEEDS_ITS_OWN.get(PieceKind(kind))
    shown = {known[figure.medium].kind for _line, figure in figures if figure.medium in known}
    if needed is MediumKind.VIDEO and needed not in shown:
        found.append((0, _("It is a video, and no film stands in it.")))
    if needed is MediumKind.AUDIO and needed not in shown:
        found.append((0, _("It is something to listen to, and no sound stands in it.")))
    return found


def _of(figure: MediaFigure, known: KnownMedium | None, language: str) -> Iterator[str]:
    said = {"name": figure.medium, "language": language}
    if known is None:
        yield (_("There is no picture, film or sound “%(name)s” at your centre. Take it in first.") % said)
    elif known.kind == MediumKind.IMAGE:
        if not figure.alt and not known.decorative:
            yield _("Say what the picture “%(name)s” shows, for whoever cannot see it.") % said
    elif known.kind == MediumKind.VIDEO:
        if not known.captions:
            yield _("The film “%(name)s” has no captions in %(language)s, so whoever cannot hear misses it.") % said
        if not known.transcript:
            yield _("The film “%(name)s” has no transcript in %(language)s to read instead.") % said
    elif not known.transcript:
        yield _("The sound “%(name)s” has no transcript in %(language)s to read instead.") % said
