"""The part of the record's readers in what a person takes with them: who looked, when, and the reasons they gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from oncocare.audit.selectors import readings_of
from oncocare.people.models import Patient, RecordOpening
from oncocare.people.registry import GivenField, given
from oncocare.site.who_looked.selectors import Visit, days_of
from oncocare.web.templatetags.web import time_of_day


@dataclass(frozen=True)
class _Looked:
    day: date
    visit: Visit


def _looked(patient: Patient) -> list[_Looked]:
    """As on the page: not when the person looked themselves."""
    rows = list(readings_of(patient).exclude(actor=f"user:{patient.user_id}"))
    return [_Looked(day.day, visit) for day in days_of(patient, rows) for visit in day.visits]


def _openings(patient: Patient) -> QuerySet[RecordOpening]:
    return RecordOpening.objects.filter(patient=patient).select_related("user").order_by("-opened", "pk")


given(
    "audit.AuditRow", "who_looked", _("Who looked at my record"),
    GivenField("day", _("Day")),
    GivenField("name", _("Who"), value=lambda row: row.visit.name),
    GivenField("role", _("As"), value=lambda row: row.visit.role),
    GivenField(
        "times", _("At"), value=lambda row: row.visit.times,
        words=lambda row: ", ".join(time_of_day(at) for at in row.visit.times),
    ),
    place=110, rows=_looked,
)  # fmt: skip
given(
    "people.RecordOpening", "reasons_given", _("Reasons given to open my record"),
    GivenField("opened", _("When")),
    GivenField("user", _("Who"), value=lambda opening: opening.user.name, words=lambda opening: opening.user.name),
    GivenField("reason", _("Reason")),
    GivenField("words", _("In their words")),
    place=111, rows=_openings,
)  # fmt: skip
