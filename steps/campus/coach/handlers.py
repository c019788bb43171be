"""What the coach does when questions were answered: symptoms among them are kept as reported, and shown the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from questionnaires.answering.registry import comes_after
from questionnaires.kinds import RESPONSE_SUBMITTED
from steps.campus.coach import actions
from steps.campus.coach.selectors import way_after

comes_after(way_after)


@handles(RESPONSE_SUBMITTED)
def keep_the_symptoms_of_answers(event: Mapping[str, Any]) -> None:
    """Symptoms that a schedule asked for are kept as if they had been reported; told twice, they are kept once."""
    actions.report_sent(by="system:coach", bundle=event["bundle"])
