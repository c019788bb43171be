"""The periodic task of plans."""

from celery import shared_task

from oncocare.foundation import clock
from steps.campus.plan.actions import renew_plan
from steps.campus.plan.selectors import to_renew


@shared_task
def renew_plans() -> int:
    """Each night the plans of a week ago, and of whoever has none yet: what was shown may have expired."""
    with clock.held():
        return sum(1 for patient in to_renew() if renew_plan(by="system:campus", patient=patient))
