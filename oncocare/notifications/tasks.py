"""The periodic task of this room."""

from celery import shared_task

from oncocare.notifications import sending


@shared_task
def send_due() -> int:
    """Send what waits and may go now."""
    return sending.send_due()
