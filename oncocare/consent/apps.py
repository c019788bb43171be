"""The consent room."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "oncocare.consent"
    label = "consent"

    def ready(self) -> None:
        """Say what this room has of a person that they take with them."""
        from oncocare.consent import given  # noqa: F401 -- registering is the import
