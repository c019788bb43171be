"""Fetching what the coach keeps of somebody, for whom it is."""

from __future__ import annotations

from typing import Any

from oncocare.people.access import as_patient, at_work
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from questionnaires.models import Response
from steps.campus.models import DangerSign, SymptomReport


def own_report(standing: Standing, pk: Any) -> SymptomReport:
    """A symptom that this very person reported."""
    found = SymptomReport.objects.select_related("patient__centre").filter(pk=pk).first()
    return as_patient(standing, found, f"symptom:{pk}", Permission.SEE_OWN_COURSE)


def own_danger(standing: Standing, pk: Any) -> DangerSign:
    """Danger signs that this very person named."""
    found = DangerSign.objects.select_related("patient__centre").filter(pk=pk).first()
    return as_patient(standing, found, f"danger:{pk}", Permission.SEE_OWN_COURSE)


def listed_danger(standing: Standing, pk: Any) -> DangerSign:
    """Danger signs on the list of the ward where this person works."""
    found = DangerSign.objects.select_related("patient__centre").filter(pk=pk, on_list=True).first()
    return at_work(standing, found, f"danger:{pk}", Permission.SEE_WARD_LIST)


def own_sent(standing: Standing, pk: Any) -> Response:
    """Answers that this very person gave."""
    found = Response.objects.select_related("patient__centre").filter(pk=pk).first()
    return as_patient(standing, found, f"response:{pk}", Permission.SEE_OWN_COURSE)
