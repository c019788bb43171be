"""What coordinators are told when the audit log was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from clinicians.centre.system.kinds import CHANGED, source_of
from oncocare.audit.models import Verification
from oncocare.notifications.registry import About, message
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holding


@message(
    CHANGED,
    "audit_changed",
    label=_("The log of who did what was changed"),
    urgent=True,
    about=About.STAFF,
)
def still_changed(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as the latest look is the one that found something, for whoever still runs a centre."""
    latest = Verification.objects.last()
    if latest is None or not latest.faults or not holding(user.memberships.all(), Permission.MANAGE_CENTRE).exists():
        return {}
    return {source: {} for source in sources if source == source_of(latest.pk)}
