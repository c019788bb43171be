"""The steps room."""

from django.apps import AppConfig


class StepsConfig(AppConfig):
    name = "steps"

    def ready(self) -> None:
        """Listen to the rooms below."""
        from steps import handlers  # noqa: F401 -- registering is the import
