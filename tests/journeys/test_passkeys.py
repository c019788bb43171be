"""A passkey from its making to its use, in a browser with a device of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
USE = "main form[data-passkey] button"


def give_device(person: Visitor) -> None:
    """A made-up phone that knows its owner's finger."""
    session = person.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


@pytest.mark.parametrize("name", ["loop_en", "loop_es"])
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
