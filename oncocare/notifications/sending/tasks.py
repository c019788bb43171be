"""The periodic task of this room."""

from celery import shared_task

from oncocare.notifications.sending import actions


@shared_task
def send_due() -> int:
    """Send what waits and may go now."""
    return actions.send_due()
