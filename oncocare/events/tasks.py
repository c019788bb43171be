"""The periodic task of the events room."""

from celery import shared_task

from oncocare.events import actions


@shared_task
def relay() -> int:
    """Deliver what a dead process left behind."""
    return actions.relay()
