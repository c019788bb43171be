"""What is done about those who help others when somebody leaves a group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentoring.community.kinds import GROUP_LEFT
from mentoring.community.leaders import actions
from mentoring.community.models import Member
from oncocare.events.registry import handles


@handles(GROUP_LEFT)
def ask_no_more_who_left(event: Mapping[str, Any]) -> None:
    """Nobody is asked to help in a group in which they are no more."""
    actions.end_of_leader(by=actions.BY, member=Member.objects.get(pk=event["member"]))
