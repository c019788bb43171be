"""Somebody who works at two centres: chooses one, changes, and never writes at the wrong one from a second window."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

FIRST, SECOND = "Hospital del Mar Blau (demo)", "Centre de Salut Mar Endins (demo)"


@pytest.mark.parametrize(("language", "width", "script"), [("en", 390, True), ("es", 1280, False)])
def test_one_centre_at_a_time(visit, language, width, script):
    gala = visit("gala", width=width, script=script)
    if language != gala.language:
        gala.speak(language)
    gala.go("/")
    assert gala.at("/centre/choose/")
    gala.look()
    gala.press(gala.page.get_by_role("button", name=FIRST))
    here = gala.page.locator(".oc-here")
    expect(here).to_contain_text(FIRST)
    gala.look()
    second_window(gala)
    expect(here).to_contain_text(SECOND)
    gala.look()
    gala.press(here.locator("a"))
    assert gala.at("/centre/choose/")
    gala.look()


def second_window(gala):
    """An invitation is begun at the first centre; the person goes to the second in another window, then sends it."""
    other = gala.page
    gala.page = gala.context.new_page()
    gala.go("/centre/invitations/")
    gala.press(other.locator(".oc-here a"), other)
    gala.press(other.get_by_role("button", name=SECOND), other)
    form = gala.page.locator("form[action$='/invitations/one/']")
    form.locator("input[value=letter] + label").click()
    form.locator("[name='one-name']").fill("Nobody Yet")
    gala.press(form.locator(".nhsuk-button"))
    gala.look(status=409)
    expect(gala.page.locator("main")).to_contain_text(FIRST)
    expect(gala.page.locator("main input[name='one-name']")).to_have_value("Nobody Yet")
    gala.press("main p > a")
    gala.page.close()
    gala.page = other
    gala.go("/caseload/")
