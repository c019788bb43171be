"""Those who help others, a part of the community with tables of its own."""

from django.apps import AppConfig


class LeadersConfig(AppConfig):
    name = "mentoring.community.leaders"
    label = "leaders"

    def ready(self) -> None:
        """Say what a person takes with them, listen to who leaves, and know its message."""
        from mentoring.community.leaders import given, handlers, messages  # noqa: F401 -- registering is the import
