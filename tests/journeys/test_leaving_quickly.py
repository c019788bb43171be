"""Somebody comes into the room: the page is gone, and whoever goes back finds a page for signing in."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

ELSEWHERE = "https://www.wikipedia.org/"


def elsewhere(patient):
    """The page that the link leads to, answered here; what the browser asked for it with."""
    asked = []

    def answer(route):
        asked.append(route.request.headers)
        route.fulfill(status=200, content_type="text/html", body="<title>Elsewhere</title>")

    patient.context.route(ELSEWHERE, answer)
    return asked


def gone(patient, asked):
    patient.page.wait_for_url(ELSEWHERE)
    assert [headers.get("referer") for headers in asked] == [None]
    assert patient.troubles == [f"asked another origin: {ELSEWHERE}"]  # after a press, and never before
    patient.troubles.clear()


def is_signed_out(patient):
    """The request that ends the session is on its way as the page leaves, and nothing waits for it."""
    for _time in range(100):
        if patient.context.request.get("/my/choices/", max_redirects=0).status == 302:
            return
        time.sleep(0.1)
    pytest.fail("the session did not end")


@pytest.mark.parametrize("by", ["key", "link"])
def test_with_a_script_the_page_is_gone_and_nobody_who_goes_back_is_signed_in(visit, by):
    patient = visit("leave")
    asked = elsewhere(patient)
    patient.go("/my/choices/")
    patient.go("/my/who-looked/")
    if by == "key":
        for _time in range(3):
            patient.page.keyboard.press("Escape")
    else:
        patient.page.get_by_role("link", name="Leave quickly").click()
    gone(patient, asked)
    is_signed_out(patient)
    patient.page.go_back()
    assert patient.at("/account/sign-in/"), patient.page.url
    assert "/my/who-looked/" not in patient.page.content()


def test_two_presses_leave_nothing(visit):
    patient = visit("leave")
    for _time in range(2):
        patient.page.keyboard.press("Escape")
    expect(patient.page.locator("main")).to_be_visible()


def test_without_scripts_it_is_a_link(visit):
    patient = visit("leave_plain", script=False)
    asked = elsewhere(patient)
    patient.page.locator("a.oc-leave").click()
    gone(patient, asked)


def test_signing_out_says_what_the_phone_keeps_and_no_more(visit):
    patient = visit("leave")
    patient.press("form[action='/account/sign-out/'] button")
    main = patient.page.locator("main")
    expect(main).to_contain_text("Nothing stays open on this device")
    expect(patient.page.locator("[data-stays]")).to_be_hidden()
    patient.look()
