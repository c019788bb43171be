"""The nightly task of guiding."""

from celery import shared_task

from oncocare.foundation import clock
from steps.campus.guiding import actions


@shared_task
def look_after_guiding() -> int:
    """Whoever is at level 2 is guided; and who has opened nothing for three weeks is told of."""
    with clock.held():
        return actions.follow_all() + actions.tell_of_silence()
