"""The campus, a part of the room of steps with tables of its own."""

from django.apps import AppConfig


class CampusConfig(AppConfig):
    name = "steps.campus"
    label = "campus"

    def ready(self) -> None:
        """Listen to events, know its tasks and messages, and say what of it a person takes with them."""
        from steps.campus import given  # noqa: F401 -- registering is the import
        from steps.campus.coach import given as of_symptoms  # noqa: F401
        from steps.campus.coach import handlers as of_answers  # noqa: F401
        from steps.campus.diary import given as of_days  # noqa: F401
        from steps.campus.diary import handlers as of_accounts  # noqa: F401
        from steps.campus.guiding import given as of_reviews  # noqa: F401
        from steps.campus.guiding import handlers as of_levels  # noqa: F401
        from steps.campus.guiding import messages, tasks  # noqa: F401
        from steps.campus.lessons import given as of_lessons  # noqa: F401
        from steps.campus.lessons import handlers as of_opening  # noqa: F401
        from steps.campus.plan import handlers as of_plans  # noqa: F401
        from steps.campus.plan import tasks as renewing  # noqa: F401
