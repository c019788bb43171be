"""Meetings, above the community."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "mentoring.meetings"
    label = "meetings"

    def ready(self) -> None:
        """Listen to events, know its messages, tasks and rules of access, and say what a person takes with them."""
        from mentoring.meetings.attending import given  # noqa: F401
        from mentoring.meetings.attending import handlers as of_deaths  # noqa: F401
        from mentoring.meetings.opening import registry  # noqa: F401
        from mentoring.meetings.places import selectors, tasks  # noqa: F401
        from mentoring.meetings.places.held import context  # noqa: F401
        from mentoring.meetings.places.telling import handlers, messages  # noqa: F401
        from mentoring.meetings.places.telling import tasks as reminding  # noqa: F401
        from mentoring.meetings.planning import handlers as of_plans  # noqa: F401
        from mentoring.meetings.rooms import handlers as of_rooms  # noqa: F401 -- registering is the import
        from mentoring.meetings.rooms import tasks as closing  # noqa: F401
        from mentoring.meetings.webinars import handlers as of_talks  # noqa: F401
        from mentoring.meetings.webinars import messages as about_talks  # noqa: F401
        from mentoring.meetings.webinars import tasks as after_talks  # noqa: F401
        from mentoring.meetings.webinars.leading import context as leading_talks  # noqa: F401
