"""The beat of talks: whoever wants it is reminded, and addresses are forgotten."""

from celery import shared_task

from mentoring.meetings.webinars import actions
from oncocare.foundation import clock


@shared_task
def look_after_talks() -> int:
    """Tell who has a place now, queue the reminders that are due, and forget addresses that are kept no longer."""
    with clock.held():
        actions.tell_of_more_places()
        actions.forget_addresses()
        return actions.remind_of_talks()
