"""Reading the log: who read a record."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from oncocare.audit.models import AuditRow


def readings_of(patient: Any) -> QuerySet[AuditRow]:
    """Every reading of this patient's record, the latest first; who was shown a list with them in it is not one."""
    return AuditRow.objects.filter(patient=str(patient.pk), verb__startswith="read.").order_by("-id")
