"""What is said to staff about flags: that somebody needs them, no more. And where help is, below every mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from oncocare.accounts.models import Patient, User
from oncocare.notifications.registry import About, foot, message
from oncocare.safety.context import numbers
from oncocare.safety.models import Flag

STAFF = {"urgent": True, "about": About.STAFF, "needs_contact_consent": False}


def source_of(flag: Flag) -> str:
    """What a message about this flag is about: each climb is news of its own."""
    return f"flag:{flag.pk}:{flag.climbed}"


@message("flag.yours", "flag_yours", label=_("A flag is yours"), **STAFF)
@message("flag.climbed", "flag_climbed", label=_("A flag has come to you"), **STAFF)
def owned(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Flags that nobody has taken on and that are still this person's."""
    return {source: _words(flag) for source, flag in _unanswered(sources).items() if flag.owner_id == user.pk}


@message("flag.nobody_on", "flag_nobody_on", label=_("A flag waits and nobody is on duty"), **STAFF)
def nobody_on(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Flags that nobody has taken on, whoever they are with: anybody who reads this may."""
    return {source: _words(flag) for source, flag in _unanswered(sources).items()}


def _unanswered(sources: Sequence[str]) -> dict[str, Flag]:
    rows = Flag.objects.filter(
        pk__in=[source.split(":")[1] for source in sources], acknowledged_at=None, closed_at=None
    )
    found = {source_of(flag): flag for flag in rows}
    return {source: found[source] for source in sources if source in found}


def _words(flag: Flag) -> dict[str, Any]:
    return {"by": flag.deadline}


@foot
def help_now(patient: Patient) -> str:
    """Whom to call at any hour."""
    crisis = numbers(patient.country or patient.centre.country)
    return render_to_string("emails/crisis/body.txt", {"crisis": crisis}).strip()
