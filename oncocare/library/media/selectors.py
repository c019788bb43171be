"""Where the file of a medium is kept, who may have it, where it is used, and what is not written of it yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet

from oncocare.library.choices import MediumKind
from oncocare.library.models import Medium, MediumWords, TextVersion
from oncocare.library.selectors import not_over, showing
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing

CHUNK = 65_536  # bytes read at once


# --- files ------------------------------------------------------------------------------------------------------------


def folder() -> Path:
    """Where all files are."""
    if not settings.MEDIA_ROOT:
        raise ImproperlyConfigured("MEDIA_ROOT is not set. Set it in the environment; see deploy/env.example.")
    return Path(settings.MEDIA_ROOT)


def place_of(sha256: str, width: int | None = None) -> Path:
    """Where a file with this hash is, or the picture that was made of it in another width. No name that somebody wrote
    is in it.
    """
    return folder() / sha256[:2] / (f"{sha256}-{width}" if width else sha256)


def file_of(medium: Medium, width: int | None = None) -> Path:
    """The file of a medium; of a picture the narrowest that has `width`, or the widest."""
    narrower = next((one for one in medium.widths[:-1] if width and one >= width), None)
    return place_of(medium.sha256, narrower)


def read_part(path: Path, first: int, length: int) -> Iterator[bytes]:
    """So many bytes of a file, a little at a time."""
    with path.open("rb") as file:
        file.seek(first)
        while length > 0 and (part := file.read(min(CHUNK, length))):
            length -= len(part)
            yield part


def without_file() -> list[Medium]:
    """The media whose file is not where it should be, or not of its length: after a restore there should be none."""
    return [medium for medium in Medium.objects.order_by("made").select_related("centre") if not _is_whole(medium)]


def _is_whole(medium: Medium) -> bool:
    path = file_of(medium)
    others = (file_of(medium, width) for width in medium.widths)
    return path.is_file() and path.stat().st_size == medium.size and all(one.is_file() for one in others)


# --- who may have it --------------------------------------------------------------------------------------------------


def is_public(medium: Medium) -> bool:
    """Whether some version that is shown today shows it: then anybody may have it."""
    return showing(medium).exists()


def is_open_to(medium: Medium, standing: Standing | None) -> bool:
    """Whether somebody who writes at its centre may have it, shown or not."""
    return standing is not None and standing.may(Permission.WRITE_LIBRARY, medium.centre_id)


# --- words ------------------------------------------------------------------------------------------------------------


def words_of(medium: Medium) -> dict[str, MediumWords]:
    """What is said in it by language: the latest of each."""
    return {one.language: one for one in medium.words.order_by("id")}


def languages_shown(medium: Medium) -> set[str]:
    """The languages in which it is shown today or on a day to come: there what is said stays as it was reviewed."""
    showing_it = TextVersion.objects.filter(centre=medium.centre, media__contains=[medium.name])
    return set(not_over(showing_it, today_of(medium.centre)).values_list("language", flat=True))


# --- where it is used -------------------------------------------------------------------------------------------------


@dataclass
class MediumLine:
    """A medium in the list: the texts whose newest version shows it, and the languages of those in which something is
    still to be written. Of one that nobody uses yet, nothing is known to be missing but that there is no language.
    """

    medium: Medium
    used: list[Any] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    captioned: set[str] = field(default_factory=set)

    @property
    def titles(self) -> list[TextVersion]:
        """One text of each piece that shows it."""
        return list({version.piece_id: version for version in reversed(self.used)}.values())

    @property
    def complete(self) -> list[str]:
        """The languages in which all is written that somebody needs who cannot hear or see."""
        return sorted(self.said & self.captioned if self.medium.kind == MediumKind.VIDEO else self.said)

    @property
    def missing(self) -> list[str]:
        """The languages in which a text shows it and something is not written."""
        if self.medium.kind == MediumKind.IMAGE:
            return []
        return sorted({version.language for version in self.used} - set(self.complete))

    @property
    def silent(self) -> bool:
        """Whether a film or sound has words in no language."""
        return self.medium.kind != MediumKind.IMAGE and not self.said


def media_of(centre: Centre) -> QuerySet[Medium]:
    """The media of a centre, the newest first."""
    return Medium.objects.filter(centre=centre).order_by("-made", "-id")


def lines_of(media: list[Medium]) -> list[MediumLine]:
    """Each with where it is used and what is missing."""
    lines = {medium.name: MediumLine(medium) for medium in media}
    for version in _newest_that_show(media):
        for name in set(version.media) & lines.keys():
            lines[name].used.append(version)
    for name, language, captions in (
        MediumWords.objects.filter(medium__in=media)
        .order_by("medium", "language", "-id")
        .distinct("medium", "language")
        .values_list("medium__name", "language", "captions")
    ):
        lines[name].said.add(language)
        if captions:
            lines[name].captioned.add(language)
    return list(lines.values())


def _newest_that_show(media: list[Medium]) -> QuerySet[TextVersion]:
    """The newest version of each text that shows one of these media of one centre."""
    centres = {medium.centre_id for medium in media}
    newest = TextVersion.objects.filter(centre__in=centres).order_by("piece", "language", "-number")
    rows = TextVersion.objects.filter(
        pk__in=newest.distinct("piece", "language").values("pk"), media__overlap=[medium.name for medium in media]
    )
    return rows.select_related("piece").defer("text").order_by("title", "language")
