"""The notifications room."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "oncocare.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Listen to what happens about signing in, and say which mails there are about it."""
        from oncocare.signin.methods import handlers, messages  # noqa: F401 -- registering is the import
