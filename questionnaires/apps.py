"""The questionnaires room."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "questionnaires"

    def ready(self) -> None:
        """Say which messages there are about questions."""
        from questionnaires import reminders  # noqa: F401 -- registering is the import
