"""What happened about the way in is said by mail."""

from collections.abc import Mapping
from typing import Any

from oncocare.accounts.kinds import ACCESS_RESTORED, INVITATION_MADE, PASSWORD_ASKED, WAY_CHANGED
from oncocare.accounts.models import AccessRequest, Invitation, User
from oncocare.events.registry import handles
from oncocare.notifications.actions import queue_mail
from oncocare.notifications.messages import BACK, CHANGED, INVITED, PASSWORD


@handles(WAY_CHANGED)
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


@handles(ACCESS_RESTORED)
def send_way_back(event: Mapping[str, Any]) -> None:
    """To the person whom the centre lets back in."""
    asked = AccessRequest.objects.select_related("user", "centre").get(pk=event["request"])
    queue_mail(kind=BACK, source=f"request:{asked.pk}", user=asked.user, centre=asked.centre)


@handles(INVITATION_MADE)
def send_invitation(event: Mapping[str, Any]) -> None:
    """To the address it was made for, unless it is a printed letter."""
    invitation = Invitation.objects.select_related("centre").get(pk=event["invitation"])
    if invitation.channel == Invitation.Channel.EMAIL:
        queue_mail(
            kind=INVITED, source=f"invitation:{invitation.pk}", centre=invitation.centre,
            address=invitation.email, language=invitation.language,
        )  # fmt: skip
