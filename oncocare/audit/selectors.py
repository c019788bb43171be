"""Reading the log: who read a record, which rows seals name, and a look at the whole chain that says what is wrong.

The witness is a file outside the database with a line for each seal: who cuts the newest seals cannot cut it there.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.db.models.query import RawQuerySet

from oncocare.audit import chain, witness
from oncocare.audit.models import AuditRow, Seal
from oncocare.audit.verbs import READING, Verb
from oncocare.foundation import clock

LONGEST_WAIT = timedelta(days=1)
PORTION = 10_000  # seals and rows held in memory together; one seal at least

# Whoever can see a row knows that its transaction is over. A transaction that ends later than its neighbours leaves a
# gap in the ids that seals cover, and is found in that gap.
UNSEALED = """
SELECT * FROM audit_auditrow WHERE id > %(floor)s AND NOT id <@ (
    SELECT coalesce(range_agg(run), '{}') FROM audit_seal, unnest(row_ids) AS run
    WHERE last_row > %(floor)s AND key <> '')
ORDER BY id LIMIT %(limit)s
"""
COVERED = """
SELECT log.*, seal.id AS seal FROM audit_seal AS seal, unnest(seal.row_ids) AS run
JOIN audit_auditrow AS log ON log.id >= lower(run) AND log.id < upper(run)
WHERE seal.id = ANY(%s) ORDER BY seal.id, log.id
"""


def readings_of(patient: Any) -> QuerySet[AuditRow]:
    """Every reading of this patient's record, the latest first; who was shown a list with them in it is not one."""
    return AuditRow.objects.filter(patient=str(patient.pk), verb__startswith=READING).order_by("-id")


def first_reading(patient: Any, since: datetime) -> AuditRow | None:
    """The first time since then that another person opened this patient's record, where the answers stand."""
    rows = AuditRow.objects.filter(
        patient=str(patient.pk), verb__in=[Verb.READ_RECORD, Verb.READ_PRINT], at__gt=since, actor__startswith="user:"
    )
    return rows.exclude(actor=f"user:{patient.user_id}").order_by("id").first()


def acts_on(patient: Any, verbs: Iterable[str]) -> QuerySet[AuditRow]:
    """Every line that says one of these verbs of this patient, the first first."""
    return AuditRow.objects.filter(patient=str(patient.pk), verb__in=list(verbs)).order_by("id")


def recorded(verb: Verb, *, centre: Any, **detail: Any) -> QuerySet[AuditRow]:
    """The rows of this act at this centre with these details."""
    return AuditRow.objects.filter(verb=verb, centre=str(centre.pk), detail__contains=detail)


def unsealed(*, sealed_before: datetime | None, limit: int) -> RawQuerySet[AuditRow]:
    """Rows in no seal; with a moment, only those with a higher id than any row sealed before it, which is quick."""
    floor = Seal.objects.filter(at__lt=sealed_before).aggregate(floor=Max("last_row"))["floor"] if sealed_before else 0
    return AuditRow.objects.raw(UNSEALED, {"floor": floor or 0, "limit": limit})


def covered(seals: Iterable[Seal]) -> dict[int, list[AuditRow]]:
    """The rows that are there of those each seal names, by its id."""
    found: dict[int, list[AuditRow]] = {seal.pk: [] for seal in seals}
    for row in AuditRow.objects.raw(COVERED, [list(found)]):
        found[vars(row)["seal"]].append(row)  # the query gives it to each row beside its own fields
    return found


def witnessed() -> dict[int, str] | None:
    """The keyed hash of each seal by its id, as the witness has it; None where none is kept."""
    if not settings.AUDIT_WITNESS:
        return None
    try:
        return dict(witness.lines(Path(settings.AUDIT_WITNESS).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


# --- a look at the whole chain ----------------------------------------------------------------------------------------


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
    found.faults += [f"seal {number} is missing, the witness has it" for number in seen or ()]
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
