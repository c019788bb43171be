"""The beat of the flags: what is overdue climbs, what was held at the end of a shift passes on."""

from celery import shared_task

from oncocare.foundation import clock
from oncocare.safety.flags import actions


@shared_task
def escalate_overdue() -> int:
    """Hand every overdue flag to the next person."""
    with clock.held():
        return actions.escalate_overdue()


@shared_task
def hand_over_shift() -> int:
    """Hand what is held by people whose shift is over to those who are on now."""
    with clock.held():
        return actions.hand_over_shift()
