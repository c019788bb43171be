"""The safety room."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "oncocare.safety"
    label = "safety"

    def ready(self) -> None:
        """Say which messages there are about flags, and what stands below every mail."""
        from oncocare.safety import messages  # noqa: F401 -- registering is the import
