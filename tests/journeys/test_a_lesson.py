"""A lesson read part by part, left and taken up again, written in, shared, and said to have helped."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

LESSON = "/campus/lessons/my-energy-this-week/"
WORDS = "Made up: the stairs"


def read(person):
    """From the list of all to what one wrote, shared."""
    page = person.page
    person.go("/campus/lessons/")
    person.look()
    person.go(LESSON)
    person.look()
    person.press("main button[value=begin]")
    person.look()
    for _ in range(20):
        if page.locator("main textarea").count():
            break
        person.press("main button[value=next]")
    stopped = page.url
    page.locator("main textarea").first.fill(WORDS)
    person.press("main button[value=keep]")
    expect(page.locator("main textarea").first).to_have_value(WORDS)
    person.look()
    person.go("/")
    person.go(LESSON)
    assert page.url.partition("?")[0] == stopped.partition("?")[0]
    expect(page.locator("main textarea").first).to_have_value(WORDS)
    for _ in range(20):
        if person.at("/done/"):
            break
        person.press("main button[value=next]")
    person.look()
    person.press("form[action$='/share/'] button")
    expect(page.locator("main textarea").first).to_have_value(WORDS)
    expect(page.locator("#who-reads + form")).to_contain_text(person.words("Stop sharing"))
    person.look()
    person.go(f"{LESSON}done/")
    person.choose("yes", "helped")
    person.press("form[action$='/helped/'] button")
    expect(page.locator("input[name=helped]:checked")).to_have_value("yes")


@pytest.mark.parametrize("name", ["lesson_en", "lesson_es"])
def test_a_lesson_is_read_written_in_and_shared(visit, name):
    read(visit(name))


def test_a_lesson_is_read_without_scripts(visit):
    person = visit("lesson_plain", script=False)
    read(person)
    person.go("/campus/lessons/awake-at-three/")
    person.press("main button[value=begin]")
    person.go("/campus/lessons/awake-at-three/?all=1")
    person.page.locator("#main .oc-check label").nth(1).click()
    expect(person.page.locator(".oc-check__said > p").nth(1)).to_be_visible()
    expect(person.page.locator(".oc-check__said > p").nth(0)).to_be_hidden()
    person.look()
