"""The way in."""

from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "oncocare.joining"
    label = "joining"

    def ready(self) -> None:
        """Say which mails there are on the way in."""
        from oncocare.joining import messages  # noqa: F401 -- registering is the import
