"""Writing the audit log and sealing it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from oncocare.audit.models import AuditRow, Seal
from oncocare.foundation.unit import action, insert_last, unit

BATCH = 10_000


def actor(by: Any) -> str:
    """The text id of who acts: `user:<id>`, or a name such as `system:relay`."""
    return by if isinstance(by, str) else f"user:{by.pk}"


def record(*, by: Any, verb: str, subject: Any = "", patient: Any = "", centre: Any = "", **detail: Any) -> AuditRow:
    """One line in the log, in the transaction of the act; the lines of one act are inserted together at its end.

    Details are keys and codes, never what a person wrote.
    """
    row = AuditRow(
        actor=actor(by), verb=verb, subject=_text(subject), patient=_key(patient), centre=_key(centre), detail=detail
    )
    insert_last(row)
    return row


def _text(thing: Any) -> str:
    return thing if isinstance(thing, str) else f"{type(thing).__name__.lower()}:{thing.pk}"


def _key(thing: Any) -> str:
    return str(getattr(thing, "pk", thing) or "")


def unsealed() -> QuerySet[AuditRow]:
    """Rows after the last seal whose transactions are over, in sealing order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        finished_below = cursor.fetchone()[0]
    rows = AuditRow.objects.filter(transaction__lt=finished_below).order_by("transaction", "id")
    last = Seal.objects.last()
    return _after(rows, last) if last else rows


def _after(rows: QuerySet[AuditRow], seal: Seal) -> QuerySet[AuditRow]:
    return rows.filter(
        Q(transaction__gt=seal.last_transaction) | Q(transaction=seal.last_transaction, id__gt=seal.last_row)
    )


@action
def seal(*, by: Any = "system:seal") -> Seal | None:
    """Seal the next batch; None when there is nothing to seal. One sealer at a time (advisory lock)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('oncocare.audit.seal'))")
    batch = list(unsealed()[:BATCH])
    if not batch:
        return None
    previous = getattr(Seal.objects.last(), "sha256", "")
    return Seal.objects.create(
        last_transaction=batch[-1].transaction,
        last_row=batch[-1].id,
        rows=len(batch),
        previous=previous,
        sha256=digest(previous, batch),
    )


def digest(previous: str, rows: Iterable[AuditRow]) -> str:
    """SHA-256 over the previous seal and each row as canonical JSON."""
    chain = hashlib.sha256(previous.encode())
    for row in rows:
        chain.update(_canonical(row).encode())
    return chain.hexdigest()


def _canonical(row: AuditRow) -> str:
    fields = [row.id, row.at.isoformat(), row.actor, row.verb, row.subject, row.patient, row.centre, row.detail]
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def broken_seals() -> Iterator[Seal]:
    """Every seal whose rows, count or predecessor no longer agree with it. Reads one snapshot, in sealing order."""
    with unit():
        rows = AuditRow.objects.order_by(F("transaction"), F("id")).iterator(chunk_size=2000)
        previous = ""
        for one in Seal.objects.order_by("id"):
            batch = list(islice(rows, one.rows))
            good = bool(batch) and batch[-1].id == one.last_row and one.previous == previous
            if not good or digest(previous, batch) != one.sha256:
                yield one
            previous = one.sha256
