"""The events room."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "oncocare.events"
    label = "events"
