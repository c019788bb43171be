"""The safety room."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "oncocare.safety"
    label = "safety"

    def ready(self) -> None:
        """Listen to its own events: whoever has a flag is told after the commit."""
        from oncocare.safety import handlers  # noqa: F401 -- registering is the import
