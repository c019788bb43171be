"""How a centre begins: it is opened with nothing in it, and its first coordinator is invited to do the rest."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from oncocare.accounts.actions import invite, open_centre
from oncocare.accounts.models import Invitation
from oncocare.accounts.permissions import Role
from oncocare.foundation.unit import action


@action
def found(
    *, by: Any, name: str, country: str, time_zone: str, coordinator: str, email: str, language: str = "en"
) -> Invitation:
    """A new centre, and the invitation of its first coordinator; whoever runs the server hands the link over."""
    centre = open_centre(by=by, slug=slugify(name), name=name, country=country, time_zone=time_zone)
    return invite(
        by=by,
        centre=centre,
        channel=Invitation.Channel.LETTER,
        language=language,
        email=email,
        name=coordinator,
        role=Role.COORDINATOR.value,
    )
