"""Threads, a part of the community with tables of its own."""

from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "mentoring.community.threads"
    label = "threads"

    def ready(self) -> None:
        """Say what a person takes with them."""
        from mentoring.community.threads import given  # noqa: F401 -- registering
