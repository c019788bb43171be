"""The room of staff minutes."""

from django.apps import AppConfig


class EffortConfig(AppConfig):
    name = "oncocare.effort"
    label = "effort"
