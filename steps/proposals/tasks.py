"""The beat of open proposals: what nobody answered in time climbs."""

from celery import shared_task

from oncocare.foundation import clock
from steps.proposals import actions


@shared_task
def climb_overdue() -> int:
    """Hand every overdue proposal to the next person."""
    with clock.held():
        return actions.climb_overdue()
