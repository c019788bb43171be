"""The foundation as a Django app: it owns the command `migrate`."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """No tables of its own: its models are bases of the models of other rooms."""

    name = "oncocare.foundation"
    label = "foundation"
