"""Writes of every part of the community: telling somebody in a group something."""

from __future__ import annotations

from mentoring.community.models import Member
from oncocare.foundation.unit import action
from oncocare.notifications.actions import queue
from oncocare.people.models import Actor


@action
def tell(*, member: Member, name: str, source: str, by: Actor = "system:messages") -> bool:
    """Queue a message for somebody in a group, of the kind for what they are there; whether it is new."""
    audience = "staff" if member.staff else "patient" if member.patient_id else "caregiver"
    return bool(queue(user=member.user, centre=member.centre, kind=f"{name}.{audience}", source=source, by=by))
