"""The main job: somebody answers, the right level follows with its reason, and a clinician sees who needs them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("es", 1280)])
def test_from_the_first_question_to_level_four(visit, demo, language, width):
    name = f"loop_{language}"
    patient = visit(name, width=width)
    home_says_what_is_due(patient)
    answers_both_questionnaires(patient)
    home_explains(patient)

    clinician = visit("clara", width=1280)
    caseload_shows_them_first(clinician, demo.people[name].patient)
    flag_is_answered(clinician)
    patient_sees_that_somebody_read_it(patient)
    proposal_is_accepted(clinician)
    home_says_level_four(patient)


def home_says_what_is_due(patient: Visitor) -> None:
    due = patient.page.locator("section[aria-labelledby=due]")
    expect(due.locator(".oc-lead")).to_contain_text(re.compile(r"\d+\sminut"))
    patient.look()
    patient.press(due.locator("a.nhsuk-button"))
    patient.look()
    patient.press("main a.nhsuk-button")


def answers_both_questionnaires(patient: Visitor) -> None:
    """PHQ-9 and GAD-7 with nearly everything at its highest, and item 9 of PHQ-9 at 1."""
    patient.fresh_question()
    patient.look()
    patient.mistake()
    patient.go(patient.page.url)
    patient.answer({"1": "2", "9": "1"}, each=patient.look)
    support = the_crisis_page_comes_at_once(patient)
    patient.press("main a.nhsuk-button")
    patient.answer({}, each=patient.look)
    patient.support = support
    one_answer_is_changed(patient)
    patient.press(patient.onward)
    patient.received()
    patient.look()


def the_crisis_page_comes_at_once(patient: Visitor) -> str:
    page = patient.page
    assert patient.at("/support/"), page.url
    assert page.locator("main a[href^='tel:']").count() >= 2
    expect(page.locator("input[name=can_wait]:checked")).to_have_count(0)
    patient.look()
    patient.mistake()
    patient.choose("no", "can_wait")
    patient.press(patient.onward)
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator("main .nhsuk-inset-text")).to_contain_text(
        patient.words("Nobody has read what you told us yet. A person at %(centre)s should read it by %(when)s.")
    )
    patient.look()
    return page.url


def one_answer_is_changed(patient: Visitor) -> None:
    """Back to one question, which shows what was chosen, and straight to the list again."""
    page = patient.page
    assert patient.at("/check/"), page.url
    rows = page.locator(".nhsuk-summary-list__row")
    assert rows.count() >= 16
    before = rows.first.locator("dd").first.inner_text()
    patient.look()
    patient.press(rows.first.locator("a"))
    expect(page.locator("input[name=answer]:checked")).to_have_value("2")
    patient.look()
    patient.choose("3")
    patient.press(patient.onward)
    assert patient.at("/check/"), page.url
    assert rows.first.locator("dd").first.inner_text() != before


def home_explains(patient: Visitor) -> None:
    """The level that holds meanwhile; no reason says that all is well while nobody has read what worried us."""
    where = patient.page.locator("section[aria-labelledby=where]")
    expect(where.locator(".oc-lead strong")).to_have_text(patient.words("Talking with others"))
    expect(where).to_contain_text(re.compile(r"\(\w+\s3\s\w+\s4\)"))
    expect(where.locator("h3")).to_have_count(0)
    expect(patient.page.locator("section[aria-labelledby=due] a.nhsuk-button")).to_have_count(0)
    expect(patient.page.locator("section[aria-labelledby=course] svg[role=img]")).to_have_count(2)
    patient.look()


def caseload_shows_them_first(clinician: Visitor, patient: str) -> None:
    assert clinician.at("/caseload/")
    person = clinician.page.locator(f"th a[href='/people/{patient}/']")
    row = clinician.page.locator("tbody tr", has=person)  # others may wait for an answer too, and longer
    expect(row).to_have_count(1)
    expect(row).to_contain_text(re.compile(r"\d\d:\d\d · .*Clara Soler", re.DOTALL))  # deadline, how far it is, owner
    expect(row).to_contain_text(clinician.words("says it cannot wait"))
    expect(row).to_contain_text(clinician.words("Proposal: %(level)s"))
    clinician.look()
    clinician.press(row.locator("th a"))
    clinician.look()


def flag_is_answered(clinician: Visitor) -> None:
    """Taken on, and closed: first with nothing chosen."""
    page = clinician.page
    while (forms := page.locator("button[formaction$='/acknowledge/']")).count():
        clinician.press(forms.first)
        expect(page.get_by_role("status")).to_be_visible()
    clinician.look()


def patient_sees_that_somebody_read_it(patient: Visitor) -> None:
    patient.go(patient.support)
    expect(patient.page.locator("main .nhsuk-inset-text")).to_contain_text(
        patient.words("%(name)s read what you told us on %(when)s and is looking after this.")
    )
    patient.look()


def closes_with_what_was_asked(clinician: Visitor) -> None:
    """The flag about suicidal thoughts, on a page of its own."""
    for name in ("thoughts", "intent", "plan", "means"):
        clinician.choose("not_asked", f"asked-{name}")
    clinician.page.locator("[name=asked-no_contact]").fill("Spoken on the phone.")
    clinician.choose("phone", "-how")
    clinician.page.locator("[name$=-minutes]").fill("12")
    clinician.choose("spoke_safe", "-outcome")
    clinician.press(clinician.onward)
    expect(clinician.page.get_by_role("status")).to_be_visible()


def proposal_is_accepted(clinician: Visitor) -> None:
    page = clinician.page
    flag = page.locator("section[aria-labelledby^=flag-]")
    clinician.press(flag.first.locator("a[href$='/close/']"))
    clinician.mistake()
    closes_with_what_was_asked(clinician)
    while flag.count():
        part = flag.first.locator("[data-part]")
        for name, code in (("-how", "logged"), ("-outcome", "spoke_safe")):
            part.locator(f"input[name$={name}][value={code}] + label").click()
        part.locator("textarea").fill("Spoken on the phone.")
        clinician.press(part.locator("button"))
        expect(page.get_by_role("status")).to_be_visible()
    clinician.press("button[formaction$='/accept/']")
    expect(page.locator(".oc-summary")).to_contain_text("4")
    expect(page.locator("#proposal")).to_have_count(0)
    clinician.look()


def home_says_level_four(patient: Visitor) -> None:
    patient.go("/")
    where = patient.page.locator("section[aria-labelledby=where]")
    expect(where.locator(".oc-lead strong")).to_have_text(patient.words("Group therapy online"))
    expect(where).to_contain_text(re.compile(r"\(\w+\s4\s\w+\s4\)"))
    patient.look()
