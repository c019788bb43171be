"""The notifications room."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "oncocare.notifications"
    label = "notifications"
