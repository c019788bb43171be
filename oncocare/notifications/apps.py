"""The notifications room."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "oncocare.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Make the task known: Celery looks for tasks in the root of an app only; and what a person takes with them."""
        from oncocare.notifications import given  # noqa: F401 -- registering is the import
        from oncocare.notifications.sending import tasks  # noqa: F401 -- registering is the import
