"""The desk: every form that came back, pausing and resuming, and what the other roles see."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.visitor import Visitor


def details_of(clinician: Visitor, ending: str) -> Locator:
    """The folded part with this form, opened."""
    form = clinician.page.locator(f"form[action$='{ending}'], form:has(button[formaction$='{ending}'])")
    part = clinician.page.locator("details", has=form)
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()
    return part


def test_forms_that_come_back(visit, demo):
    clinician = visit("clara", width=1280)
    clinician.go(f"/people/{demo.people['núria'].patient}/")
    clinician.look()
    for ending in ("/change/", "/decline/", "/level/", "/ask/", "/pause/"):
        part = details_of(clinician, ending)
        clinician.look(status=clinician.statuses[clinician.page])
        button = part.locator(f"form[action$='{ending}'] button, button[formaction$='{ending}']")
        clinician.mistake(button)
    part = details_of(clinician, "/level/")
    part.locator("select").select_option("3")
    clinician.mistake(part.locator("button"))
    expect(details_of(clinician, "/level/").locator("select")).to_have_value("3")


def test_a_pause_is_seen_by_the_patient_and_ends(visit, demo):
    patient, clinician = visit("pause"), visit("clara", width=1280)
    clinician.go(f"/people/{demo.people['pause'].patient}/")
    for step, button in (("pause", "/pause/"), ("resume", "/resume/")):
        part = details_of(clinician, button)
        part.locator("textarea").fill("She asked for it.")
        clinician.press(part.locator(f"button[formaction$='{button}']"))
        expect(clinician.page.get_by_role("status")).to_be_visible()
        clinician.look()
        patient.go("/")
        paused = patient.page.get_by_text(
            patient.words("Your questions are paused. Your team can start them again when you want.")
        )
        expect(paused).to_have_count(1 if step == "pause" else 0)
        patient.look()


def test_a_proposal_that_is_changed(visit, demo):
    patient = visit("desk")
    patient.press("section[aria-labelledby=due] a.nhsuk-button")
    for _ in range(2):
        patient.answer_all()
        patient.press(patient.onward)
        patient.press("main a.nhsuk-button")
    clinician = visit("clara", width=1280)
    clinician.go(f"/people/{demo.people['desk'].patient}/")
    part = details_of(clinician, "/change/")
    part.locator("select").select_option("3")
    part.locator("textarea").fill("Prefers a group of peers.")
    clinician.press(part.locator("button"))
    expect(clinician.page.get_by_role("status")).to_be_visible()
    expect(clinician.page.locator(".oc-lead").first).to_contain_text("3")
    clinician.look()
    patient.go("/")
    expect(patient.page.locator("section[aria-labelledby=where]")).to_contain_text("3")
    patient.look()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("name", "address"), [("clara", "/caseload/"), ("marc", "/centre/"), ("eva", "/")])
def test_the_first_page_of_each_role(visit, name, address, language):
    person = visit(name, width=1280)
    assert person.page.url == person.demo.url + address
    if language == "es":
        person.press("button[name=language][value=es]")
        person.language = "es"
    person.look()
    if language == "es":
        person.press("button[name=language][value=en]")  # as it was, for the next journey
        person.language = "en"
    person.press("form[action='/account/sign-out/'] button")
    person.go(address)
    assert person.at("/account/sign-in/"), person.page.url
