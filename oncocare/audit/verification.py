"""A look at the whole chain of seals, their rows and the witness outside the database. It writes nothing."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings

from oncocare.audit import chain
from oncocare.audit.models import AuditRow, Seal
from oncocare.audit.selectors import covered, unsealed
from oncocare.audit.witness import witnessed
from oncocare.foundation import clock

LONGEST_WAIT = timedelta(days=1)
PORTION = 10_000  # seals and rows held in memory together; one seal at least


@dataclass
class Findings:
    """How many seals and rows were looked at, and a sentence for each fault, the seal by its number."""

    seals: int = 0
    rows: int = 0
    faults: list[str] = field(default_factory=list)


def inspect() -> Findings:
    """Every seal in order: its rows, its key, the seal before it, and the witness; then what is in no seal."""
    found, previous, seen = Findings(), "", witnessed()
    keys = {chain.key_id(key): key for key in (settings.AUDIT_KEY, *settings.AUDIT_KEY_FALLBACKS)}
    for seal, rows in _seals_with_rows():
        found.seals += 1
        found.rows += seal.rows
        found.faults += [f"seal {seal.pk} {fault}" for fault in _faults(seal, rows, previous, keys)]
        if seen is not None:
            found.faults += [f"seal {seal.pk} {fault}" for fault in _seen(seal, seen.pop(seal.pk, ""))]
        previous = seal.mac
    found.faults += [f"seal {one} is missing, the witness has it" for one in seen or ()]
    found.faults += _waiting()
    return found


def _seals_with_rows() -> Iterator[tuple[Seal, list[AuditRow]]]:
    """In order, with one query for many small seals."""
    for seals in _portions(Seal.objects.exclude(key="").order_by("id").iterator()):
        rows = covered(seals)
        yield from ((seal, rows[seal.pk]) for seal in seals)


def _portions(seals: Iterable[Seal]) -> Iterator[list[Seal]]:
    portion: list[Seal] = []
    size = 0
    for seal in seals:
        portion.append(seal)
        size += 1 + seal.rows
        if size > PORTION:
            yield portion
            portion, size = [], 0
    yield portion


def _faults(seal: Seal, rows: list[AuditRow], previous: str, keys: dict[str, str]) -> Iterator[str]:
    if seal.previous != previous:
        yield "does not stand on the one before it"
    if seal.key not in keys:
        yield "was made with a key that is not known here"
        return
    expected = chain.mac(keys[seal.key], seal.previous, seal.at, seal.row_ids, rows)
    if len(rows) != seal.rows or not hmac.compare_digest(expected, seal.mac):
        yield "does not agree with its rows"


def _seen(seal: Seal, witnessed: str) -> Iterator[str]:
    if not witnessed:
        yield "is not in the witness"
    elif witnessed != seal.mac:
        yield "is another one than the witness has"


def _waiting() -> Iterator[str]:
    oldest = next(iter(unsealed(sealed_before=None, limit=1)), None)
    if oldest and oldest.at < clock.now() - LONGEST_WAIT:
        yield f"row {oldest.pk} has waited for a seal for more than a day"
