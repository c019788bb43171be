"""The page of system health: what failed, what waits, another try."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from clinicians.centre.system.selectors import health
from oncocare.celery import app
from oncocare.events.models import Delivery, Event
from oncocare.foundation import clock
from tests.pages import text


def dead_letter() -> Delivery:
    event = Event.objects.create(kind="made.up", payload={})
    return Delivery.objects.create(
        event=event, handler="rooms.handlers.broken", state=Delivery.State.DEAD, error="ValueError"
    )


def test_what_failed_every_time_is_shown_and_tried_again(carlos):
    letter = dead_letter()
    page = text(carlos.get(reverse("centre_system")))
    assert "Something needs a technician" in page
    assert "rooms.handlers.broken: ValueError" in page
    carlos.post(reverse("try_again"))
    assert Delivery.objects.get(pk=letter.pk).state == Delivery.State.PENDING


def test_an_event_that_waits_too_long_is_named(carlos):
    with clock.at(clock.now() - timedelta(minutes=30)):
        event = Event.objects.create(kind="made.up", payload={})
        Delivery.objects.create(event=event, handler="x")
    assert "1 event has waited for more than 2 minutes, for 30 minutes." in text(carlos.get(reverse("centre_system")))


def test_all_is_well_where_nothing_is_late(carlos):
    assert "All is well" in text(carlos.get(reverse("centre_system")))


# --- periodic work ----------------------------------------------------------------------------------------------------

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(("ran", "late"), [(4 * SECOND, False), (2 * MINUTE, False), (3 * MINUTE, True)])
def test_work_of_every_few_seconds_is_late_after_more_than_two_minutes(db, ran, late):
    every = IntervalSchedule.objects.create(every=5, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.create(name="made up", task="made.up", interval=every, last_run_at=clock.now() - ran)
    assert [work.late for work in health(clock.now()).work] == [late]


@pytest.mark.parametrize(("past", "late"), [(MINUTE, False), (11 * MINUTE, False), (13 * MINUTE, True)])
def test_work_of_the_night_is_late_twelve_minutes_after_its_time_and_not_at_once(db, past, late):
    due = (clock.now() - past).replace(second=0, microsecond=0)
    nightly = CrontabSchedule.objects.create(minute=due.minute, hour=due.hour, timezone="UTC")
    PeriodicTask.objects.create(name="made up", task="made.up", crontab=nightly, last_run_at=due - DAY)
    assert [work.late for work in health(clock.now()).work] == [late]


def test_each_run_is_written_down_at_once():
    """Celery does so every three minutes, and until then work that ran looks as if it had not."""
    beat = DatabaseScheduler(app, lazy=True)
    beat._last_sync, beat._tasks_since_sync = time.monotonic(), 1
    assert beat.should_sync()
