"""What changed about the methods of signing in is said by mail."""

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from oncocare.notifications.actions import queue_mail
from oncocare.people.models import User
from oncocare.signin.kinds import CHANGED, METHOD_CHANGED, PASSWORD, PASSWORD_ASKED


@handles(METHOD_CHANGED)
def tell_changed(event: Mapping[str, Any]) -> None:
    """To whom it belongs, so that they notice when it was not they."""
    user = User.objects.get(pk=event["user"])
    queue_mail(kind=CHANGED, source=f"{event['what']}:{event['at']}", user=user)


@handles(PASSWORD_ASKED)
def send_password_link(event: Mapping[str, Any]) -> None:
    """To whoever has the address that was typed; nobody may."""
    user = User.objects.filter(pk=event["user"]).first()
    if user:
        queue_mail(kind=PASSWORD, source=f"asked:{event['at']}", user=user)
