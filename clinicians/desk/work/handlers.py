"""What this room does when a room below wants a task done."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from clinicians import actions
from oncocare.events.registry import handles
from oncocare.people.kinds import TASK_WANTED


@handles(TASK_WANTED)
def make_the_task(event: Mapping[str, Any]) -> None:
    """Once for each source, however often it is told."""
    actions.make_wanted_task(by="system:tasks", **{**event, "due": date.fromisoformat(event["due"])})
