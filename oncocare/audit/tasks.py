"""The periodic task of the audit room; the daily verification stands in a room that can tell somebody."""

from celery import shared_task

from oncocare.audit import actions


@shared_task
def seal() -> None:
    """Seal what has been written since the last seal."""
    actions.seal_all()
