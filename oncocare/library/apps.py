"""The library."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "oncocare.library"
    label = "library"

    def ready(self) -> None:
        """Hear what happens to texts; make the task and the messages known, which stand in a folder."""
        from oncocare.library.telling import handlers, messages, tasks  # noqa: F401 -- registering is the import
