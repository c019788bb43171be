"""The periodic task of this room."""

from celery import shared_task

from clinicians import watch

LIMIT = 6 * 60 * 60  # seconds: it reads the whole log


@shared_task(time_limit=LIMIT)
def verify_audit() -> None:
    """Look at the whole audit log once a day."""
    watch.verify_audit()
