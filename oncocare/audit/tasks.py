"""The periodic task of the audit room."""

from celery import shared_task

from oncocare.audit import actions


@shared_task
def seal() -> None:
    """Seal what has been written since the last seal."""
    while actions.seal():
        pass
