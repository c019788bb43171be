"""The beat of conversations: what waits with somebody who is absent passes on."""

from celery import shared_task

from mentoring.conversations import actions
from oncocare.foundation import clock


@shared_task
def pass_on_of_the_absent() -> int:
    """Hand what the absent would answer to whoever stands in."""
    with clock.held():
        return actions.pass_on_of_the_absent()
