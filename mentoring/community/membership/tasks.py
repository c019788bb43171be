"""The beat of membership: whoever may be in their group no longer leaves it."""

from celery import shared_task

from mentoring.community.membership import actions
from oncocare.foundation import clock


@shared_task
def end_of_the_outside() -> int:
    """End the memberships that an ended sharing, or an ended relation, leaves without a reason."""
    with clock.held():
        return actions.end_of_the_outside()
