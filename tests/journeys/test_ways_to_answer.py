"""The same answering with scripts off, and with nothing but a keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitor import HIGHEST, Visitor

PATIENCE = 60  # presses of Tab before a thing counts as out of reach


def test_without_scripts(visit):
    patient = visit("plain", script=False)
    patient.look()
    patient.press("section[aria-labelledby=due] a.nhsuk-button")
    patient.look()
    patient.press("main a.nhsuk-button")
    patient.mistake()
    patient.go(patient.page.url)
    patient.answer({"9": "1"})
    patient.look()
    patient.choose("yes", "can_wait")
    patient.press(patient.onward)
    patient.look()
    patient.press("main a.nhsuk-button")
    patient.answer({})
    patient.look()
    patient.press(patient.onward)
    patient.received()
    expect(patient.page.locator("section[aria-labelledby=where]")).to_contain_text(patient.words("Talking with others"))
    patient.look()


def test_by_keyboard_only(visit):
    patient = visit("keys")
    page = patient.page
    skips_to_the_content(page)
    enter(patient, "section[aria-labelledby=due] a.nhsuk-button")
    enter(patient, "main a.nhsuk-button")
    every_stop_shows_its_focus(page)
    answers_by_keyboard(patient, {"9": "1"})
    assert patient.at("/support/"), page.url
    picks(page, "can_wait", "yes")
    enter(patient, "main form button")
    enter(patient, "main a.nhsuk-button")
    answers_by_keyboard(patient, {})
    assert patient.at("/check/"), page.url
    enter(patient, "main form button")
    patient.received()


def skips_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".nhsuk-skip-link")).to_be_focused()
    expect(page.locator(".nhsuk-skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def reach(page: Page, selector: str) -> None:
    """Tab until this has the focus."""
    for _ in range(PATIENCE):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} cannot be reached by Tab on {page.url}")


def enter(patient: Visitor, selector: str) -> None:
    """Reach a link or button and press Enter."""
    reach(patient.page, selector)
    with patient.leads_on():
        patient.page.keyboard.press("Enter")


def picks(page: Page, name: str, code: str) -> None:
    """Space takes the first choice, the arrows move on."""
    reach(page, f"input[name={name}]")
    page.keyboard.press("Space")
    for _ in range(page.locator(f"input[name={name}]").count()):
        if page.locator(f"input[name={name}]:checked").get_attribute("value") == code:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"no choice {code} on {page.url}")


def answers_by_keyboard(patient: Visitor, given: dict[str, str]) -> None:
    while item := patient.item:
        patient.fresh_question()
        picks(patient.page, "answer", given.get(item, HIGHEST))
        enter(patient, "main form button")


def every_stop_shows_its_focus(page: Page) -> None:
    """Each place where Tab stops looks different with the focus than without."""
    stops: list[str] = []
    for _ in range(PATIENCE):
        page.keyboard.press("Tab")
        element = page.evaluate_handle("document.activeElement").as_element()
        if element.evaluate("(one) => one === document.body"):
            break
        stops.append(element.evaluate("(one) => one.outerHTML.slice(0, 100)"))
        focused = page.screenshot()
        element.evaluate("(one) => one.blur()")
        blurred = page.screenshot()
        element.evaluate("(one) => one.focus({preventScroll: true})")
        assert focused != blurred, f"no visible focus: {stops[-1]}"
    assert len(stops) >= 8, stops
