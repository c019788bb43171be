"""The clinicians room."""

from django.apps import AppConfig


class CliniciansConfig(AppConfig):
    name = "clinicians"

    def ready(self) -> None:
        """Register the messages, handlers, periodic work and access rules of this room: the import does it."""
        from clinicians import selectors  # noqa: F401 -- who has a task may open the record
        from clinicians.centre.system import messages, tasks  # noqa: F401
        from clinicians.desk.campus import handlers as campus  # noqa: F401
        from clinicians.desk.community import handlers as community  # noqa: F401
        from clinicians.desk.conversations import handlers as sessions  # noqa: F401
        from clinicians.desk.correspondence import handlers  # noqa: F401
        from clinicians.desk.correspondence import messages as told  # noqa: F401
        from clinicians.desk.groups import handlers as groups  # noqa: F401
        from clinicians.desk.sessions import context  # noqa: F401
        from clinicians.desk.sessions import handlers as missed  # noqa: F401
        from clinicians.desk.work import handlers as tasks_wanted  # noqa: F401
