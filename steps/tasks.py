"""The periodic task of this room."""

from celery import shared_task

from oncocare.foundation import clock
from steps import actions
from steps.selectors import undecided


@shared_task
def decide_past_days() -> int:
    """At the end of a day, decide what was not complete."""
    with clock.held():
        return sum(
            1 for pathway, day in undecided() if actions.decide_point(by="system:rules", pathway=pathway, day=day)
        )
