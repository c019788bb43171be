"""How the texts of a piece stand, and what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

from oncocare.library import document, markup
from oncocare.library.document import Document
from oncocare.library.markup import Shown
from oncocare.library.models import Medium, MediumWords, Piece, TextStep, TextVersion
from oncocare.people.days import today_of
from oncocare.people.models import Centre

Step = TextStep.Step


class TextStanding(StrEnum):
    """How a version stands on a day."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    SENT_BACK = "sent back"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    EXPIRED = "expired"
    ENDED = "ended"


STANDING_WORDS = {
    TextStanding.DRAFT: gettext_lazy("Not handed in"),
    TextStanding.IN_REVIEW: gettext_lazy("In review"),
    TextStanding.SENT_BACK: gettext_lazy("Sent back"),
    TextStanding.SCHEDULED: gettext_lazy("To be shown"),
    TextStanding.PUBLISHED: gettext_lazy("Shown"),
    TextStanding.EXPIRED: gettext_lazy("Expired"),
    TextStanding.ENDED: gettext_lazy("No longer shown"),
}
_UNSHOWN = {
    Step.SUBMITTED.value: TextStanding.IN_REVIEW,
    Step.SENT_BACK.value: TextStanding.SENT_BACK,
    Step.ENDED.value: TextStanding.ENDED,
}


def standing(version: TextVersion, today: date) -> TextStanding:
    """How this version stands: what its latest step made of it, and what the day made of that."""
    step = version.steps.order_by("id").last()
    return stands(step.step, step.on, step.until, today) if step else TextStanding.DRAFT


def stands(step: str | None, on: date | None, until: date | None, today: date) -> TextStanding:
    """How a version stands whose latest step is this one; None where there is none yet."""
    if step is None:
        return TextStanding.DRAFT
    if step != Step.PUBLISHED or on is None or until is None:
        return _UNSHOWN[step]
    if today < on:
        return TextStanding.SCHEDULED
    return TextStanding.PUBLISHED if today <= until else TextStanding.EXPIRED


def with_step(versions: QuerySet[TextVersion]) -> QuerySet[Any]:
    """Each with `step`, `on` and `until` of its latest step."""
    latest = TextStep.objects.filter(version=OuterRef("pk")).order_by("-id")
    return versions.annotate(
        step=Subquery(latest.values("step")[:1]),
        on=Subquery(latest.values("on")[:1]),
        until=Subquery(latest.values("until")[:1]),
    )


def published(centre: Centre, language: str, today: date | None = None) -> QuerySet[Any]:
    """What is shown at this centre in this language: of each piece the newest version whose days have come and are not
    over. In no other language, and nothing that is not published.
    """
    day = today or today_of(centre)
    rows = TextVersion.objects.filter(is_shown(day), centre=centre, language=language)
    return rows.order_by("piece", "-number").distinct("piece").select_related("piece")


def latest_steps() -> QuerySet[TextStep]:
    """The steps after which nothing has become of their version."""
    return TextStep.objects.filter(_one_of(TextStep.objects.order_by("version", "-pk").distinct("version")))


def is_shown(day: date) -> Coalesce:
    """Whether a version is shown on a day."""
    return _one_of(latest_steps().filter(step=Step.PUBLISHED, on__lte=day, until__gte=day), "version")


def _one_of(rows: QuerySet[Any], key: str = "pk") -> Coalesce:
    """Whether something is among these rows, by their key. As a value, for which the database finds them once: as a
    plain condition, a database that has not counted its rows yet finds them again for each of thousands.
    """
    return Coalesce(Q(pk__in=rows.values(key)), Value(value=False), output_field=BooleanField())


def newest(piece: Piece, language: str) -> TextVersion | None:
    """The newest version of a piece in a language, however it stands."""
    return piece.versions.filter(language=language).order_by("number").last()


def not_over(versions: QuerySet[TextVersion], today: date) -> QuerySet[Any]:
    """Those of these versions that are shown on a day, or will be, older ones among them."""
    return with_step(versions).filter(step=Step.PUBLISHED, until__gte=today)


def last_day_of_older(version: TextVersion) -> date | None:
    """The last day on which an older version in the same language would be shown, were there no newer one."""
    older = version.piece.versions.filter(language=version.language, number__lt=version.number)
    return max((one.until for one in not_over(older, today_of(version.centre))), default=None)


def moved_on(version: TextVersion) -> bool:
    """Whether what this version was translated from has a newer version that was published."""
    if version.source is None:
        return False
    later = version.piece.versions.filter(language=version.source.language, number__gt=version.source.number)
    return later.filter(steps__step=Step.PUBLISHED).exists()


def reviewed(centre: Centre) -> int:
    """How many pieces of this centre are shown in some language."""
    shown = TextVersion.objects.filter(is_shown(today_of(centre)), centre=centre)
    return shown.values("piece").distinct().count()


def language_words(code: str) -> str:
    """What a language of the library calls itself, or its code."""
    return dict(settings.LIBRARY_LANGUAGES).get(code, code)


# --- media ------------------------------------------------------------------------------------------------------------


def showing(medium: Medium, today: date | None = None) -> QuerySet[TextVersion]:
    """The versions shown on a day, today if not said, that show this medium. Whatever its piece, one of them opens its
    file to anybody; where there is none, only its centre has it.
    """
    day = today or today_of(medium.centre)
    pieces = TextVersion.objects.filter(centre=medium.centre, media__contains=[medium.name]).values("piece")
    shown = TextVersion.objects.filter(is_shown(day), piece__in=pieces)
    newest_shown = shown.order_by("piece", "language", "-number").distinct("piece", "language")
    return TextVersion.objects.filter(pk__in=newest_shown.values("pk"), media__contains=[medium.name])


def spoken(centre: Centre, names: Iterable[str], language: str) -> dict[str, MediumWords]:
    """What is said in media of this centre, by their names, in this language and in no other: the latest of each."""
    words = MediumWords.objects.filter(medium__centre=centre, medium__name__in=names, language=language)
    return {one.medium.name: one for one in words.order_by("id").select_related("medium")}


def as_html(
    centre: Centre, text: Document, language: str = "", *, fillable: bool = False,
    drawn: Mapping[str, SafeString] | None = None,
) -> SafeString:  # fmt: skip
    """A text as a page shows it, with the media of this centre; `language` is its own, that of the page if not said.
    Where it is `fillable`, a field has a place to write; `drawn` is each field, by its name, where that is kept.
    """
    names, said_in = document.media(text), language or get_language() or ""
    words = spoken(centre, names, said_in)
    found = Medium.objects.filter(centre=centre, name__in=names)
    shown = {medium.name: _shown(medium, words.get(medium.name), said_in) for medium in found}
    return mark_safe(markup.write(text, shown, fillable=fillable, drawn=drawn))  # noqa: S308 -- it escapes all that somebody wrote


def _shown(medium: Medium, words: MediumWords | None, language: str) -> Shown:
    captioned = words is not None and words.captions
    return Shown(
        reverse("library_file", args=[medium.pk]), medium.kind, tuple(medium.widths), medium.height or 0,
        captions=reverse("library_captions", args=[medium.pk, language]) if captioned else "",
        language=language, language_name=language_words(language),
        transcript=words.transcript if words else "",
    )  # fmt: skip
