"""The beat of reminders: a day before a session, and within the hour."""

from celery import shared_task

from mentoring.meetings.places.telling import actions
from oncocare.foundation import clock


@shared_task
def remind_of_sessions() -> int:
    """Queue a message for whoever comes to a session that is near."""
    with clock.held():
        return actions.remind_of_sessions()
