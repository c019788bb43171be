"""Keeping the wording of a licensed instrument."""

from __future__ import annotations

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action
from oncocare.people.models import Actor, Centre
from questionnaires.instruments.textpack import LicensedWords
from questionnaires.models import TextPack


@action
def load_text_pack(*, by: Actor, centre: Centre, pack: LicensedWords) -> TextPack:
    """Keep the licensed words of one file for one centre; the same file twice is kept once."""
    existing = TextPack.objects.filter(
        centre=centre, instrument=pack.instrument, language=pack.language, sha256=pack.sha256
    ).first()
    if existing:
        return existing
    stored = TextPack.objects.create(
        centre=centre,
        instrument=pack.instrument,
        language=pack.language,
        reference=pack.reference,
        holder=pack.holder,
        valid_until=pack.valid_until,
        content=pack.content,
        sha256=pack.sha256,
    )
    record(by=by, verb=Verb.TEXT_PACK_LOADED, subject=stored, centre=centre, instrument=pack.instrument)
    return stored
