"""The audit room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "oncocare.audit"
    label = "audit"
