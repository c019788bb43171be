"""Pieces of a centre, their texts by language and version, and what became of each version."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock, ids
from oncocare.foundation.history import tracked
from oncocare.foundation.models import AppendOnly, Mutable, Privacy
from oncocare.foundation.triggers import never_deleted
from oncocare.library.choices import AREA_WORDS, KIND_WORDS, MEDIUM_WORDS
from oncocare.people.models import Centre

Code = TypeVar("Code", bound=StrEnum)


def _pairs(words: Mapping[Code, Any]) -> list[tuple[str, Any]]:
    return [(code.value, label) for code, label in words.items()]


def _code(most: int = 40) -> models.CharField[str, str]:
    return models.CharField(max_length=most)


class TextWords(models.Func):
    """The words of a text that a search finds: those of the title weigh most, then those of the summary."""

    function = "text_words"
    arity = 4
    output_field = SearchVectorField()


@tracked
class Piece(Mutable):
    """One thing to read, hear, watch or do, at one centre: what it is, whatever the language.

    `owner` keeps it right; `sources` is a list of title, organisation, and year and address where there are.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="pieces")
    slug = models.SlugField(max_length=100)
    kind = models.TextField(choices=_pairs(KIND_WORDS))
    area = models.TextField(choices=_pairs(AREA_WORDS))
    audience = ArrayField(_code())
    phases = ArrayField(_code())
    topics = ArrayField(_code(), default=list)
    made_up = models.BooleanField(default=False)
    sources = models.JSONField(default=list)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        technical="id centre slug kind area audience phases topics made_up sources owner",
        export="centre slug kind area audience phases topics made_up",
        withhold="id sources owner",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [models.UniqueConstraint(fields=["centre", "slug"], name="piece_slug_once")]


class TextVersion(AppendOnly):
    """One version of a piece in one language. It never changes: what is put right is another version.

    `text` is Markdown of `marked`, `media` the names of what it shows. `source` is the version it was translated from.
    The database makes `searched`: the words without their marks, by the rules of their language, and without accents.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="versions")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    title = models.TextField()
    summary = models.TextField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField()
    ease = models.FloatField(null=True)
    media = ArrayField(_code(80), default=list)
    searched = models.GeneratedField(
        expression=TextWords("language", "title", "summary", "text"),
        output_field=SearchVectorField(null=True),
        db_persist=True,
        null=True,
    )
    source = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="translations")
    made = models.DateTimeField(default=clock.now)
    by = models.TextField()

    privacy = Privacy(
        technical=(
            "id piece centre language number title summary text sha256 minutes ease media searched source made by"
        ),
        export="piece centre language number sha256 minutes ease made",
        withhold="id title summary text media searched source by",
    )

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["piece", "language", "number"], name="text_number_once")]
        indexes = [GinIndex(fields=["searched"], name="text_searched")]


class TextStep(AppendOnly):
    """What became of a version: each step a person, a moment and a note. The latest says how it stands.

    `on` is the day from which a published one is shown, `until` the last day on which it is.
    """

    class Step(models.TextChoices):
        SUBMITTED = "submitted", _("In review")
        SENT_BACK = "sent back", _("Sent back")
        PUBLISHED = "published", _("Published")
        ENDED = "ended", _("No longer shown")

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(TextVersion, on_delete=models.PROTECT, related_name="steps")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    step = models.TextField(choices=Step)
    on = models.DateField(null=True)
    until = models.DateField(null=True)
    note = models.TextField(blank=True, default="")
    made = models.DateTimeField(default=clock.now)
    by = models.TextField()

    privacy = Privacy(
        free_text="note",
        technical="id version centre step on until made by",
        export="version centre step on until made",
        withhold="id note by",
    )

    class Meta(AppendOnly.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step="published", on__isnull=False, until__gt=models.F("on"))
                | (~models.Q(step="published") & models.Q(on=None, until=None)),
                name="text_published_with_its_days",
            )
        ]
        indexes = [models.Index("version", models.F("id").desc(), name="text_step_latest")]


@tracked
class TextDraft(Mutable):
    """What one author is writing of a piece in one language; of two authors each has their own. Not yet a version."""

    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="drafts")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    title = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    begun_from = models.ForeignKey(TextVersion, on_delete=models.PROTECT, null=True, related_name="+")
    saved = models.DateTimeField()

    privacy = Privacy(
        technical="id piece centre language author title summary text begun_from saved",
        withhold="id piece centre language author title summary text begun_from saved",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["piece", "language", "author"], name="draft_one_each")]


class Medium(AppendOnly):
    """A picture, film or sound of a centre, by the name under which texts show it. What is put right is another one.

    `sha256` is of the stored file; `seconds` how long it lasts, where that is known. One that decorates says nothing.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="media")
    name = models.SlugField(max_length=80)
    kind = models.TextField(choices=_pairs(MEDIUM_WORDS))
    mime = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    widths = ArrayField(models.PositiveIntegerField(), default=list)
    height = models.PositiveIntegerField(null=True)
    seconds = models.FloatField(null=True)
    decorative = models.BooleanField(default=False)
    made = models.DateTimeField(default=clock.now)
    by = models.TextField()

    privacy = Privacy(
        technical="id centre name kind mime sha256 size widths height seconds decorative made by",
        export="centre kind mime size seconds made",
        withhold="id name sha256 widths height decorative by",
    )

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["centre", "name"], name="medium_name_once")]


class MediumWords(AppendOnly):
    """What is said in a film or sound, in one language: captions as WebVTT, and all of it to read. The latest holds."""

    id = models.BigAutoField(primary_key=True)
    medium = models.ForeignKey(Medium, on_delete=models.PROTECT, related_name="words")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    captions = models.TextField(blank=True)
    transcript = models.TextField()
    made = models.DateTimeField(default=clock.now)
    by = models.TextField()

    privacy = Privacy(
        technical="id medium centre language captions transcript made by",
        export="medium centre language made",
        withhold="id captions transcript by",
    )


@tracked
class Module(Mutable):
    """Pieces in an order, at one centre; its name and summary by language."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="modules")
    slug = models.SlugField(max_length=100)
    area = models.TextField(choices=_pairs(AREA_WORDS))
    audience = ArrayField(_code())
    title = models.JSONField()
    summary = models.JSONField()
    pieces = ArrayField(_code(100))

    privacy = Privacy(
        technical="id centre slug area audience title summary pieces",
        export="centre slug area audience pieces",
        withhold="id title summary",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [models.UniqueConstraint(fields=["centre", "slug"], name="module_slug_once")]
