"""Whoever may no longer be here is signed out everywhere."""

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from oncocare.people.kinds import ACCESS_ENDED
from oncocare.people.models import User
from oncocare.signin.actions import end_everywhere


@handles(ACCESS_ENDED)
def end_sessions(event: Mapping[str, Any]) -> None:
    """Every session of somebody whose account was closed, or who lost the last role."""
    end_everywhere(by=event["by"], user=User.objects.get(pk=event["user"]))
