"""What follows from a lost phone: the centres that know the person are asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from oncocare.notifications.actions import queue_mail
from oncocare.people.models import User
from oncocare.signin.kinds import ACCESS_ASKED, ACCESS_RESTORED, BACK
from oncocare.signin.lost_access.actions import ask_for_access
from oncocare.signin.models import AccessRequest


@handles(ACCESS_ASKED)
def ask_centres(event: Mapping[str, Any]) -> None:
    """Ask for whoever has the address; one that nobody has asks nobody."""
    user = User.objects.filter(pk=event["user"], is_active=True).first()
    if user:
        ask_for_access(by="anonymous", user=user)


@handles(ACCESS_RESTORED)
def send_link(event: Mapping[str, Any]) -> None:
    """To the person whom the centre lets back in."""
    asked = AccessRequest.objects.select_related("user", "centre").get(pk=event["request"])
    queue_mail(kind=BACK, source=f"request:{asked.pk}", user=asked.user, centre=asked.centre)
