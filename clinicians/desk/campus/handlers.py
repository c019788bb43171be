"""What the desk does when a silence at level 2 is over, or nobody is to be asked any more."""

from collections.abc import Mapping
from typing import Any

from clinicians.actions import lapse_tasks
from oncocare.events.registry import handles
from steps.campus.guiding.kinds import DONE_TASK, QUIET_TASK
from steps.campus.kinds import PIECE_OPENED
from steps.kinds import PATHWAY_STOPPED

BY = "system:tasks"


@handles(PIECE_OPENED)
def ask_after_nobody_who_opened_something(event: Mapping[str, Any]) -> None:
    """The task to ask after somebody who opened nothing is no longer needed once they did."""
    lapse_tasks(by=BY, source=f"{QUIET_TASK}{event['patient']}:")


@handles(PATHWAY_STOPPED)
def speak_of_level_2_with_nobody_who_left(event: Mapping[str, Any]) -> None:
    """Nobody has to ask after, or speak of the plan with, who paused, is too ill, left or died."""
    for task in (QUIET_TASK, DONE_TASK):
        lapse_tasks(by=BY, source=f"{task}{event['patient']}:")
