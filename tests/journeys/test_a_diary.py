"""A diary in two taps, one small thing for the week, what matters, shared and kept for oneself again, and deleted."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PHONE = 360


def tap(patient, name, value):
    patient.press(f"main form[action='/campus/diary/keep/'] button[name={name}][value='{value}']:visible")


def unfold(patient, words):
    patient.page.locator("main summary").filter(has_text=patient.words(words)).first.click()


def keep_two_taps(patient):
    patient.go("/campus/diary/")
    patient.look()
    tap(patient, "mood", 2)
    expect(patient.page.locator("section[aria-labelledby=mood]")).to_contain_text(patient.words("Rather low"))
    tap(patient, "activity", 0)
    expect(patient.page.locator("section[aria-labelledby=activity]")).to_contain_text(patient.words("Almost nothing"))
    expect(patient.page.locator("figure svg path")).to_have_count(1)
    patient.look()


def change_a_tap(patient):
    unfold(patient, "Change it")
    patient.look()
    tap(patient, "mood", 3)
    expect(patient.page.locator("section[aria-labelledby=mood]")).to_contain_text(patient.words("In between"))


def choose_what_matters(patient):
    patient.press("section[aria-labelledby=around] a[href='/campus/compass/']")
    patient.look()
    for area in ("family", "friends", "rest", "home", "outdoors"):
        patient.page.locator(f"input[name=values][value={area}] + label").click()
    patient.press(patient.onward)
    patient.look(status=422)
    patient.page.locator("input[name=values][value=home] + label").click()
    patient.page.locator("textarea[name=words]").fill("The garden.")
    patient.press(patient.onward)
    expect(patient.page.locator("textarea[name=words]")).to_have_value("The garden.")


def write_a_goal(patient):
    patient.press("section[aria-labelledby=around] a[href='/campus/goal/']")
    patient.mistake()
    patient.page.locator("textarea[name=words]").fill("Write to Rosa.")
    patient.choose("friends", "value")
    patient.press(patient.onward)
    expect(patient.page.locator("section[aria-labelledby=now]")).to_contain_text("Write to Rosa.")
    patient.look()
    unfold(patient, "Say how it went")
    patient.press("button[name=went][value=otherwise]")
    words = patient.words("Weeks often turn out otherwise. That is no failure; it is written down.")
    expect(patient.page.locator("main")).to_contain_text(words)


def share_and_stop(patient):
    patient.press("section[aria-labelledby=around] a[href='/campus/diary/share/']")
    patient.look()
    for shared in ("yes", "no"):
        patient.press(f"button[name=shared][value={shared}]")
        patient.look()
    expect(patient.page.locator("main")).to_contain_text(patient.words("Only you. Nobody of the team sees them."))


def delete_it_all(patient):
    patient.go("/campus/diary/")
    unfold(patient, "See the days as a table, or delete one")
    patient.look()
    unfold(patient, "Delete my whole diary")
    patient.press("button[name=day][value=all]")
    expect(patient.page.locator("figure")).to_have_count(0)
    patient.go("/campus/goal/")
    unfold(patient, "Let it go")
    patient.press("form[action='/campus/goal/delete/'] button:visible")
    expect(patient.page.locator("section[aria-labelledby=now]")).to_have_count(0)
    patient.go("/campus/compass/")
    unfold(patient, "Delete what I wrote here")
    patient.press("form[action='/campus/compass/delete/'] button")
    expect(patient.page.locator("textarea[name=words]")).to_have_value("")
    patient.look()


@pytest.mark.parametrize(("name", "script"), [("diary_en", True), ("diary_es", True), ("diary_plain", False)])
def test_a_diary_is_kept_changed_shared_and_deleted(visit, name, script):
    patient = visit(name, width=PHONE, script=script)
    keep_two_taps(patient)
    change_a_tap(patient)
    choose_what_matters(patient)
    write_a_goal(patient)
    share_and_stop(patient)
    delete_it_all(patient)
