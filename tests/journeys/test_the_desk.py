"""The desk: every form that came back, pausing and resuming, and what the other roles see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from oncocare.foundation import clock
from tests.journeys.visitor import Visitor


def details_of(clinician: Visitor, ending: str) -> Locator:
    """The folded part with the button that sends it there, opened."""
    part = clinician.page.locator("details", has=clinician.page.locator(f"button[formaction*='{ending}']"))
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
        clinician.mistake(part.locator(f"button[formaction*='{ending}']"))
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
        clinician.press(part.locator(f"button[formaction*='{button}']"))
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
    patient.answer_the_worst()
    clinician = visit("clara", width=1280)
    clinician.go(f"/people/{demo.people['desk'].patient}/")
    part = details_of(clinician, "/change/")
    part.locator("select").select_option("3")
    part.locator("textarea").fill("Prefers a group of peers.")
    clinician.press(part.locator("button"))
    expect(clinician.page.get_by_role("status")).to_be_visible()
    expect(clinician.page.locator(".oc-summary")).to_contain_text("3")
    clinician.look()
    patient.go("/")
    expect(patient.page.locator("section[aria-labelledby=where]")).to_contain_text("3")
    patient.look()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_call_is_logged_a_note_written_and_corrected_a_task_added_and_done(visit, demo, width):
    clinician = visit("clara", width=width)
    record = f"/people/{demo.people['pause'].patient}/"
    clinician.go(record)
    page = clinician.page
    for part in ("note", "contact", "task"):
        clinician.mistake(page.locator(f"#{part} button"))
        clinician.go(record)
    page.locator("#note textarea").fill("Called about the pause.")
    clinician.press("#note button")
    page.locator("#contact label", has_text="Yes").click()
    page.get_by_label("Minutes").fill("12")
    clinician.press("#contact button")
    expect(page.locator("section[aria-labelledby=timeline]")).to_contain_text("Reached, 12 minutes.")
    page.get_by_label("What is to be done?").fill(f"Call again {width}")
    page.get_by_label("By when?").fill(f"{clock.now() + timedelta(days=30):%Y-%m-%d}")
    clinician.press("#task button")
    clinician.look()
    clinician.press(page.get_by_role("link", name="Correct this note").first)
    clinician.look()
    page.locator("main textarea").fill("Called about the treatment.")
    clinician.press("main form button")
    expect(page.locator("section[aria-labelledby=timeline]")).to_contain_text("Called about the pause.")
    clinician.press(page.get_by_role("link", name="Print", exact=True))
    clinician.look()
    clinician.go("/tasks/")
    clinician.look()
    clinician.press(page.get_by_role("button", name=f"It is done : Call again {width}"))
    expect(page.get_by_role("status")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_being_written_comes_back_when_another_part_is_saved(visit, demo, scripts):
    clinician = visit("clara", width=1280, script=scripts)
    record = f"/people/{demo.people['pause'].patient}/"
    clinician.go(record)
    page = clinician.page
    page.locator("#note textarea").fill("She wonders whether to go on.")
    page.get_by_label("What is to be done?").fill("Ring her sister")
    page.locator("#contact label", has_text="No").click()
    page.get_by_label("Minutes", exact=True).fill("3")
    clinician.press("#contact button")
    expect(page.locator("#said")).to_contain_text("The contact is in the record.")
    expect(page.locator("#said")).to_be_in_viewport()
    expect(page.locator("#note textarea")).to_have_value("She wonders whether to go on.")
    expect(page.get_by_label("What is to be done?")).to_have_value("Ring her sister")
    expect(page.get_by_label("Minutes", exact=True)).to_have_value("")
    clinician.look()
    if scripts:  # Enter sends its own part, and the day is missing; without scripts it sends nothing
        with clinician.leads_on():
            page.get_by_label("What is to be done?").press("Enter")
        expect(page.get_by_text("There is a problem")).to_be_visible()
    else:
        page.get_by_label("What is to be done?").press("Enter")
    expect(page.locator("#note textarea")).to_have_value("She wonders whether to go on.")
    page.get_by_label("What is to be done?").fill("")
    clinician.press("#note button")
    expect(page.locator("#said")).to_contain_text("The note is in the record.")
    assert page.url.endswith(f"{record}#said")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_filter_is_applied_saved_and_taken_off(visit, demo, width):
    clinician = visit("clara", width=width)
    page = clinician.page
    page.get_by_label("Level").select_option("4")
    page.get_by_label("Looked after by").select_option("all")
    clinician.press("form[method=get] button")
    assert page.url.endswith("/caseload/?whose=all&level=4&needs=&status=&order=urgency"), page.url
    clinician.look()
    clinician.mistake(page.get_by_role("button", name="Save view"))
    page.get_by_label("Save these filters as").fill(f"Group {width}")
    clinician.press(page.get_by_role("button", name="Save view"))
    expect(page.get_by_role("link", name=f"Group {width}")).to_have_attribute("aria-current", "page")
    clinician.look()
    page.locator("summary", has_text=f"Group {width}").click()
    clinician.press(page.get_by_role("button", name="Yes, delete this view").first)
    clinician.press(page.get_by_role("link", name="Hand over people to a colleague"))
    clinician.look()
    clinician.mistake(page.get_by_role("button", name="Hand over"))


def test_the_keys_of_the_desk(visit, demo):
    clinician = visit("clara", width=1280)
    page = clinician.page
    rows, find = page.locator("[data-row]"), page.locator("#id_person")
    for key, place in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        expect(rows.nth(place)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("jn/?")
    expect(find).to_have_value("jn/?")
    rows.first.focus()
    with clinician.leads_on():
        page.keyboard.press("t")
    expect(page.locator("#id_task-what")).to_be_focused()
    page.keyboard.type("nct")
    expect(page.locator("#id_task-what")).to_have_value("nct")
    for key, field in (("n", "#id_note-words"), ("c", "#id_contact-kind")):
        page.locator("h1").evaluate("() => document.activeElement.blur()")
        page.keyboard.press(key)
        expect(page.locator(field)).to_be_focused()
    page.locator("h1").evaluate("() => document.activeElement.blur()")
    with clinician.leads_on():
        page.keyboard.press("/")
    expect(find).to_be_focused()
    clinician.go("/caseload/shortcuts/")
    clinician.look()
    clinician.press("button[name=off]")
    clinician.look()
    clinician.go("/caseload/")
    page.keyboard.press("j")
    expect(page.locator("[data-row]:focus")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("name", "address"), [("clara", "/caseload/"), ("marc", "/centre/"), ("eva", "/sessions/")])
def test_the_first_page_of_each_role(visit, name, address, language):
    person = visit(name, width=1280)
    assert person.page.url == person.demo.url + address
    person.speak(language)
    person.look()
    person.speak("en")  # as it was, for the next journey
    person.press("form[action='/account/sign-out/'] button")
    person.go(address)
    assert person.at("/account/sign-in/"), person.page.url
