"""The periodic task of the safety room."""

from celery import shared_task

from oncocare.foundation import clock
from oncocare.safety import actions


@shared_task
def escalate_overdue() -> int:
    """Hand every overdue flag to the next person."""
    with clock.held():
        return actions.escalate_overdue()
