"""The community, a part of the room of mentoring with tables of its own."""

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "mentoring.community"
    label = "community"

    def ready(self) -> None:
        """Listen to events, know its messages and tasks, and say what of it a person takes with them."""
        from mentoring.community.live import handlers as of_pages  # noqa: F401 -- registering is the import
        from mentoring.community.live import tasks as forgetting  # noqa: F401
        from mentoring.community.membership import given as of_members  # noqa: F401
        from mentoring.community.membership import handlers as of_ends  # noqa: F401
        from mentoring.community.membership import messages as leaving  # noqa: F401
        from mentoring.community.membership import tasks as ending  # noqa: F401
        from mentoring.community.moderation import handlers as of_reports  # noqa: F401
        from mentoring.community.moderation import messages as telling  # noqa: F401
        from mentoring.community.news import handlers, messages, tasks  # noqa: F401
        from mentoring.community.offers import given as of_offers  # noqa: F401
        from mentoring.community.offers import handlers as of_levels  # noqa: F401
        from mentoring.community.offers import tasks as offering  # noqa: F401
        from mentoring.community.waiting import tasks as waiting  # noqa: F401
