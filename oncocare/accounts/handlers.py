"""What follows from a lost phone: the centres that know the person are asked."""

from collections.abc import Mapping
from typing import Any

from oncocare.accounts.kinds import ACCESS_ASKED
from oncocare.accounts.models import User
from oncocare.accounts.way_back import ask_for_access
from oncocare.events.registry import handles


@handles(ACCESS_ASKED)
def ask_centres(event: Mapping[str, Any]) -> None:
    """Ask for whoever has the address; one that nobody has asks nobody."""
    user = User.objects.filter(pk=event["user"], is_active=True).first()
    if user:
        ask_for_access(by="anonymous", user=user)
