"""Help is on every page, whoever asks and whatever went wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import OUTSIDE_PAGES


@pytest.mark.parametrize("language", ["en", "es"])
def test_help_for_somebody_who_is_not_signed_in(visit, language):
    stranger = visit(language=language)
    stranger.go("/help/")
    expect(stranger.page.locator("main a[href='tel:112']")).to_be_visible()
    expect(stranger.page.locator("main a[href='tel:024']")).to_be_visible()
    stranger.look()
    for address in OUTSIDE_PAGES:
        stranger.go(address)
        stranger.look()
    stranger.press("a.oc-help")
    expect(stranger.page.locator("h1")).to_have_text(stranger.words("You can talk to someone now"))
    assert language == "en" or stranger.page.locator("h1").inner_text() != "You can talk to someone now"


@pytest.mark.parametrize("language", ["en", "es"])
def test_help_where_there_is_no_page(visit, language):
    stranger = visit(language=language)
    stranger.go("/nowhere/")
    stranger.look(status=404)


def test_help_on_a_404_and_on_a_403(visit, demo):
    patient = visit("ana")
    patient.go("/nowhere/")
    patient.look(status=404)
    patient.go("/caseload/")
    patient.look(status=403)
    patient.go(f"/people/{demo.people['berta'].patient}/")
    patient.look(status=404)
    patient.press("a.oc-help")
    patient.look()


def test_help_where_a_form_was_open_too_long(visit):
    """An answer is chosen again, to be sent once more; of any other form it says what happened."""
    patient = visit("lucía")
    patient.press("section[aria-labelledby=due] a.nhsuk-button")
    patient.press("main a.nhsuk-button")
    patient.choose("1")
    spoil(patient, "main")
    patient.press(patient.onward)
    expect(patient.page.locator("input[name=answer]:checked")).to_have_value("1")
    patient.look()
    patient.press(patient.onward)
    patient.go("/")
    spoil(patient, "form[action='/account/sign-out/']")
    patient.press("form[action='/account/sign-out/'] button")
    patient.look(status=403)


def spoil(patient, part):
    """As if the form had been made before somebody signed in."""
    patient.page.locator(f"{part} input[name=csrfmiddlewaretoken]").first.evaluate(
        "token => token.value = 'x'.repeat(64)"
    )


def test_help_where_signing_in_failed(visit):
    stranger = visit()
    stranger.go("/account/sign-in/")
    button = stranger.page.locator("main form[action='/account/sign-in/'] button")
    stranger.mistake(button, status=200)
    stranger.page.locator("input[type=email]").fill("nobody@example.org")
    stranger.page.locator("input[type=password]").fill("not the password")
    stranger.press(button)
    expect(stranger.page.locator("[data-error-summary]")).to_be_focused()
