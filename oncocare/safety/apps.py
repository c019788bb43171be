"""The safety room."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "oncocare.safety"
    label = "safety"

    def ready(self) -> None:
        """Listen to its own events, say which messages there are about flags, and what stands below every mail."""
        from oncocare.safety import checks, handlers, messages  # noqa: F401 -- registering is the import
