"""Reading who opened a patient’s record, by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from oncocare.audit.models import AuditRow
from oncocare.people.days import day_of
from oncocare.people.models import Patient, RecordOpening
from oncocare.people.roles import CLINICIAN, role_words
from oncocare.people.selectors import users_by_actor

PER_PAGE = 100  # readings, not people: one person's many readings of a day are one entry


@dataclass
class Visit:
    """One person's readings on one day, to the minute, with the reasons they gave."""

    name: str
    role: str
    times: list[datetime] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class DayOfReadings:
    """Who looked on one day."""

    day: date
    visits: list[Visit]


def days_of(patient: Patient, rows: list[AuditRow]) -> Iterator[DayOfReadings]:
    """The person's own days; in each, one visit a person, who looked last first."""
    staff, openings = _staff(patient, rows), _openings(rows)
    for day, of_day in groupby(rows, key=lambda row: day_of(patient, row.at)):
        visits: dict[str, Visit] = {}
        for row in of_day:
            name, role = staff.get(row.actor) or (_("The system, by itself"), "")
            _add(visits.setdefault(row.actor, Visit(name, role)), row, openings)
        yield DayOfReadings(day, list(visits.values()))


def _add(visit: Visit, row: AuditRow, openings: Mapping[str, RecordOpening]) -> None:
    """A reason stands for itself; the reading that follows it has a row of its own."""
    opening, minute = openings.get(row.subject), row.at.replace(second=0, microsecond=0)
    if opening:
        visit.reasons.insert(0, ": ".join(filter(None, [opening.get_reason_display(), opening.words])))
    elif minute not in visit.times:
        visit.times.insert(0, minute)


def _staff(patient: Patient, rows: list[AuditRow]) -> dict[str, tuple[str, str]]:
    """The name of each person in these rows, and what they are at the centre today."""
    users = users_by_actor(row.actor for row in rows)
    roles: dict[Any, list[str]] = defaultdict(list)
    for row in patient.centre.memberships.filter(user__in=users.values()).order_by("role"):
        roles[row.user_id].append(_role(row.role))
    gone = _("no longer works here")
    return {
        actor: (user.name or _("A member of the team"), ", ".join(roles[user.pk]) or gone)
        for actor, user in users.items()
    }


def _role(name: str) -> str:
    """What somebody is, as the person they look after says it."""
    return pgettext("who looked", "Clinician") if name == CLINICIAN.name else role_words(name)


def _openings(rows: list[AuditRow]) -> dict[str, RecordOpening]:
    kind = "recordopening:"
    ids = [row.subject.removeprefix(kind) for row in rows if row.subject.startswith(kind)]
    return {f"{kind}{opening.pk}": opening for opening in RecordOpening.objects.filter(pk__in=ids)}
