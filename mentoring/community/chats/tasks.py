"""The beat of chats: whoever asked for it is reminded."""

from celery import shared_task

from mentoring.community.chats import actions
from oncocare.foundation import clock


@shared_task
def remind_of_chats() -> int:
    """Queue a message for whoever wants to be reminded of a chat that begins within the hour."""
    with clock.held():
        return actions.remind_of_chats()
