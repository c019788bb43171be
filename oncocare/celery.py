"""Celery: the worker hurries what the events table already holds; losing a task loses nothing."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")

TRANSPORT_ALIASES["folder"] = "oncocare.foundation.spool:Transport"

app = Celery("oncocare")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
