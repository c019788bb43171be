"""The daily look at the audit log, and whom it tells: every coordinator, by a message that cannot wait."""

from __future__ import annotations

from clinicians.centre.system.kinds import CHANGED, source_of
from oncocare.audit.actions import verify
from oncocare.audit.models import Verification
from oncocare.foundation.unit import action
from oncocare.notifications.actions import queue
from oncocare.people.models import Membership
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holding


def verify_audit() -> None:
    """Look at the whole log; every coordinator is told what is wrong, each day until it is put right."""
    found = verify()
    if found.faults:
        _tell(found)


@action
def _tell(found: Verification) -> None:
    coordinators = holding(Membership.objects.select_related("user", "centre"), Permission.MANAGE_CENTRE)
    for membership in coordinators:
        queue(user=membership.user, centre=membership.centre, kind=CHANGED, source=source_of(found.pk))
