"""A small library of one centre, made through the real actions where there are such."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image

from oncocare.library.actions import publish, save_draft, submit
from oncocare.library.media.actions import take_in, write_words
from oncocare.library.models import Medium, MediumWords, Module, Piece, TextVersion
from oncocare.people.days import today_of
from oncocare.people.models import User
from tests.cast import BY, Cast

FILES = Path(__file__).parents[1] / "library" / "files"
CAPTIONS = "WEBVTT\n\n00:00.500 --> 00:02.000\nWhen the night is long,\n\n00:02.000 --> 00:04.000\nget up.\n"
WORDS = {"title": "Awake at three", "summary": "When the night is long.", "text": "Get up. Sit *somewhere* else.\n"}


@dataclass(frozen=True)
class Stock:
    """A piece with a published English version and a Spanish one that waits for review, a module of it, and a medium."""

    piece: Piece
    published: TextVersion
    waiting: TextVersion
    module: Module
    medium: Medium


def new_piece(cast: Cast, slug: str = "awake-at-three", kind: str = "lesson") -> Piece:
    """A piece of the centre called here, which Clara keeps right; nobody has written anything of it."""
    return Piece.objects.create(
        centre=cast.here, slug=slug, kind=kind, area="sleep", audience=["patient"], phases=["new"], owner=cast.clara
    )


def handed_in(
    by: User, piece: Piece, language: str = "en", source: TextVersion | None = None, **words: str
) -> TextVersion:
    """A version that waits for review."""
    draft = save_draft(by=by, piece=piece, language=language, **{**WORDS, **words})
    return submit(by=by, draft=draft, source=source)


def publish_for_a_year(cast: Cast, version: TextVersion) -> None:
    """Gala reviews it: it is shown from today."""
    publish(by=cast.gala, version=version, until=today_of(cast.here) + timedelta(days=365))


def stocked(cast: Cast, rows: int = 1) -> Stock:
    """So many rows of everything in the library, one at least in every table; the first of each is named."""
    pieces = [_written(cast, slug) for slug in ("awake-at-three", *(f"awake-{number}" for number in range(1, rows)))]
    piece, published, waiting = pieces[0]
    modules = [_module(cast, f"sleeping-again{end}", [one.slug for one, *_rest in pieces]) for end in _ends(rows)]
    media = [_medium(cast, f"a-lamp{end}") for end in _ends(rows)]
    return Stock(piece, published, waiting, modules[0], media[0])


def _ends(rows: int) -> list[str]:
    return ["", *(f"-{number}" for number in range(1, rows))]


def _written(cast: Cast, slug: str) -> tuple[Piece, TextVersion, TextVersion]:
    """A piece, its published English version, and the Spanish one that waits; Gala writes at it too."""
    piece = new_piece(cast, slug)
    published = handed_in(cast.clara, piece)
    publish_for_a_year(cast, published)
    waiting = handed_in(cast.clara, piece, "es", published, title="Despierta a las tres")
    save_draft(by=cast.gala, piece=piece, language="en", **WORDS)
    return piece, published, waiting


def _module(cast: Cast, slug: str, pieces: list[str]) -> Module:
    return Module.objects.create(
        centre=cast.here, slug=slug, area="sleep", audience=["patient"], pieces=pieces,
        title={"en": "Sleeping again"}, summary={"en": "Four short lessons."},
    )  # fmt: skip


def brought(cast: Cast, name: str = "a-talk", file: str = "talk.mp4", **more: bool) -> Medium:
    """A film, sound or picture of the centre called here; the files are real ones that play."""
    with (FILES / file).open("rb") as opened:
        return take_in(by=cast.clara, centre=cast.here, name=name, file=opened, **more)


def picture(width: int = 640, height: int = 400, form: str = "PNG", **saved: object) -> BytesIO:
    """A picture of a lamp in the dark, as a file."""
    made = BytesIO()
    image = Image.new("RGB", (width, height), "#102030")
    image.paste("#ffd080", (width // 4, height // 4, width // 2, height // 2))
    image.save(made, form, **saved)
    made.seek(0)
    return made


def said(medium: Medium, language: str = "en") -> MediumWords:
    """What is said in it, with captions."""
    return write_words(by=BY, medium=medium, language=language, captions=CAPTIONS)


def _medium(cast: Cast, name: str) -> Medium:
    medium = brought(cast, name)
    said(medium)
    return medium
