"""The beat of rooms: no room outlives its meeting."""

from celery import shared_task

from mentoring.meetings.rooms import actions
from oncocare.foundation import clock


@shared_task
def close_past_rooms() -> int:
    """Destroy the rooms of meetings that are over."""
    with clock.held():
        return actions.close_past_rooms()
