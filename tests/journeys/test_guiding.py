"""What somebody wrote and shared is read by whoever guides them and answered; the person learns of it, and the clinician
finds both in the record.
"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.running import Person
from tests.journeys.visitor import Visitor

WROTE, ANSWERED = "The sea, and that nobody asked anything.", "I read about the sea. How did you sleep?"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_shared_exercise_is_read_answered_and_found_in_the_record(visit, demo, browser, request, language):
    patient = demo.people[f"guided_{language}"].patient
    sam = Person(**json.loads(demo.helper("guiding", patient, language, WROTE)))
    supporter = Visitor(browser, demo, sam, width=1366)
    request.addfinalizer(supporter.close)
    _answers(supporter, patient)
    _learns_of_it(visit(f"guided_{language}"))
    _finds_it(visit("clara", width=1366), patient)


def _answers(supporter: Visitor, patient: str) -> None:
    """From the first page, in the box beside what was shared; with a sentence to begin with, and nothing lost."""
    supporter.go("/")
    assert supporter.at("/guiding/")
    supporter.look()
    supporter.press(f"a[href='/guiding/{patient}/']")
    expect(supporter.page.locator("main")).to_contain_text(WROTE)
    supporter.look()
    supporter.mistake(supporter.page.locator("form[action*=review] .nhsuk-button"))
    supporter.page.locator("#id_words").fill(ANSWERED)
    supporter.press("button[name=start][value='0']")
    sentence = supporter.page.locator("button[name=start][value='0']").inner_text()
    expect(supporter.page.locator("#id_words")).to_have_value(f"{sentence}\n\n{ANSWERED}")
    supporter.press("form[action*=review] .nhsuk-button")
    assert supporter.at("/guiding/")
    supporter.look()


def _learns_of_it(person: Visitor) -> None:
    person.go("/my/messages/")
    expect(person.page.locator("main")).to_contain_text(person.words("You have something to read"))
    person.look()


def _finds_it(clinician: Visitor, patient: str) -> None:
    clinician.go(f"/people/{patient}/")
    expect(clinician.page.locator("section[aria-labelledby=campus]")).to_contain_text("Sam")
    expect(clinician.page.locator("section[aria-labelledby=timeline]")).to_contain_text(ANSWERED)
    clinician.look()
    clinician.press(f"section[aria-labelledby=campus] a[href='/people/{patient}/campus/']")
    clinician.look()
