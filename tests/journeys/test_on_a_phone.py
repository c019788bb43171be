"""On a telephone, in the longer language: the header leaves the screen to the page, and the way on is in sight."""

from __future__ import annotations

import pytest

HIGHEST = 112  # pixels of the header
PHONE = {"width": 360, "height": 740}
NARROWEST = {"width": 320, "height": 740}
PAGES = ("/", "/my/choices/", "/my/messages/", "/my/ask/", "/help/", "/account/sign-out/")
BOX = "(one) => one.getBoundingClientRect().toJSON()"


def box(page, what):
    """Where something stands on the screen."""
    return page.locator(what).first.evaluate(BOX)


@pytest.mark.parametrize("size", [PHONE, NARROWEST], ids=["360", "320"])
def test_the_header_is_two_rows_in_spanish(visit, size):
    patient = visit("phone")
    patient.page.set_viewport_size(size)
    heights = {}
    for address in PAGES:
        patient.go(address)
        heights[address] = box(patient.page, ".oc-header")["height"]
    assert patient.page.locator("html").get_attribute("lang") == "es"
    assert {address: height for address, height in heights.items() if height > HIGHEST} == {}


def test_the_way_on_is_in_sight_on_the_usual_question(visit):
    patient = visit("phone")
    patient.page.set_viewport_size(PHONE)
    patient.press("section[aria-labelledby=due] a.nhsuk-button")
    patient.press("main a.nhsuk-button")
    seen = {}
    while item := patient.item:
        assert box(patient.page, ".oc-header")["height"] <= HIGHEST
        exit_from = box(patient.page, ".oc-leave")["top"]
        seen[patient.page.locator("h1").inner_text()] = (
            box(patient.page, "main form .nhsuk-button")["bottom"] - exit_from
        )
        patient.choose("1" if item != "9" else "0")
        patient.press(patient.onward)
    assert len(seen) == 16
    covered = [question for question, over in seen.items() if over > 0]
    assert len(covered) <= 1, "the longest, of seven lines"
