"""The mentoring room."""

from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "mentoring"

    def ready(self) -> None:
        """Listen to the rooms below."""
        from mentoring import handlers  # noqa: F401 -- registering is the import
