"""The periodic task of this room."""

from celery import shared_task

from clinicians.centre.system import actions

LIMIT = 6 * 60 * 60  # seconds: it reads the whole log


@shared_task(time_limit=LIMIT)
def verify_audit() -> None:
    """Look at the whole audit log once a day."""
    actions.verify_audit()
