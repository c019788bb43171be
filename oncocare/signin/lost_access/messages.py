"""The mail with the link back in; the link is made at the moment of sending, and no message holds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.people.models import User
from oncocare.signin.kinds import BACK
from oncocare.signin.lost_access.selectors import link_of, works
from oncocare.signin.methods.messages import Words, message_about_signing_in
from oncocare.signin.models import AccessRequest


@message_about_signing_in(BACK, "link_back", label=_("A link back in"))
def let_back_in(user: User, sources: Sequence[str]) -> Words:
    """Requests whose link still lets the person in. The source is the request."""
    asked = AccessRequest.objects.select_related("user", "centre").in_bulk(
        [source.partition(":")[2] for source in sources]
    )
    now = clock.now()
    return {f"request:{request.pk}": _link(request, now) for request in asked.values() if works(request, now)}


def _link(asked: AccessRequest, now: datetime) -> dict[str, Any]:
    left = asked.expires - now if asked.expires else timedelta()
    return {"link": link_of(asked), "centre": asked.centre, "hours": round(left / timedelta(hours=1))}
