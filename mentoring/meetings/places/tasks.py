"""The beat of places: what is free is offered."""

from celery import shared_task

from mentoring.meetings.places import actions
from oncocare.foundation import clock


@shared_task
def offer_free_places() -> int:
    """Offer free places to who waits longest, and pass on what nobody took in time."""
    with clock.held():
        return actions.offer_free_places()
