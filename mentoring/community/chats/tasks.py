"""The beat of chats: whoever asked for it is reminded."""

from celery import shared_task

from mentoring.community.chats import actions
from oncocare.foundation import clock


@shared_task
def remind_of_chats() -> int:
    """Call off what nobody leads any more, and queue a message for whoever wants to be reminded of a chat that begins
    within the hour.
    """
    with clock.held():
        actions.call_off_without_people()
        return actions.remind_of_chats()
