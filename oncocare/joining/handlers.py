"""An invitation by e-mail is sent."""

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from oncocare.joining.kinds import INVITATION_MADE, INVITED
from oncocare.joining.models import Invitation
from oncocare.notifications.actions import queue_mail


@handles(INVITATION_MADE)
def send_invitation(event: Mapping[str, Any]) -> None:
    """To the address it was made for, unless it is a printed letter."""
    invitation = Invitation.objects.select_related("centre").get(pk=event["invitation"])
    if invitation.channel == Invitation.Channel.EMAIL:
        queue_mail(
            kind=INVITED, source=f"invitation:{invitation.pk}", centre=invitation.centre,
            address=invitation.email, language=invitation.language,
        )  # fmt: skip
