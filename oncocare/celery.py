"""Celery: the worker hurries what the events table already holds; losing a task loses nothing."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")

app = Celery("oncocare")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
