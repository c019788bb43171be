"""Stores the shipped words for a centre, so that every answer points at the very text that was read."""

from __future__ import annotations

from collections.abc import Iterable

from oncocare.audit.actions import record
from oncocare.consent.models import SHIPPED_BY, Text, hash_of
from oncocare.consent.shipped import shipped
from oncocare.foundation.unit import action
from oncocare.people.models import Centre


@action
def stock(*, by: str = SHIPPED_BY, centre: Centre, language: str, about: Iterable[str]) -> None:
    """Version 1 of these texts; whoever asks for them at the same moment finds the same rows."""
    words = {one: shipped(language)[one] for one in sorted(about)}
    rows = [
        Text(
            centre=centre, about=one, language=language, version=1, title=said.title, body=said.body,
            sha256=hash_of(said.title, said.body), published_by=by,
        )
        for one, said in words.items()
    ]  # fmt: skip
    Text.objects.bulk_create(rows, ignore_conflicts=True)
    record(by=by, verb="texts.shipped", centre=centre, language=language, about=list(words))
