"""Conversations, a part of the room of mentoring with tables of its own."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "mentoring.conversations"
    label = "conversations"

    def ready(self) -> None:
        """Listen to events, know its tasks, messages and rules of access, and say what a person takes with them."""
        from mentoring.conversations import given, handlers, messages, selectors, tasks  # noqa: F401 -- registering
