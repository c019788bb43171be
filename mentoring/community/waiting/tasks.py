"""The beat of what waits too long in a group becomes a task or goes to somebody else."""

from celery import shared_task

from mentoring.community.waiting import actions
from oncocare.foundation import clock


@shared_task
def look_after_groups() -> int:
    """Ask for tasks about what nobody answered for a day, and pass on what nobody looked at."""
    with clock.held():
        return actions.look_after_groups()
