"""Reading the log: who read a record, what no seal covers yet, what a seal covers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.db.models.query import RawQuerySet

from oncocare.audit.models import AuditRow, Seal

# Whoever can see a row knows that its transaction is over. A transaction that ends later than its neighbours leaves a
# gap in the ids that seals cover, and is found in that gap.
UNSEALED = """
SELECT * FROM audit_auditrow WHERE id > %(floor)s AND NOT id <@ (
    SELECT coalesce(range_agg(run), '{}') FROM audit_seal, unnest(covers) AS run
    WHERE last_row > %(floor)s AND key <> '')
ORDER BY id LIMIT %(limit)s
"""
COVERED = """
SELECT log.* FROM unnest(%s::int8multirange) AS run
JOIN audit_auditrow AS log ON log.id >= lower(run) AND log.id < upper(run) ORDER BY log.id
"""


def readings_of(patient: Any) -> QuerySet[AuditRow]:
    """Every reading of this patient's record, the latest first; who was shown a list with them in it is not one."""
    return AuditRow.objects.filter(patient=str(patient.pk), verb__startswith="read.").order_by("-id")


def unsealed(*, sealed_before: datetime | None, limit: int) -> RawQuerySet[AuditRow]:
    """Rows in no seal; with a moment, only those with a higher id than any row sealed before it, which is quick."""
    floor = Seal.objects.filter(at__lt=sealed_before).aggregate(floor=Max("last_row"))["floor"] if sealed_before else 0
    return AuditRow.objects.raw(UNSEALED, {"floor": floor or 0, "limit": limit})


def covered(covers: str) -> RawQuerySet[AuditRow]:
    """The rows that are there of those a seal names."""
    return AuditRow.objects.raw(COVERED, [covers])
