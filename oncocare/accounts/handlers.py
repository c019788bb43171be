"""What follows from an invitation: one by e-mail is sent."""

from collections.abc import Mapping
from typing import Any

from oncocare.accounts import actions, tokens
from oncocare.accounts.days import day_of
from oncocare.accounts.invitations import Standing, standing
from oncocare.accounts.kinds import INVITATION_MADE
from oncocare.accounts.models import Invitation
from oncocare.accounts.permissions import Role
from oncocare.events.registry import handles
from oncocare.foundation import mail


@handles(INVITATION_MADE)
def send(event: Mapping[str, Any]) -> None:
    """Send it, if it came by e-mail and still holds; an address that cannot be reached is kept for staff to see."""
    invitation = Invitation.objects.select_related("centre").get(pk=event["invitation"])
    if invitation.channel != Invitation.Channel.EMAIL or standing(invitation) is not Standing.OPEN:
        return
    context = {
        "centre": invitation.centre,
        "link": tokens.link(invitation.pk),
        "last_day": day_of(invitation.centre, invitation.expires),
        "staff": invitation.role != Role.PATIENT,
        "way_back": invitation.user_id is not None,
    }
    try:
        mail.post(invitation.email, "invitation", context, language=invitation.language)
    except mail.AddressRefused:
        actions.mark_bounced(by="system:mail", invitation=invitation)
