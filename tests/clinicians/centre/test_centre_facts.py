"""The page of the facts about a centre."""

from __future__ import annotations

from django.urls import reverse

from oncocare.people.models import Centre
from tests.pages import text

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
    assert "This is not a time zone we know." in text(answer, 422)
    assert "<title>Error: About the centre – OncoCare</title>" in text(answer, 422)
    assert Centre.objects.get(pk=cast.here.pk).country == "ES"
