"""The modules of a centre with how much of each is shown, and one with its pieces in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import get_language

from oncocare.foundation.digest import digest
from oncocare.library.models import Module, Piece, TextVersion
from oncocare.library.selectors import is_shown
from oncocare.people.days import today_of
from oncocare.people.models import Centre


def in_own_language(words: Mapping[str, str]) -> str:
    """Words by language, in that of the reader, else in the first in which there are any."""
    return words.get(get_language() or "en") or next((said for said in words.values() if said), "")


def shown_today(centre: Centre) -> dict[str, set[str]]:
    """By language, the slugs of the pieces that are shown at this centre today."""
    rows = TextVersion.objects.filter(is_shown(today_of(centre)), centre=centre)
    found: dict[str, set[str]] = defaultdict(set)
    for language, slug in rows.values_list("language", "piece__slug"):
        found[language].add(slug)
    return found


def piece_titles(centre: Centre) -> dict[str, str]:
    """What each piece is called, by slug: the title of its newest text, in the language of the reader if it has one."""
    newest = TextVersion.objects.filter(centre=centre).order_by("piece", "language", "-number")
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for slug, language, title in newest.distinct("piece", "language").values_list("piece__slug", "language", "title"):
        titles[slug][language] = title
    return {slug: in_own_language(words) for slug, words in titles.items()}


@dataclass(frozen=True)
class ModuleLine:
    """A module in a list: its name, how many pieces it has, and how many of them are shown in each language."""

    module: Module
    title: str
    pieces: int
    shown: tuple[tuple[str, int], ...]


def module_lines(centre: Centre) -> list[ModuleLine]:
    """The modules of a centre in the order of the areas."""
    shown, areas = shown_today(centre), [area for area, _words in Module._meta.get_field("area").choices or ()]
    modules = sorted(centre.modules.all(), key=lambda one: (areas.index(one.area), one.slug))
    return [
        ModuleLine(
            module,
            in_own_language(module.title),
            len(module.pieces),
            tuple((code, len(shown[code].intersection(module.pieces))) for code, _name in settings.LIBRARY_LANGUAGES),
        )
        for module in modules
    ]


@dataclass(frozen=True)
class PlacedPiece:
    """A piece of a module: its name, what it is, and the languages in which it is shown today."""

    slug: str
    title: str
    kind: str
    languages: str


def placed_pieces(module: Module, pieces: Mapping[str, Piece], titles: Mapping[str, str]) -> list[PlacedPiece]:
    """The pieces of a module in their order, of the pieces and titles of its centre."""
    shown = shown_today(module.centre)
    return [
        PlacedPiece(
            slug=slug,
            title=titles.get(slug, slug),
            kind=pieces[slug].get_kind_display(),
            languages=", ".join(name for code, name in settings.LIBRARY_LANGUAGES if slug in shown[code]),
        )
        for slug in module.pieces
        if slug in pieces
    ]


def to_add(module: Module, pieces: Mapping[str, Piece], titles: Mapping[str, str]) -> list[tuple[str, list[Any]]]:
    """The pieces of the centre that are not in a module, by area; those of its own area first."""
    areas: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for slug, piece in sorted(pieces.items(), key=lambda one: titles.get(one[0], one[0])):
        if slug not in module.pieces:
            areas[str(piece.get_area_display())].append((slug, titles.get(slug, slug)))
    own = str(module.get_area_display())
    return sorted(areas.items(), key=lambda one: (one[0] != own, one[0]))


def state_of(module: Module) -> str:
    """What a module says of itself, in short: who changes it says which of its states they saw."""
    return digest([module.area, module.audience, module.title, module.summary])


def free_slug(centre: Centre, title: str) -> str:
    """An address for a module of this title that no other module of the centre has."""
    wished = slugify(title)[:80].strip("-") or "module"
    taken = set(centre.modules.filter(slug__startswith=wished).values_list("slug", flat=True))
    return next(slug for slug in (wished, *(f"{wished}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
