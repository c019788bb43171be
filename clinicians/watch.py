"""The daily look at the audit log, and whom it tells: every coordinator, by a message that cannot wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from oncocare.audit.actions import verify
from oncocare.audit.models import Verification
from oncocare.foundation.unit import action
from oncocare.notifications.actions import queue
from oncocare.notifications.registry import About, message
from oncocare.people.models import Membership, User
from oncocare.people.permissions import Role

CHANGED = "audit.changed"


@message(
    CHANGED,
    "audit_changed",
    label=_("The log of who did what was changed"),
    urgent=True,
    about=About.STAFF,
    needs_contact_consent=False,
)
def still_changed(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as the latest look is the one that found something."""
    latest = Verification.objects.last()
    return {one: {} for one in sources if latest and latest.faults and one == _source(latest)}


def verify_audit() -> None:
    """Look at the whole log; what is wrong is said to every coordinator, day after day until it is put right."""
    found = verify()
    if found.faults:
        _tell(found)


@action
def _tell(found: Verification) -> None:
    coordinators = Membership.objects.filter(role=Role.COORDINATOR, user__is_active=True)
    for one in coordinators.select_related("user", "centre").order_by("pk"):
        queue(user=one.user, centre=one.centre, kind=CHANGED, source=_source(found))


def _source(found: Verification) -> str:
    return f"verification:{found.pk}"
