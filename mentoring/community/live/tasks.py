"""The beat of what open pages hear: what no page can ask for any more goes."""

from celery import shared_task

from mentoring.community.live import actions
from oncocare.foundation import clock


@shared_task
def forget_old_signals() -> int:
    """Drop the signals of yesterday."""
    with clock.held():
        return actions.forget_old()
