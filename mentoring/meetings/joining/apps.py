"""The page of a session, a part of meetings with tables of its own."""

from django.apps import AppConfig


class SessionPageConfig(AppConfig):
    name = "mentoring.meetings.joining"
    label = "session_page"

    def ready(self) -> None:
        """Know what a person takes, the beat, and the way into a talk."""
        from mentoring.meetings.joining import context, given, tasks  # noqa: F401 -- registering
