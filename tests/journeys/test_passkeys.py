"""A passkey from its making to its use, in a browser with a device of its own."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.coming_in import USE, give_device
from tests.journeys.running import MAIL_LIMIT


@pytest.mark.parametrize("name", ["passkey_en", "passkey_es"])
def test_a_passkey_is_made_and_opens_the_door(visit, name):
    person = visit(name)
    give_device(person)
    person.go("/account/ways/")
    person.look()
    person.press("main a[href='/account/ways/passkey/']")
    person.look()
    person.press(USE)
    expect(person.page.locator("main table tbody tr")).to_have_count(1)
    person.look()
    person.press("header form[action='/account/sign-out/'] button")
    person.go("/account/sign-in/?next=/account/ways/")
    person.look()
    person.press(USE)
    assert person.at("/account/ways/")
    person.press("main tbody a")
    assert person.at("/account/confirm/"), "a change needs the passkey once more"
    person.look()
    person.press(USE)
    person.look()
    person.press("main form[action$='/remove/'] button")
    expect(person.page.get_by_role("alert")).to_be_visible()
    person.look()


@pytest.mark.parametrize(
    ("name", "email", "language"), [("ana", "ana@demo.invalid", "en"), ("lucía", "lucia@demo.invalid", "es")]
)
def test_somebody_who_lost_their_phone_comes_back(visit, name, email, language):
    person, clinician = visit(language=language), visit("clara", width=1280)
    give_device(person)
    person.go("/account/sign-in/")
    person.press("main a[href='/account/lost-phone/']")
    person.look()
    person.mistake()
    person.page.locator("input[type=email]").fill(email)
    person.press(person.onward)
    person.look()
    row = the_request_of(name.title(), clinician)
    clinician.look()
    clinician.press(row.locator("a"))
    clinician.look()
    clinician.mistake()
    clinician.choose("called_back", "check_made")
    clinician.press(clinician.onward)
    clinician.look()
    person.go(clinician.page.locator("main .oc-num").inner_text())
    person.look()
    person.press(person.onward)
    assert person.at("/account/ways/choose/")
    person.look()
    person.press("main a[href='/account/ways/passkey/']")
    person.press(USE)
    assert person.at("/"), person.page.url
    expect(person.page.get_by_role("status")).to_be_visible()


def the_request_of(name, clinician):
    """Its row, once the worker has asked the centre."""
    row = clinician.page.locator("main tbody tr", has_text=name)
    deadline = time.monotonic() + MAIL_LIMIT
    clinician.go("/account/requests/")
    while not row.count():
        assert time.monotonic() < deadline, f"no request of {name} within {MAIL_LIMIT} s"
        time.sleep(0.5)
        clinician.go("/account/requests/")
    return row


def test_a_password_is_set_without_scripts(visit):
    person = visit("password", script=False)
    person.go("/account/ways/passkey/")
    person.look()
    person.press("main a[href='/account/ways/password/']")
    person.look()
    person.mistake()
    for field in ("password1", "password2"):
        person.page.locator(f"input[name={field}]").fill("a long and odd sentence")
    person.press(person.onward)
    assert person.at("/account/ways/")
    person.press("main a[href='/account/ways/app/']")
    person.look()
