"""The mails of the way in: an invitation, and what answers an address: a code, or how to use the account it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.joining import codes, links
from oncocare.joining.actions import mark_bounced
from oncocare.joining.kinds import CODE, INVITED, KNOWN
from oncocare.joining.models import Invitation
from oncocare.joining.selectors import LinkState, link_state
from oncocare.people.days import day_of
from oncocare.people.roles import PATIENT
from oncocare.people.selectors import account_of
from oncocare.signin.methods.messages import message_about_signing_in

Words = Mapping[str, Mapping[str, Any]]


@message_about_signing_in(CODE, "joining_code", label=_("A code to join with"))
def code(email: str, sources: Sequence[str]) -> Words:
    """Codes that still let somebody join who has no account. The source is the name of the code."""
    return {} if account_of(email) else {source: {"code": codes.digits(source, email)} for source in _alive(sources)}


@message_about_signing_in(KNOWN, "joining_known", label=_("How to join with an account"))
def known(email: str, sources: Sequence[str]) -> Words:
    """The same for whoever has an account; they must sign in first."""
    return {source: {} for source in _alive(sources)} if account_of(email) else {}


def _alive(sources: Sequence[str]) -> list[str]:
    """Those whose time is not over and whose invitation somebody can still join with."""
    made_with = Invitation.objects.in_bulk([codes.invitation_of(source) for source in sources])
    is_open = {str(pk) for pk, invitation in made_with.items() if link_state(invitation) is LinkState.OPEN}
    return [
        source for source in sources if clock.now() < codes.until(source) and codes.invitation_of(source) in is_open
    ]


def undelivered(source: str) -> None:
    """Staff see on the page of invitations that this one did not arrive."""
    mark_bounced(by="system:mail", invitation=Invitation.objects.get(pk=source.partition(":")[2]))


@message_about_signing_in(INVITED, "invitation", label=_("An invitation"), undelivered=undelivered)
def invited(address: str, sources: Sequence[str]) -> Words:
    """Invitations with which somebody can still join. The source is the invitation."""
    found = Invitation.objects.select_related("centre").in_bulk([source.partition(":")[2] for source in sources])
    return {
        f"invitation:{invitation.pk}": _invitation(invitation)
        for invitation in found.values()
        if link_state(invitation) is LinkState.OPEN
    }


def _invitation(invitation: Invitation) -> dict[str, Any]:
    return {
        "centre": invitation.centre,
        "link": links.link(invitation.pk),
        "last_day": day_of(invitation.centre, invitation.expires),
        "staff": invitation.role != PATIENT.name,
        "link_back": invitation.user_id is not None,
    }
