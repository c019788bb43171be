"""From an empty database to a working centre in the coordinator's pages alone, then from the letter to the note.

The three share one demo that starts with nothing in it; each later one first makes sure that the centre is set up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from oncocare.foundation import clock
from tests.journeys import running
from tests.journeys.coming_in import (
    PASSWORD,
    USE,
    begins,
    body_of,
    give_device,
    makes_a_passkey,
    proves_the_address,
    types_the_code,
)
from tests.journeys.pages import CENTRE_PAGES, DESK_PAGES, OWN_PAGES
from tests.journeys.setting_up import CLARA, LETTERS, Hospital
from tests.journeys.visitor import Visitor

ANA, LUCIA = "ana@home.invalid", "lucia@home.invalid"
LONGEST = 20 * 60  # seconds: what a new centre is promised to take
MODERATE = dict.fromkeys("1234", "2") | dict.fromkeys("5678", "1") | {"9": "0"}  # 12 of PHQ-9, 11 of GAD-7: level 3
REMINDED, MISSED_TWICE = 14, 40  # days after joining: the next questions open; nobody has answered two of them
NEUTRAL = "You have questions waiting"


@pytest.fixture(scope="module")
def hospital(chromium: str, browser: Browser) -> Iterator[Hospital]:
    """A demo with nothing in it but the first coordinator's invitation."""
    with running.demo("--empty") as empty:
        found = Hospital(browser, empty)
        yield found
        for visitor in found.visitors:
            visitor.close()


def test_from_an_empty_database_to_a_working_centre(hospital):
    assert len(set(hospital.letters)) == LETTERS
    assert hospital.took < LONGEST, "a lower bound: a script reads nothing and never hesitates"


# --- in Spanish -------------------------------------------------------------------------------------------------------


def test_the_same_pages_in_spanish(hospital):
    letter, marc, clara = hospital.letters[1], hospital.marc, hospital.clara
    lucia = hospital.visit(width=390)
    lucia.go(letter)
    lucia.speak("es")
    refuses_first(lucia, letter)
    joins_with(lucia, letter, LUCIA, "Lucía")
    introduces(lucia)
    clara.speak("es")
    sees(clara, *DESK_PAGES)
    clara.go("/caseload/")
    clara.press("section[aria-labelledby=people] tbody th a:text-is('Lucía')")
    sees(clara, *(clara.page.url + more for more in ("", "print/", "schedule/", "messages/")))
    sees(lucia, *OWN_PAGES)
    marc.speak("es")
    sees(marc, *CENTRE_PAGES)
    draws_a_schedule(marc)
    marc.press("form[action$='/schedule/arrange/'] button[value=discard]")
    reads_one_text(marc)
    marc.speak("en")
    sees(
        marc, "/centre/instruments/", "/centre/system/", "/account/requests/", "/account/ways/"
    )  # the others were seen


def sees(person: Visitor, *addresses: str) -> None:
    for address in addresses:
        person.go(address)
        person.look()


def refuses_first(person: Visitor, letter: str) -> None:
    """Saying no ends kindly, and the link still works."""
    begins(person, letter)
    consents(person, care="no", research="no", messages="no")
    assert person.at("/join/refused/"), person.page.url
    person.look()


def draws_a_schedule(marc: Visitor) -> None:
    """The pages of a draft, which is thrown away."""
    marc.go("/centre/schedule/")
    marc.press("button[name=from][value=current]")
    sees(marc, "/centre/schedule/draft/", "/centre/schedule/line/new/", "/centre/schedule/preview/")
    marc.go("/centre/schedule/draft/")


def reads_one_text(marc: Visitor) -> None:
    marc.go("/centre/texts/")
    marc.press(marc.page.locator("tbody tr").first.locator("a").first)
    marc.look()
    marc.press(marc.page.locator("main a[href*='/versions/']").first)
    marc.look()


# --- from the letter to the note --------------------------------------------------------------------------------------


def test_from_the_letter_to_the_note(hospital):
    letter = hospital.letters[0]
    ana, clara = hospital.visit(width=390), hospital.clara
    joins_with(ana, letter, ANA, "Ana")
    introduces(ana)
    answers_the_screen(ana)
    answers_in_full(ana)
    home_explains(ana)
    somebody_else_opens(hospital, letter)

    weeks_pass(hospital, 1, REMINDED)
    with hospital.demo.at(running.noon(REMINDED)) as moved:
        moves_to(ana, moved)
        is_reminded(ana)
    turns_e_mail_off_and_on(hospital)

    weeks_pass(hospital, REMINDED + 1, MISSED_TWICE)
    with hospital.demo.at(running.noon(MISSED_TWICE)) as moved:
        moves_to(clara, moved)
        signs_in_with_codes(clara, hospital.secret)
        clara.speak("en")
        desk_says(clara, "2 missed in a row")
        is_called_and_noted(clara)
        clara.go("/caseload/")
        desk_says(clara, "contacted")
        clara.look()
        moves_to(clara, hospital.demo)


def joins_with(person: Visitor, letter: str, email: str, name: str) -> None:
    """Information, consent, address and code, passkey."""
    begins(person, letter)
    assert person.at("/join/consent/"), person.page.url
    person.look()
    person.mistake()
    consents(person, care="yes", research="no", messages="yes")
    proves_the_address(person, email, name)
    give_device(person)
    makes_a_passkey(person)


def consents(person: Visitor, **answers: str) -> None:
    for purpose, word in answers.items():
        person.choose(word, purpose)
    person.press(person.onward)


def introduces(person: Visitor) -> None:
    """One fact given, all else passed over with a reason, but for the language and the place, which are known."""
    assert person.at("/my/introduction/now/"), person.page.url
    person.look()
    person.mistake()
    for part, value in (("month", "9"), ("year", str(clock.now().year - 1))):
        person.page.locator(f"input[name=diagnosed_on_{part}]").fill(value)
    for topic in ("operation", "treatment", "phase"):
        person.choose("private", f"why_{topic}")
    person.press(person.onward)
    assert person.at("/my/introduction/reach/"), person.page.url
    person.look()
    for topic in ("phone", "trusted"):
        person.choose("private", f"{topic}-why")
    person.press(person.onward)
    thanks = person.words("Thank you. You can change all of this at any time.")
    expect(person.page.get_by_role("status")).to_contain_text(thanks)


def answers_the_screen(ana: Visitor) -> None:
    """Four questions; the answers are above both cut-offs."""
    ana.look()
    ana.answer_all()
    expect(ana.page.locator(".nhsuk-summary-list__row")).to_have_count(4)
    ana.press(ana.onward)
    assert ana.at("/received/"), ana.page.url
    ana.look()


def answers_in_full(ana: Visitor) -> None:
    """What the screen has opened is there at once, both sets as one."""
    ana.press("main a.nhsuk-button")
    ana.answer_all(MODERATE)
    ana.press(ana.onward)
    ana.received()


def home_explains(ana: Visitor) -> None:
    where = ana.page.locator("section[aria-labelledby=where]")
    expect(where).to_contain_text("(level 3 of 4)")
    expect(where.locator("h3 ~ p").first).not_to_be_empty()
    expect(ana.page.locator("section[aria-labelledby=due] a.nhsuk-button")).to_have_count(0)
    ana.look()


def somebody_else_opens(hospital: Hospital, letter: str) -> None:
    """Each link works once, and the page says so without a word about whom it let in."""
    somebody = hospital.visit(width=390)
    somebody.go(letter)
    expect(somebody.page.locator("h1")).to_have_text("This link has been used")
    expect(somebody.page.locator("main")).to_contain_text("nothing is lost")
    expect(somebody.page.locator("main")).not_to_contain_text("Ana")
    somebody.look(status=410)


def weeks_pass(hospital: Hospital, first: int, last: int) -> None:
    hospital.demo.live(*map(running.noon, range(first, last + 1)))


def moves_to(person: Visitor, demo: running.Demo) -> None:
    """The same person at the same browser, at another moment."""
    person.demo = demo
    person.go("/")


def is_reminded(ana: Visitor) -> None:
    """By a mail that says nothing clinical, and on her page; she signs in again, for it was long ago."""
    mail = ana.demo.mail(ANA)
    assert mail["Subject"] == NEUTRAL
    words = re.sub(r"http\S+", "", body_of(mail))  # a signed address may spell anything
    assert not re.search("PHQ|GAD|mood|worry|depress|anxi|level|score", words, re.IGNORECASE), words
    assert ana.at("/account/sign-in/"), ana.page.url
    ana.look()
    ana.press(USE)
    expect(ana.page.locator("section[aria-labelledby=due] a.nhsuk-button")).to_have_count(1)
    ana.look()
    ana.press(ana.page.get_by_role("link", name="Messages"))
    expect(ana.page.locator("main article").first).to_contain_text("questions waiting")
    ana.look()


def turns_e_mail_off_and_on(hospital: Hospital) -> None:
    """By the address in the mail, without signing in; a mere look changes nothing."""
    found = re.search(r"http://\S+/messages/off/\S+", body_of(hospital.demo.mail(ANA)))
    assert found
    stranger = hospital.visit(width=390)
    for _look in range(2):
        stranger.go(found[0])
        expect(stranger.page.locator("h1")).to_have_text("Turn e-mail off?")
    stranger.look()
    stranger.press(stranger.onward)
    expect(stranger.page.locator("h1")).to_have_text("E-mail is off")
    stranger.look()
    stranger.go(found[0])
    expect(stranger.page.locator("h1")).to_have_text("E-mail is off")
    stranger.press(stranger.onward)
    expect(stranger.page.locator("h1")).to_have_text("E-mail is on")


def signs_in_with_codes(clara: Visitor, secret: str) -> None:
    assert clara.at("/account/sign-in/"), clara.page.url
    clara.look()
    clara.page.locator("input[type=email]").fill(CLARA)
    clara.page.locator("input[type=password]").fill(PASSWORD)
    clara.press("main form[action='/account/sign-in/'] button")
    clara.look()
    types_the_code(clara, secret)


def desk_says(clara: Visitor, words: str) -> None:
    assert clara.at("/caseload/"), clara.page.url
    expect(clara.page.locator("section[aria-labelledby=people] tbody tr", has_text="Ana")).to_contain_text(words)


def is_called_and_noted(clara: Visitor) -> None:
    """The record, the plan and the messages tell what was asked; then the contact and the note."""
    clara.look()
    clara.press("section[aria-labelledby=people] tbody th a:text-is('Ana')")
    page, record = clara.page, clara.page.url
    clara.look()
    for more in ("schedule/", "messages/"):
        clara.go(record + more)
        clara.look()
    clara.go(record)
    page.get_by_label("How?").select_option(label="By phone")
    page.locator("#contact label", has_text="Yes").click()
    page.get_by_label("Minutes").fill("12")
    clara.press("#contact button")
    page.locator("#note textarea").fill("She was at her sister's, and answers tonight.")
    clara.press("#note button")
    timeline = page.locator("section[aria-labelledby=timeline]")
    expect(timeline).to_contain_text("Reached, 12 minutes.")
    expect(timeline).to_contain_text("She was at her sister's")
    clara.look()
