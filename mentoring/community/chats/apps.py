"""Chats, a part of the community with tables of its own."""

from django.apps import AppConfig


class ChatsConfig(AppConfig):
    name = "mentoring.community.chats"
    label = "chats"

    def ready(self) -> None:
        """Stand on the pages of groups, listen to events, and know its messages, its task and what a person takes."""
        from mentoring.community.chats import context, given, handlers, messages, tasks  # noqa: F401 -- registering
        from mentoring.community.chats.asking import given as of_answers  # noqa: F401
        from mentoring.community.chats.asking import handlers as of_questions  # noqa: F401
        from mentoring.community.chats.asking import messages as asking  # noqa: F401
        from mentoring.community.chats.hosting import handlers as of_posts  # noqa: F401
