"""The steps room."""

from django.apps import AppConfig


class StepsConfig(AppConfig):
    name = "steps"

    def ready(self) -> None:
        """Listen to the rooms below and to its own events, know its tasks, and say which messages there are."""
        from steps import handlers  # noqa: F401 -- registering is the import
        from steps.course import given  # noqa: F401
        from steps.proposals import handlers as told  # noqa: F401
        from steps.proposals import messages, tasks  # noqa: F401
