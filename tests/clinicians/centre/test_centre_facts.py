"""The page of the facts about a centre."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.people.models import Centre


@pytest.fixture
def carlos(cast) -> Client:
    client = Client()
    client.force_login(cast.carlos)
    return client


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


FACTS = {
    "name": "Here",
    "phone": "+34 900",
    "address": "Street 1",
    "country": "PT",
    "time_zone": "Europe/Lisbon",
    "minimum_age": 16,
}


def test_facts_are_changed_and_written_down(cast, carlos):
    assert carlos.post(reverse("centre_facts"), FACTS).status_code == 302
    centre = Centre.objects.get(pk=cast.here.pk)
    assert {name: getattr(centre, name) for name in FACTS} == FACTS


def test_facts_with_a_mistake_change_nothing(cast, carlos):
    answer = carlos.post(reverse("centre_facts"), {**FACTS, "time_zone": "Madrid", "country": "XX"})
    assert answer.status_code == 422
    assert "This is not a time zone we know." in text(answer)
    assert Centre.objects.get(pk=cast.here.pk).country == "ES"
