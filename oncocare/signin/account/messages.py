"""What is said about an address and a closed account; each goes to an address, for the account may have another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.people.models import User
from oncocare.people.selectors import account_of
from oncocare.signin.account.selectors import LASTS, address_link
from oncocare.signin.kinds import ADDRESS_NEW, ADDRESS_OLD, CLOSED
from oncocare.signin.methods.messages import Words, message_about_signing_in


@message_about_signing_in(ADDRESS_NEW, "address_new", label=_("A link to prove a new address"))
def asked_for_address(address: str, sources: Sequence[str]) -> Words:
    """Those who asked within a day. The source is who, and when; whose the address is already gets no link."""
    parts = {source: source.split(":", 2)[1:] for source in sources}
    users = User.objects.filter(is_active=True).in_bulk([pk for pk, _asked in parts.values()])
    taken = account_of(address) is not None
    by_id = {str(pk): user for pk, user in users.items()}
    return {
        source: {"link": "" if taken else address_link(by_id[pk], address, datetime.fromisoformat(asked))}
        for source, (pk, asked) in parts.items()
        if pk in by_id and clock.now() - datetime.fromisoformat(asked) < LASTS
    }


@message_about_signing_in(ADDRESS_OLD, "address_old", label=_("The address was changed"))
def changed_address(address: str, sources: Sequence[str]) -> Words:
    """It happened, whatever came after."""
    return {source: {} for source in sources}


@message_about_signing_in(CLOSED, "account_closed", label=_("The account was closed"))
def closed_account(address: str, sources: Sequence[str]) -> Words:
    """It happened, whatever came after."""
    return {source: {} for source in sources}
