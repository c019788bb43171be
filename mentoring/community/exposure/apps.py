"""Weeks of members in numbers, a part of the community with a table of its own."""

from django.apps import AppConfig


class ExposureConfig(AppConfig):
    name = "mentoring.community.exposure"
    label = "exposure"

    def ready(self) -> None:
        """Say what a person takes with them."""
        from mentoring.community.exposure import given  # noqa: F401 -- registering
