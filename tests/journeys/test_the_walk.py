"""From the letter to the first level: few pages, also without scripts, by keyboard, and heard in the right order."""

from __future__ import annotations

import sys

import pytest
from playwright.sync_api import CDPSession

from questionnaires.instruments.catalogue import catalogue
from tests.journeys.visitor import Visitor
from tests.journeys.walk import MOST_PAGES, PHONE, WAYS, KeyboardWalk, Walk, letters

HIGHEST_HEADER = 112  # px
USUAL = "1"  # the item of a question of two lines
MEASURES = """() => [document.querySelector('.oc-header'), document.querySelector('main form .nhsuk-button')]
  .map((one) => one.getBoundingClientRect()).map((box) => [box.height, box.bottom])"""


@pytest.mark.parametrize(("language", "script"), WAYS)
def test_the_walk_is_short(visit, demo, language, script):
    person = visit(language=language, script=script)
    walk = Walk(person, f"walk-{language}-{script}@home.invalid".lower(), each=person.look)
    [letter] = letters(demo, language)
    walk.go(letter)
    sys.stdout.write(f"{walk.pages} pages, {walk.taps} taps")  # `pytest -rP` shows it
    assert walk.pages <= MOST_PAGES


def test_the_walk_by_keyboard_only(visit, demo):
    walk = KeyboardWalk(visit(), "walk-keys@home.invalid")
    [letter] = letters(demo, "en")
    walk.go(letter)
    assert walk.pages <= MOST_PAGES


def test_a_question_is_heard_before_its_options_and_fits_a_phone(visit):
    person = visit("walk_es")
    person.size = PHONE
    person.page.set_viewport_size(PHONE)
    person.press("section[aria-labelledby=due] a.nhsuk-button")
    person.press("main a.nhsuk-button")
    assert person.item == USUAL
    wording = catalogue()["phq-9"].texts["es"]
    heard = spoken(person.context.new_cdp_session(person.page))
    group = f"{wording.stem} {wording.items[USUAL]}"
    options = [("radio", words) for words in wording.options_of(USUAL).values()]
    at = heard.index(("group", group))
    assert [one for one in heard if one[0] in ("group", "radio")][: 1 + len(options)] == [("group", group), *options]
    assert ("button", "Continuar") in heard[at:]
    (height, _), (_, bottom) = person.page.evaluate(MEASURES)
    assert height <= HIGHEST_HEADER
    assert bottom <= PHONE["height"]
    goes_back(person)


def spoken(session: CDPSession) -> list[tuple[str, str]]:
    """Role and name of everything a screen reader meets inside the main part, in its order."""
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    known = {node["nodeId"]: node for node in nodes}
    order: list[tuple[str, str]] = []

    def read(node: dict) -> None:
        if not node.get("ignored"):
            order.append((node["role"]["value"], " ".join(node.get("name", {}).get("value", "").split())))
        for child in node.get("childIds", []):
            if child in known:
                read(known[child])

    read(next(node for node in nodes if node.get("role", {}).get("value") == "main"))
    return order


def goes_back(person: Visitor) -> None:
    """From the second question to the first, which shows what was chosen."""
    person.choose("2")
    person.press(person.onward)
    person.press(".nhsuk-back-link")
    assert (person.item, person.page.locator("input[name=answer]:checked").get_attribute("value")) == (USUAL, "2")
