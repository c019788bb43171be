"""What anybody reads of a centre, and what they find: only what is shown today, in that language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db.models import (
    BooleanField,
    Exists,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)

from oncocare.library import document
from oncocare.library.choices import AREA_WORDS, Area, MediumKind
from oncocare.library.document import Document
from oncocare.library.media.selectors import file_of
from oncocare.library.models import Medium, Module, TextStep, TextVersion
from oncocare.library.selectors import is_shown, published, spoken, with_step
from oncocare.people.days import day_of, newest_today, today_of
from oncocare.people.models import Centre

MOST_FOUND = 30  # more results than these are read by nobody
MOST_MORE = 3
HEAVY = ("text", "searched")  # what a list does not show


def _not_made_up() -> Q:
    """Made-up people tell something in a demo only."""
    return Q() if settings.DEMO else Q(piece__made_up=False)


def _among(versions: QuerySet[TextVersion], day: date) -> QuerySet[Any]:
    return versions.filter(_not_made_up(), is_shown(day))


def shown(centre: Centre, language: str) -> QuerySet[Any]:
    """What anybody finds at this centre in this language, without the texts themselves."""
    return published(centre, language).filter(_not_made_up()).defer(*HEAVY)


def open_libraries(language: str, centre: Centre | None = None) -> list[str]:
    """The slugs of the centres where there is something to read in this language, two at most; of one if it is named.

    Where none is named, what begins or ends today may be there some hours early or late.
    """
    rows = TextVersion.objects.filter(language=language, **({"centre": centre} if centre else {}))
    shown = _among(rows, today_of(centre) if centre else newest_today())
    return list(shown.order_by().values_list("centre__slug", flat=True).distinct()[:2])


def languages_of(centre: Centre) -> list[str]:
    """The languages in which there is something to read, in the order in which they are offered."""
    rows = _among(TextVersion.objects.filter(centre=centre), today_of(centre))
    found = set(rows.order_by().values_list("language", flat=True).distinct())
    return [code for code, _name in settings.LIBRARY_LANGUAGES if code in found]


# --- one piece --------------------------------------------------------------------------------------------------------


def versions_shown(centre: Centre, slug: str) -> dict[str, Any]:
    """A piece as it is shown today, by language; each with `reviewed` and `reviewed_by`, when and by whom it was."""
    latest = TextStep.objects.filter(version=OuterRef("pk")).order_by("-id")
    versions = with_step(TextVersion.objects.filter(centre=centre, piece__slug=slug)).annotate(
        reviewed=Subquery(latest.values("made")[:1]), reviewed_by=Subquery(latest.values("by")[:1])
    )
    rows = _among(versions, today_of(centre))
    newest = rows.order_by("language", "-number").distinct("language").select_related("piece").defer("searched")
    return {version.language: version for version in newest}


@dataclass(frozen=True)
class Reviewed:
    """When a text was reviewed and by when again; a sample of a demo was reviewed by nobody."""

    on: date
    until: date
    by_somebody: bool


def reviewed(centre: Centre, version: Any) -> Reviewed:
    """What its latest step says: only a person reviews."""
    return Reviewed(day_of(centre, version.reviewed), version.until, str(version.reviewed_by).startswith("user:"))


@dataclass(frozen=True)
class More:
    """What else there is to read beside a piece; `module` is what it is a part of, where it is."""

    module: Module | None
    texts: list[Any]


def more(version: TextVersion, centre: Centre) -> More:
    """What follows in its module, from the beginning again after the last, then others of its area: three at most."""
    piece = version.piece
    module = Module.objects.filter(centre=centre, pieces__contains=[piece.slug]).order_by("slug").first()
    order = _turned(module.pieces, piece.slug) if module else []
    rows = shown(centre, version.language).filter(Q(piece__slug__in=order) | Q(piece__area=piece.area))
    found = [one for one in rows if one.piece_id != piece.pk]
    places = {slug: place for place, slug in enumerate(order)}
    found.sort(key=lambda one: (places.get(one.piece.slug, len(places)), one.title))
    return More(module, found[:MOST_MORE])


def _turned(slugs: list[str], first: str) -> list[str]:
    """The same order, begun behind this one."""
    place = slugs.index(first) + 1
    return slugs[place:] + slugs[:place]


def pictures_of(centre: Centre, text: Document, width: int) -> dict[str, bytes]:
    """The pictures that a text shows, by their names, no larger than needed; one whose file is lost is left out."""
    names = document.media(text)
    found = Medium.objects.filter(centre=centre, name__in=names, kind=MediumKind.IMAGE) if names else []
    files = {medium.name: file_of(medium, width) for medium in found}
    return {name: file.read_bytes() for name, file in files.items() if file.is_file()}


def recordings_of(centre: Centre, text: Document, language: str) -> dict[str, str]:
    """The films and sounds that a text shows, by their names: what is said in each, in this language."""
    names = document.media(text)
    if not names:
        return {}
    words = spoken(centre, names, language)
    found = Medium.objects.filter(centre=centre, name__in=names).exclude(kind=MediumKind.IMAGE)
    return {one.name: words[one.name].transcript if one.name in words else "" for one in found}


# --- all of them ------------------------------------------------------------------------------------------------------


@dataclass
class Shelf:
    """What there is in one area: modules that have something to read in a language, and pieces of none."""

    area: Area
    modules: list[tuple[str, str, list[Any]]] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)

    @property
    def label(self) -> Any:
        """What the area is called."""
        return AREA_WORDS[self.area]

    @property
    def size(self) -> int:
        """How many texts stand on it, each counted once."""
        slugs = {one.piece.slug for _title, _summary, texts in self.modules for one in texts}
        return len(slugs) + len(self.others)


def shelves(centre: Centre, language: str, audience: str = "", phase: str = "") -> list[Shelf]:
    """The areas that have something to read for these people at this time, in their order."""
    texts = {one.piece.slug: one for one in _filtered(shown(centre, language), audience, phase)}
    found = {area: Shelf(area) for area in Area}
    placed: set[str] = set()
    for module in Module.objects.filter(centre=centre).order_by("slug"):
        here = [texts[slug] for slug in module.pieces if slug in texts]
        if here and language in module.title:
            placed |= {one.piece.slug for one in here}
            summary = module.summary.get(language, "")
            found[Area(module.area)].modules.append((module.title[language], summary, here))
    for text in sorted(texts.values(), key=lambda one: one.title):
        if text.piece.slug not in placed:
            found[Area(text.piece.area)].others.append(text)
    return [shelf for shelf in found.values() if shelf.size]


def _filtered(rows: QuerySet[Any], audience: str, phase: str) -> QuerySet[Any]:
    if audience:
        rows = rows.filter(piece__audience__contains=[audience])
    return rows.filter(piece__phases__contains=[phase]) if phase else rows


# --- search -----------------------------------------------------------------------------------------------------------


class TextQuery(Func):
    """A query for words in a language."""

    function = "text_query"
    arity = 3
    output_field = SearchQueryField()


class Matches(Func):
    """Whether words are found by a query."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    arity = 2
    output_field = BooleanField()


class Weight(Func):
    """How well words fit a query."""

    function = "ts_rank"
    arity = 2
    output_field = FloatField()


def search(
    centre: Centre, language: str, words: Iterable[str], audience: str = "", phase: str = "", *, every: bool = True
) -> list[Any]:
    """What is shown and has these words, all of them or any, what fits best first; so many at most."""
    asked = list(words)
    if not asked:
        return []
    query = TextQuery(Value(language), Value(asked, output_field=ArrayField(TextField())), Value(every))
    day = today_of(centre)
    rows = TextVersion.objects.filter(Matches(F("searched"), query), centre=centre, language=language)
    newer = TextVersion.objects.filter(piece=OuterRef("piece"), language=language, number__gt=OuterRef("number"))
    found = _among(rows, day).filter(~Exists(newer.filter(is_shown(day))))
    best = found.order_by(Weight(F("searched"), query).desc(), "title").select_related("piece").defer(*HEAVY)
    return list(_filtered(best, audience, phase)[:MOST_FOUND])
