"""The page speaks the person's language, keeps their choice, and never an instrument's wording of our own making."""

from __future__ import annotations

from playwright.sync_api import expect


def test_switching_keeps_the_page_and_the_choice(visit, demo):
    patient = visit("switch")
    patient.press("section[aria-labelledby=due] a.nhsuk-button")
    patient.press("main a.nhsuk-button")
    patient.choose("2")
    patient.press(patient.onward)
    address, english = patient.page.url, patient.page.locator("h1").inner_text()
    patient.press("button[name=language][value=es]")
    patient.language = "es"
    assert patient.page.url == address
    assert patient.page.locator("h1").inner_text() != english
    patient.look()
    elsewhere = visit("switch")
    elsewhere.language = "es"
    elsewhere.look()
    elsewhere.press("button[name=language][value=en]")
    elsewhere.language = "en"
    elsewhere.look()


def test_the_switch_of_somebody_who_is_not_signed_in(visit):
    stranger = visit()
    stranger.go("/help/")
    stranger.press("button[name=language][value=es]")
    stranger.language = "es"
    assert stranger.at("/help/")
    stranger.look()
    stranger.go("/account/sign-in/")
    stranger.look()


def test_questions_without_wording_in_the_language_of_the_page(visit, demo):
    """K6 has no official Spanish in the house: it is not shown in Spanish, and the person is told what to do."""
    answer_what_is_due(patient := visit("ask"))
    clinician = visit("clara", width=1280)
    clinician.go(f"/people/{demo.people['ask'].patient}/")
    ask = clinician.page.locator("details", has=clinician.page.locator("button[formaction*='/ask/']"))
    ask.locator("summary").click()
    clinician.look()
    clinician.mistake(ask.locator("button"))
    expect(ask).to_have_attribute("open", "")
    ask.locator("input[value='k6'] + label").click()
    ask.locator("input[name='ask-all_the_same'] + label").click()
    clinician.press(ask.locator("button"))
    expect(clinician.page.get_by_role("status")).to_be_visible()
    patient.go("/")
    patient.look()
    patient.press("section[aria-labelledby=due] a.nhsuk-button")
    expect(patient.page.locator("h1")).to_have_text(patient.words("These questions are not available in this language"))
    expect(patient.page.locator("main")).to_contain_text("English")
    patient.look()
    patient.press("button[name=language][value=en]")
    patient.language = "en"
    patient.look()
    patient.press("main a.nhsuk-button")
    patient.fresh_question()
    patient.look()


def answer_what_is_due(patient) -> None:
    patient.press("section[aria-labelledby=due] a.nhsuk-button")
    patient.answer_all()
    patient.press(patient.onward)
