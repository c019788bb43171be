"""The clinicians room."""

from django.apps import AppConfig


class CliniciansConfig(AppConfig):
    name = "clinicians"

    def ready(self) -> None:
        """Listen to the rooms below, and say which messages this room has."""
        from clinicians import correspondence, handlers, watch  # noqa: F401 -- registering is the import
