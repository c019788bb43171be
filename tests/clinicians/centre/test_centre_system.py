"""The page of system health: what failed, what waits, another try."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.events.models import Delivery, Event
from oncocare.foundation import clock


@pytest.fixture
def carlos(cast) -> Client:
    client = Client()
    client.force_login(cast.carlos)
    return client


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


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
