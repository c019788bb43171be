"""The two mails that answer an address on the way in: a code or, to whoever has an account, how to use that instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from oncocare.accounts.invitations import Standing, account_of, standing
from oncocare.accounts.models import Invitation
from oncocare.foundation import clock
from oncocare.joining import codes
from oncocare.notifications.messages import WAY_IN
from oncocare.notifications.registry import message

CODE, KNOWN = "joining.code", "joining.known"

Words = Mapping[str, Mapping[str, Any]]


@message(CODE, "joining_code", label=_("A code to join with"), **WAY_IN)
def code(email: str, sources: Sequence[str]) -> Words:
    """Codes that still let somebody join who has no account. The source is the name of the code."""
    return {} if account_of(email) else {one: {"code": codes.digits(one, email)} for one in _alive(sources)}


@message(KNOWN, "joining_known", label=_("How to join with an account"), **WAY_IN)
def known(email: str, sources: Sequence[str]) -> Words:
    """The same for whoever has an account; they must sign in first."""
    return {one: {} for one in _alive(sources)} if account_of(email) else {}


def _alive(sources: Sequence[str]) -> list[str]:
    """Those whose time is not over and whose invitation somebody can still join with."""
    made_with = Invitation.objects.in_bulk([codes.invitation_of(one) for one in sources])
    is_open = {str(pk) for pk, one in made_with.items() if standing(one) is Standing.OPEN}
    return [one for one in sources if clock.now() < codes.until(one) and codes.invitation_of(one) in is_open]
