"""The safety room."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "oncocare.safety"
    label = "safety"
