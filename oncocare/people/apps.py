"""The people room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "oncocare.people"
    label = "people"

    def ready(self) -> None:
        """Say what this room has of a person that they take with them."""
        from oncocare.people import given  # noqa: F401 -- registering is the import
        from oncocare.people.picture import given as picture  # noqa: F401
