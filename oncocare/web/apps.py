"""The design system as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Static files, template tags and the form renderer; no models."""

    name = "oncocare.web"
    label = "web"
