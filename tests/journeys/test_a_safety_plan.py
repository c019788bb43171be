"""A safety plan made by its person, kept on their phone, opened where there is no signal, and taken off it again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, expect

KEEP, REMOVE = "#keep [data-do=keep]", "#keep [data-do=remove]"


def make(patient):
    patient.press("main a[href='/plan/']")
    patient.look()
    patient.press("main a.nhsuk-button")
    patient.look()
    patient.page.get_by_label(patient.words("How I notice that it is getting hard")).fill("I stop sleeping.")
    patient.page.get_by_label(patient.words("People I can ask for help")).fill("Rosa, 600 123 456")
    patient.choose("no", "shared")
    patient.press(patient.onward)
    expect(patient.page.locator("main")).to_contain_text("I stop sleeping.")
    patient.look()


def keep(patient, *, stay=False):
    if stay:
        patient.page.locator("label[for='id_keep-stay']").click()
    patient.page.locator(KEEP).click()
    expect(patient.page.locator(REMOVE)).to_be_visible()
    for state, shown in {"stays": stay, "leaves": not stay, "not kept": False, "failed": False}.items():
        expect(patient.page.locator(f"#keep [data-when='{state}']")).to_be_visible(visible=shown)
    patient.look()


def without_signal(patient):
    patient.context.set_offline(offline=True)


def with_signal(patient):
    patient.context.set_offline(offline=False)
    patient.troubles.clear()  # a browser reports what it could not load meanwhile


def nothing_opens(patient):
    without_signal(patient)
    with pytest.raises(Error):
        patient.go("/plan/")
    with_signal(patient)


def test_a_plan_is_made_kept_opened_without_signal_and_removed(visit):
    patient = visit("plan")
    make(patient)
    nothing_opens(patient)
    patient.go("/plan/")
    keep(patient)

    without_signal(patient)
    patient.go("/my/")
    expect(patient.page.locator("h1")).to_have_text(patient.words("There is no signal just now"))
    expect(patient.page.locator("a[href='tel:112']")).to_be_visible()
    patient.press("main a.nhsuk-button")
    expect(patient.page.locator("main")).to_contain_text("I stop sleeping.")
    expect(patient.page.locator("a[href='tel:600123456']")).to_be_visible()
    assert patient.page.evaluate("getComputedStyle(document.querySelector('.oc-card')).borderRadius") == "8px"
    with_signal(patient)

    patient.go("/plan/change/")
    patient.page.get_by_label(patient.words("How I notice that it is getting hard")).fill("I no longer eat.")
    patient.press(patient.onward)
    expect(patient.page.locator(REMOVE)).to_be_visible()
    without_signal(patient)
    patient.go("/plan/")
    expect(patient.page.locator("main")).to_contain_text("I no longer eat.")
    with_signal(patient)

    patient.go("/plan/")
    patient.page.locator(REMOVE).click()
    expect(patient.page.locator(KEEP)).to_be_visible()
    nothing_opens(patient)


def test_signing_out_takes_the_plan_off_the_phone_unless_it_was_to_stay(visit):
    patient = visit("plan_out")
    make(patient)
    keep(patient)
    patient.go("/")
    patient.press("form[action='/account/sign-out/'] button")
    nothing_opens(patient)


def test_a_plan_that_was_to_stay_opens_signed_out_and_without_signal(visit):
    patient = visit("plan_stay")
    make(patient)
    keep(patient, stay=True)
    patient.go("/")
    patient.press("form[action='/account/sign-out/'] button")
    expect(patient.page.locator("[data-stays]")).to_be_visible()
    patient.go("/plan/")
    expect(patient.page.locator("main")).to_contain_text("I stop sleeping.")
    without_signal(patient)
    patient.go("/plan/")
    expect(patient.page.locator("main")).to_contain_text("I stop sleeping.")
    with_signal(patient)


def test_what_somebody_kept_leaves_the_phone_as_somebody_else_opens_their_own_page_of_the_plan(visit, demo):
    phone = visit("plan_first")
    make(phone)
    keep(phone, stay=True)
    phone.context.clear_cookies()
    phone.sign_in(demo.people["plan_second"])
    phone.go("/plan/")
    expect(phone.page.locator("main")).to_contain_text(phone.words("Nobody has to have one"))
    phone.page.wait_for_function("async () => !(await caches.has('plan'))")
    nothing_opens(phone)


def test_without_scripts_a_plan_is_printed_and_no_button_does_nothing(visit):
    patient = visit("plan_plain", script=False)
    make(patient)
    expect(patient.page.locator("#keep")).to_be_hidden()
    expect(patient.page.locator("a[href='/plan/paper/']")).to_be_visible()
