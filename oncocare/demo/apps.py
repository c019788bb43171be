"""The demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "oncocare.demo"
    label = "demo"
