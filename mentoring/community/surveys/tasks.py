"""The beat of what people say of groups, and of their weeks in numbers."""

from celery import shared_task

from mentoring.community.surveys import actions
from oncocare.foundation import clock


@shared_task
def look_after_feedback() -> int:
    """Ask whoever is to be asked and has a week with room, and tell once of what nobody answered."""
    with clock.held():
        return actions.look_after_feedback()


@shared_task
def count_weeks() -> int:
    """Count what members did in their groups, week by week."""
    with clock.held():
        return actions.count_weeks()
