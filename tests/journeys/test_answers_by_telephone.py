"""A nurse at an English desk asks a person in Spanish by telephone, with nothing but the keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.test_ways_to_answer import enter, picks, reach
from tests.journeys.visitor import Visitor


def answer_by_digit(nurse: Visitor, digit: str) -> None:
    """The number of the answer, then Enter: no Tab between them."""
    nurse.page.keyboard.press(digit)
    expect(nurse.page.locator("input[name=answer]:checked")).to_have_value(digit)
    with nurse.leads_on():
        nurse.page.keyboard.press("Enter")


def looks_in_both(nurse: Visitor) -> None:
    for language in ("es", "en"):
        nurse.speak(language)
        nurse.look()


def begins_a_call(nurse: Visitor, patient: str) -> None:
    """From the record to the first question."""
    nurse.go(f"/people/{patient}/")
    enter(nurse, f"a[href='/people/{patient}/telephone/']")
    nurse.look()
    enter(nurse, "main form button")
    nurse.look()
    picks(nurse.page, "language", "es")
    enter(nurse, "main form button")


def test_asked_in_spanish_from_an_english_desk(visit, demo):
    nurse, patient = visit("clara", width=1280), demo.people["call"].patient
    page = nurse.page
    begins_a_call(nurse, patient)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for _question in range(8):
        expect(page.locator("h1[lang=es]")).to_be_visible()
        answer_by_digit(nurse, "1")
    nurse.look()
    answer_by_digit(nurse, "2")
    assert page.url.endswith("/now/"), page.url
    looks_in_both(nurse)
    expect(page.locator("main ol")).to_contain_text(nurse.words("Stay on the line. Thank the person for saying it."))
    enter(nurse, "main a.nhsuk-button")
    assert nurse.at("/check/"), page.url
    looks_in_both(nurse)
    enter(nurse, "main form button")
    nurse.look()
    nurse.go(f"/people/{patient}/")
    expect(page.locator("[id^=flag-]").first).to_be_visible()


def test_the_same_pages_in_spanish_and_on_paper(visit, demo):
    nurse, patient = visit("clara", width=1280), demo.people["call"].patient
    nurse.go(f"/people/{patient}/sheets/")
    nurse.speak("es")
    nurse.look()
    nurse.go(f"/people/{patient}/telephone/")
    nurse.look()
    page = nurse.page
    picks(page, "ask-set", "new")
    reach(page, "main form summary")
    page.keyboard.press("Enter")
    reach(page, "input[name=ask-instruments][value='gad-2']")
    page.keyboard.press("Space")
    enter(nurse, "main form button")
    nurse.look()
    bundle = page.url.rstrip("/").rpartition("/")[2]
    enter(nurse, "main form button")
    nurse.look()
    nurse.mistake(page.locator("main form button"))
    picks(page, "answer", "3")
    enter(nurse, "main form button")
    nurse.go(f"/people/{patient}/sheets/{bundle}/")
    nurse.look()
    nurse.go("/answers/")
    nurse.look()
    nurse.mistake(page.locator("main form button"))
