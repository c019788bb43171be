"""What is said about the methods of signing in: that one changed, and a link to a new password.

A link is made here, at the moment of sending. No message holds one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.notifications.registry import About, message
from oncocare.people.models import User
from oncocare.signin.kinds import CHANGED, PASSWORD
from oncocare.signin.methods.actions import TOLD, password_link

message_about_signing_in = partial(message, urgent=True, about=About.ACCOUNT)
ASKED_LASTS = timedelta(days=1)  # whoever asked longer ago has long found another way, or asked again

Words = Mapping[str, Mapping[str, Any]]


@message_about_signing_in(CHANGED, "method_changed", label=_("A change in the ways to sign in"))
def changed(user: User, sources: Sequence[str]) -> Words:
    """It happened, whatever came after. The source is what, and when."""
    return {source: {"what": TOLD[source.partition(":")[0]]} for source in sources}


@message_about_signing_in(PASSWORD, "password_link", label=_("A link to a new password"))
def asked_for_password(user: User, sources: Sequence[str]) -> Words:
    """Those who asked within a day. The source is when."""
    fresh = [
        source for source in sources if clock.now() - datetime.fromisoformat(source.partition(":")[2]) < ASKED_LASTS
    ]
    return {source: {"link": password_link(user)} for source in fresh}
