"""From mild answers to three things with their reasons, a lesson with an exercise that is shared, the answer of whoever
guides the person, and the clinician's record.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

EXERCISE = "worries-on-paper-before-bed"
WROTE, ANSWERED = "Made up: whether I locked the door.", "Made up: thank you for writing it down."
SLEEP = {"1": "1", "2": "1", "3": "2", "4": "1", "5": "1", "6": "1", "7": "1", "8": "1", "9": "0", "10": "1"}


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("es", 1280)])
def test_from_mild_answers_to_the_answer_of_whoever_guides(visit, demo, language, width):
    name = f"campus_{language}"
    person, patient = visit(name, width=width), demo.people[name].patient
    _answers(person)
    _three_things(person)
    _begins_where_they_want(person)
    _does_an_exercise(person)
    clinician = visit("clara", width=1366)
    _answers_within_the_review(clinician, patient)
    _reads_it(person)
    _stands_in_the_record(clinician, patient)


def _answers(person: Visitor) -> None:
    person.press("section[aria-labelledby=due] a.nhsuk-button")
    person.answer_all(SLEEP)
    person.press(person.onward)
    person.received()


def _three_things(person: Visitor) -> None:
    """They are chosen within seconds of the answers, by the worker."""
    first = person.page.locator("section[aria-labelledby=today] h3")
    for _ in range(30):
        if first.count():
            break
        person.page.wait_for_timeout(1000)
        person.go("/")
    person.look()
    person.press("section[aria-labelledby=today] a[href='/campus/']")
    expect(person.page.locator("section[aria-labelledby^=thing-]")).to_have_count(3)
    sleep = person.page.locator("section[aria-labelledby=thing-1]")
    expect(sleep).to_contain_text("dormir" if person.language == "es" else "sleep was hard")
    person.look()


def _begins_where_they_want(person: Visitor) -> None:
    person.press("a[href='/campus/start/']")
    person.mistake()
    person.page.locator("input[name=topics][value=worry]").check(force=True)
    person.press("main form .nhsuk-button")
    assert person.at("/campus/")
    person.look()


def _does_an_exercise(person: Visitor) -> None:
    page = person.page
    person.go(f"/campus/lessons/{EXERCISE}/")
    person.look()
    person.press("main button[value=begin]")
    for _ in range(20):
        if page.locator("main textarea").count():
            break
        person.press("main button[value=next]")
    page.locator("main textarea").first.fill(WROTE)
    for _ in range(20):
        if person.at("/done/"):
            break
        person.press("main button[value=next]")
    person.look()
    person.press("form[action$='/share/'] button")
    person.look()


def _answers_within_the_review(clinician: Visitor, patient: str) -> None:
    clinician.go("/guiding/")
    clinician.look()
    clinician.press(f"a[href='/guiding/{patient}/']")
    expect(clinician.page.locator("main")).to_contain_text(WROTE)
    clinician.look()
    clinician.page.locator("#id_words").fill(ANSWERED)
    clinician.press("form[action*=review] .nhsuk-button")
    assert clinician.at("/guiding/")


def _reads_it(person: Visitor) -> None:
    person.go("/campus/")
    expect(person.page.locator("section[aria-labelledby=written-to-me]")).to_contain_text(ANSWERED)
    person.look()


def _stands_in_the_record(clinician: Visitor, patient: str) -> None:
    clinician.go(f"/people/{patient}/")
    section = clinician.page.locator("section[aria-labelledby=campus]")
    expect(section).to_contain_text("Clara")
    expect(section).to_contain_text(WROTE)
    expect(clinician.page.locator("section[aria-labelledby=timeline]")).to_contain_text(ANSWERED)
    clinician.look()
