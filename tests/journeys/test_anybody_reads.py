"""Somebody without an account finds something to read, reads it, writes on it and prints it; with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

WORDS = {"en": ("can't sleep at night", "Awake at three in the morning"), "es": ("DORMIR noche", "En vela a las tres")}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("script", [True, False], ids=["scripts", "none"])
def test_a_stranger_finds_and_reads(visit, language, script):
    stranger = visit(language=language, script=script)
    typed, title = WORDS[language]
    stranger.go("/account/sign-in/")
    stranger.press(f"footer a[href='/read/demo/{language}/']")
    stranger.look()
    page = stranger.page
    page.fill("input[name=words]", typed)
    stranger.press("main form button.nhsuk-button")
    stranger.look()
    expect(page.locator("main ul.nhsuk-list").first).to_contain_text(title)
    page.locator("main details summary").last.click()
    stranger.press(f"main a[href='/read/demo/{language}/awake-at-three/'] >> nth=0")
    stranger.look()
    expect(page.locator("h1")).to_contain_text(title)
    stranger.go(f"/read/demo/{language}/my-energy-this-week/")
    stranger.look()
    page.fill("#field-drains", "made up")
    stranger.go(f"/read/demo/{language}/my-energy-this-week/")
    expect(page.locator("#field-drains")).to_have_value("")
    stranger.go(f"/read/demo/{language}/?words=qwxz")
    stranger.look()


def test_the_words_of_a_piece_are_as_large_and_its_lines_as_long_as_a_tired_reader_needs(visit):
    stranger = visit(language="en")
    stranger.go("/read/demo/en/awake-at-three/")
    measured = "p => [parseFloat(getComputedStyle(p).fontSize), p.getBoundingClientRect().width]"
    size, width = stranger.page.locator(".oc-piece > p").first.evaluate(measured)
    assert size == 19
    assert width <= 36 * size
