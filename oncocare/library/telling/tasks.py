"""The periodic task of this room."""

from celery import shared_task

from oncocare.foundation import clock
from oncocare.library.telling import actions


@shared_task
def tell_of_endings() -> int:
    """Say which texts expire in 30 days, and which have."""
    with clock.held():
        return actions.tell_of_endings()
