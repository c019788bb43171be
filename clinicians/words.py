"""Names of weekdays and roles as staff read them. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from oncocare.people.permissions import Role


def role_words(role: str) -> str:
    """The name of a role."""
    names: dict[Role, str] = {
        Role.CLINICIAN: _("Clinician"),
        Role.COORDINATOR: _("Coordinator"),
        Role.RESEARCHER: _("Researcher"),
        Role.PATIENT: _("Patient"),
    }
    return names[Role(role)]


def weekday(number: int) -> str:
    """The name of a weekday; Monday is 0."""
    monday = date(2024, 1, 1)
    return str(date_format(monday + timedelta(days=number), "l", use_l10n=False))
