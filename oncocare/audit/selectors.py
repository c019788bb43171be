"""Reading the log: who read a record, which rows no seal names yet, which rows a seal names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.db.models.query import RawQuerySet

from oncocare.audit.models import AuditRow, Seal

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
    return AuditRow.objects.filter(patient=str(patient.pk), verb__startswith="read.").order_by("-id")


def unsealed(*, sealed_before: datetime | None, limit: int) -> RawQuerySet[AuditRow]:
    """Rows in no seal; with a moment, only those with a higher id than any row sealed before it, which is quick."""
    floor = Seal.objects.filter(at__lt=sealed_before).aggregate(floor=Max("last_row"))["floor"] if sealed_before else 0
    return AuditRow.objects.raw(UNSEALED, {"floor": floor or 0, "limit": limit})


def covered(seals: Iterable[Seal]) -> dict[int, list[AuditRow]]:
    """The rows that are there of those each seal names, by its id."""
    found: dict[int, list[AuditRow]] = {one.pk: [] for one in seals}
    for row in AuditRow.objects.raw(COVERED, [list(found)]):
        found[row.seal].append(row)
    return found
