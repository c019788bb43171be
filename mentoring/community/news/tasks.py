"""The beat of what is new: whoever wants to know learns of it."""

from celery import shared_task

from mentoring.community.news import actions
from oncocare.foundation import clock


@shared_task
def tell_of_news() -> int:
    """Queue for each person in a group that something is new there, at most once a day."""
    with clock.held():
        return actions.tell_of_news()
