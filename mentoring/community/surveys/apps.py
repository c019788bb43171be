"""What people say of groups, a part of the community with a table of its own."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "mentoring.community.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Listen to events, know its messages and tasks, ask within the weekly budget, say what a person takes."""
        from mentoring.community.surveys import (  # noqa: F401 -- registering is the import
            context,
            given,
            handlers,
            messages,
            tasks,
        )
