"""Lessons as people read them: pieces with parts and exercises, and what Ana did with one, through the real actions."""

from __future__ import annotations

from typing import Any

from oncocare.library.models import Piece, TextVersion
from oncocare.people.models import Patient
from steps.campus.lessons.actions import finish, keep_writing, open_piece, say_helped, share_writing
from steps.campus.models import PieceUse, Writing
from tests.cast import Cast
from tests.factories.library import Stock, handed_in, new_piece, publish_for_a_year

TEXT = """Hello. You do not have to solve anything now.

## Stop trying

Change the task.

## On paper

::: field worries
What goes round in your head?
:::

::: field one_step
One small step for tomorrow
:::

## Tomorrow

Get up at your usual time.

::: check
What helps most after a bad night?

- [ ] Sleeping in until noon
  The next night gets shorter.
- [x] Getting up at the usual time
  You will be sleepy when you need it.
:::
"""


def shown(cast: Cast, piece: Piece, language: str = "en", **words: str) -> TextVersion:
    """A version that is published today."""
    version = handed_in(cast.clara, piece, language, **words)
    publish_for_a_year(cast, version)
    return version


def a_lesson(cast: Cast, slug: str = "worries-on-paper", **words: str) -> TextVersion:
    """A lesson in English with three parts, of which the second has two fields, published today."""
    return shown(cast, new_piece(cast, slug), **{"title": "Worries on paper", "text": TEXT, **words})


def read_by(cast: Cast, patient: Patient, version: TextVersion, **given: Any) -> tuple[PieceUse, Writing]:
    """Somebody read it to its end, wrote in it, shares that, and says that it helped."""
    by = patient.account
    use = open_piece(by=by, patient=patient, version=version)
    written = keep_writing(
        by=by, patient=patient, version=version, given={"worries": "made up", "one_step": "made up", **given}
    )
    assert written is not None
    share_writing(by=by, writing=written, shared=True)
    finish(by=by, use=use, version=version, place=1)
    return say_helped(by=by, use=use, helped=True, words="made up"), written


def campus_lessons(cast: Cast, stock: Stock, rows: int = 1) -> Stock:
    """Ana read so many pieces of this library, which is given back, and wrote in each."""
    published = TextVersion.objects.filter(
        centre=cast.here, language="en", pk__in=[stock.published.pk]
    ) | TextVersion.objects.filter(centre=cast.here, language="en", piece__slug__startswith="awake-")
    for version in published.order_by("piece", "-number").distinct("piece")[:rows]:
        read_by(cast, cast.patient(cast.ana), version)
    return stock


def campus_lesson_address(name: str, stock: Stock) -> dict[str, Any]:
    """What the addresses of this slice name, of Ana; elsewhere nothing."""
    if name in ("lesson", "lesson_part", "lesson_done", "lesson_helped"):
        return {"slug": stock.piece.slug}
    if name in ("writing", "share_writing", "delete_writing"):
        return {"pk": Writing.objects.filter(patient__user__name="Ana", piece=stock.piece).latest("begun").pk}
    return {}
