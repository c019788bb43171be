"""How somebody comes in by a link of theirs: the code from the mail, a passkey, a password with codes from an app."""

from __future__ import annotations

import re
import time
from email.message import EmailMessage

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.journeys.visitor import Visitor

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
USE = "main form[data-passkey] button"
PASSWORD = "a long and odd sentence"
PERIOD = 30  # seconds for which a code of an app is good


def give_device(person: Visitor) -> None:
    """A made-up phone that knows its owner's finger."""
    session = person.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def body_of(mail: EmailMessage) -> str:
    """What a reader sees of it."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage) -> str:
    """The first address in it."""
    found = re.search(r"http://\S+", body_of(mail))
    assert found, body_of(mail)
    return found[0]


def begins(person: Visitor, link: str) -> None:
    """Opens the link, twice, for looking uses nothing up; then the button."""
    person.go(link)
    person.look()
    person.go(link)
    person.press(person.onward)


def gives_the_address(person: Visitor, email: str, name: str) -> None:
    """The address to sign in with, first with nothing in it."""
    assert person.at("/join/address/"), person.page.url
    person.look()
    person.mistake()
    person.page.locator("input[name=email]").fill(email)
    person.page.locator("input[name=name]").fill(name)
    person.press(person.onward)


def proves_the_address(person: Visitor, email: str, name: str) -> None:
    """The address, and the code that came there."""
    before = len(person.demo.mails(email))
    gives_the_address(person, email, name)
    assert person.at("/join/code/"), person.page.url
    person.look()
    person.mistake()
    found = re.search(r"\b\d{6}\b", body_of(person.demo.mail(email, after=before)))
    assert found
    person.page.locator("input[name=code]").fill(found[0])
    person.press(person.onward)


def makes_a_passkey(person: Visitor) -> None:
    """The way in that is recommended."""
    assert person.at("/account/ways/choose/"), person.page.url
    person.look()
    person.press("main a[href='/account/ways/passkey/']")
    person.look()
    person.press(USE)


def makes_a_password_and_codes(person: Visitor) -> str:
    """The other way, which for staff has two parts; the secret of the app."""
    assert person.at("/account/ways/choose/"), person.page.url
    person.look()
    person.press("main a[href='/account/ways/password/']")
    person.look()
    for field in ("password1", "password2"):
        person.page.locator(f"input[name={field}]").fill(PASSWORD)
    person.press(person.onward)
    assert person.at("/account/ways/second-factor/"), person.page.url
    person.look()
    person.press("main a[href='/account/ways/app/']")
    person.look()
    secret = person.page.locator("main .oc-num").inner_text().replace(" ", "")
    types_the_code(person, secret)
    return secret


def types_the_code(person: Visitor, secret: str) -> None:
    """What the app on the phone shows at this moment."""
    person.page.locator("main input[name=code]").fill(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))
    person.press(person.page.locator("main form:has(input[name=code]) button"))


def keeps_the_codes(person: Visitor) -> None:
    """Recovery codes are shown once, then the way leads on."""
    assert person.at("/account/ways/codes/"), person.page.url
    person.look()
    person.press("main a.nhsuk-button")
