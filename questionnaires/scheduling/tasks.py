"""The periodic tasks of this room."""

from celery import shared_task

from oncocare.foundation import clock
from questionnaires.scheduling import actions as scheduling


@shared_task
def close_past_windows() -> int:
    """Count assignments whose window is over as missed."""
    with clock.held():
        return scheduling.close_past_windows()


@shared_task
def remind() -> int:
    """Queue what is to be said about questions today."""
    with clock.held():
        return scheduling.remind()


@shared_task
def plan_all() -> int:
    """Open what the schedules ask by today."""
    with clock.held():
        return scheduling.plan_all()
