"""The beat of the page of a session: says how long people were there, also where their page ended without a word."""

from celery import shared_task

from mentoring.meetings.joining import actions
from oncocare.foundation import clock


@shared_task
def count_past_rooms() -> int:
    """Say of places in sessions that are over how long people were there, where the room knows it."""
    with clock.held():
        return actions.count_past_rooms()
