"""Writing down what a person shall be told."""

from __future__ import annotations

from datetime import datetime

from oncocare.accounts.models import Centre, User
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.notifications.models import Message


@action
def queue(*, user: User, centre: Centre, kind: str, source: str, not_before: datetime | None = None) -> list[Message]:
    """A message on each channel, once for its reason."""
    return [
        Message.objects.get_or_create(
            user=user,
            kind=kind,
            source=source,
            channel=channel,
            defaults={"centre": centre, "not_before": not_before or clock.now()},
        )[0]
        for channel in Message.Channel.values
    ]
