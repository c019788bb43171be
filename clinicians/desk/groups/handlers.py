"""What the desk does when what a task of a group asks for has come about: nobody has that task to do any more."""

from collections.abc import Mapping
from typing import Any

from clinicians.actions import lapse_tasks
from clinicians.desk.groups.selectors import answered_since
from mentoring.community.kinds import (
    GROUP_CLOSED,
    NOBODY_TASK,
    POST_CHANGED,
    POST_REPLIED,
    REPORT_CLOSED,
    REPORT_PASSED,
    THREAD_CHANGED,
    UNANSWERED_TASK,
)
from oncocare.events.registry import handles

BY = "system:tasks"


@handles(POST_REPLIED)
@handles(POST_CHANGED)
@handles(THREAD_CHANGED)
@handles(GROUP_CLOSED)
def answer_nothing_that_waits_no_more(_event: Mapping[str, Any]) -> None:
    """What somebody has answered, or nobody can read or answer any more, is nobody's task. What holds now counts."""
    for post in answered_since():
        lapse_tasks(by=BY, source=f"{UNANSWERED_TASK}{post}")


@handles(REPORT_CLOSED)
@handles(REPORT_PASSED)
def appoint_nobody_for_what_somebody_has(event: Mapping[str, Any]) -> None:
    """Once somebody else has the report, or it is closed, nobody has to be appointed for it."""
    lapse_tasks(by=BY, source=f"{NOBODY_TASK}{event['report']}:")
