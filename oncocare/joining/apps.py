"""The way in."""

from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "oncocare.joining"
    label = "joining"

    def ready(self) -> None:
        """Listen to its own events, and say which mails there are on the way in."""
        from oncocare.joining import given, handlers, messages  # noqa: F401 -- registering is the import
