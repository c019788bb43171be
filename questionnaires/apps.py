"""The questionnaires room."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "questionnaires"

    def ready(self) -> None:
        """Say which messages there are about questions, and make the tasks known to Celery."""
        from questionnaires.answering import given  # noqa: F401
        from questionnaires.scheduling import messages, tasks  # noqa: F401 -- registering is the import
