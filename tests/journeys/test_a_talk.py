"""A talk open to everybody in a real browser: planned by a coordinator, said to be recorded, found by somebody without an
account who takes a place, puts the day into their telephone, is reminded, comes in and asks. Fifty come in all, and no
page shows anybody's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, expect

from tests.journeys.running import Demo, noon
from tests.journeys.visitor import Visitor, said

MADRID = ZoneInfo("Europe/Madrid")
TALKS = "/talks/demo/"
AHEAD = {"en": 3, "es": 4}  # days from now: nobody holds two at once
PLACES, OTHERS = 60, 49
DOMAIN = {"en": "listens.invalid", "es": "escucha.invalid"}
TITLE = {"en": "Sleeping again", "es": "Volver a dormir"}
ABOUT = {"en": "What helps, and what you can leave.", "es": "Qué ayuda y qué se puede dejar."}
QUESTION = {"en": "Does reading in bed help?", "es": "¿Ayuda leer en la cama?"}


@contextmanager
def _both_at(browser: Browser, demo: Demo, when: datetime, language: str) -> Iterator[tuple[Visitor, Visitor]]:
    """Who holds it and somebody from outside, at a later moment."""
    with ExitStack() as stack:
        later = stack.enter_context(demo.at(when))
        marc = Visitor(browser, later, demo.people["marc"], width=1280)
        stack.callback(marc.close)
        guest = Visitor(browser, later, language=language)
        stack.callback(guest.close)
        marc.language = language  # as they chose it before
        yield marc, guest


def _plans(marc: Visitor, begins: datetime) -> str:
    """The path of its page for whoever leads it."""
    page, language, local = marc.page, marc.language, begins.astimezone(MADRID)
    marc.go("/sessions/led/new/?kind=webinar")
    marc.look()
    marc.mistake(page.locator("main form .nhsuk-button"))
    page.locator("#id_title").fill(TITLE[language])
    page.locator("#id_about").fill(ABOUT[language])
    page.locator("#id_first").fill(f"{local:%Y-%m-%d}")
    page.locator("#id_starts").fill(f"{local:%H:%M}")
    page.locator("#id_capacity").fill(str(PLACES))
    page.locator("input[name=provider][value=link] + label").click()
    page.locator("#id_link").fill("https://video.example.org/talk")
    page.locator("#id_phone").fill("+34 600 000 000")
    page.locator("input[name=recorded] + label").click()
    marc.press("main form .nhsuk-button")
    expect(page.locator("main")).to_contain_text(marc.words("Yes. People read it before they come in."))
    marc.look()
    return urlsplit(page.url).path


def _asks_for_a_place(guest: Visitor, public: str, address: str) -> None:
    """From the talks of the centre to the mail; what was read before leaves nothing in the browser."""
    page = guest.page
    guest.go(TALKS)
    guest.look()
    assert {one["name"] for one in guest.context.cookies()} == {"csrftoken"}  # of the forms, and nothing else
    guest.press(f"main li a[href='{public}']")
    expect(page.locator("main")).to_contain_text(guest.words("This talk is recorded"))
    guest.look()
    guest.mistake(page.locator("main form .nhsuk-button"))
    page.locator("#id_email").fill(address)
    page.locator("input[name=remind] + label").click()
    guest.press("main form .nhsuk-button")
    expect(page.locator("h1")).to_have_text(guest.words("Open the link in your mail"))
    guest.look()


def _link_in(mail: EmailMessage) -> str:
    """The path of the link; the mail is for one person and does not say what the talk is about."""
    words = mail.get_body().get_content()
    assert (mail["Cc"], mail["Bcc"], [title for title in TITLE.values() if title in words]) == (None, None, [])
    [link] = set(re.findall(r"https?://\S+/talks/\S+", words))
    return urlsplit(link).path


def _takes_the_place(guest: Visitor, link: str, begins: datetime) -> None:
    """By the button behind the link; then the day goes into a telephone, with no word about what it is."""
    guest.go(link)
    expect(guest.page.locator("main")).to_contain_text(guest.words("This talk is recorded"))
    guest.look()
    guest.press("main button[value=confirm]")
    expect(guest.page.locator("main")).to_contain_text(guest.words("You have a place."))
    guest.look()
    file = guest.context.request.get(guest.page.locator("main a[href$='/talk.ics']").get_attribute("href") or "")
    [entry] = Calendar.from_ical(file.body()).events
    assert (entry.start, entry.end) == (begins, begins + timedelta(hours=1))
    assert TITLE[guest.language] not in file.text()


def _comes_in_and_asks(guest: Visitor, link: str) -> None:
    guest.go(link)
    guest.look()
    guest.press("main button[value=come_in]")
    guest.look()
    guest.page.locator("#id_words").fill(QUESTION[guest.language])
    guest.press("main button[value=ask]")
    expect(guest.page.locator("#shown")).not_to_contain_text(QUESTION[guest.language])


def _shows_it(marc: Visitor, led: str) -> None:
    marc.go(f"{led}talk/")
    card = marc.page.locator("#shown .oc-card", has_text=QUESTION[marc.language])
    marc.press(card.locator("button[value=show]"))
    marc.look()


def _counts(marc: Visitor) -> dict[str, str]:
    """What stands in the table of who comes."""
    rows = marc.page.locator("main table tbody tr")
    return {rows.nth(n).locator("th").inner_text(): rows.nth(n).locator("td").inner_text() for n in range(rows.count())}


def _counted(language: str) -> dict[str, str]:
    words = {
        "Asked for a place": (50, None),
        "Confirmed, and did not give it back": (50, 50),
        "Have a place": (50, PLACES),
        "Have a place with an account of this site": (0, PLACES),
        "People who wait for a place": (0, None),
        "Places given back": (0, None),
        "Want to be reminded": (1, 50),
        "Came in": (1, 50),
    }
    of = said(language, "%(n)s of %(of)s")
    return {
        said(language, text): of % {"n": n, "of": whole} if whole is not None else str(n)
        for text, (n, whole) in words.items()
    }


def _sees_no_address(visitor: Visitor, *pages: str) -> None:
    for address in pages:
        visitor.go(address)
        assert DOMAIN[visitor.language] not in visitor.page.content(), address


@pytest.mark.parametrize("language", ["en", "es"])
def test_fifty_come_to_a_talk_that_is_recorded(visit, demo, browser, again, language):
    begins, address = noon(AHEAD[language] + again), f"eli@{DOMAIN[language]}"
    marc, guest = visit("marc", width=1280), visit(language=language)
    marc.speak(language)
    led = _plans(marc, begins)
    talk = led.rstrip("/").rpartition("/")[2]
    public = f"{TALKS}{talk.replace('-', '')}/"
    mails = len(demo.mails(address))  # of this journey, where it is walked once more
    _asks_for_a_place(guest, public, address)
    link = _link_in(demo.mail(address, after=mails))
    _takes_the_place(guest, link, begins)
    demo.helper("talking", talk, str(OTHERS), DOMAIN[language])
    demo.helper("talking", (begins - timedelta(hours=20)).isoformat())
    assert _link_in(demo.mail(address, after=mails + 1)) == link
    with _both_at(browser, demo, begins - timedelta(minutes=9), language) as (marc, guest):
        _comes_in_and_asks(guest, link)
        _shows_it(marc, led)
        assert _counts(marc) == _counted(language)
        guest.press("main a[href$='#questions']")  # where they stand already: it must load all the same
        expect(guest.page.locator("#shown")).to_contain_text(QUESTION[language])
        guest.look()
        _sees_no_address(marc, led, f"{led}talk/", f"{led}places/", "/sessions/led/")
        _sees_no_address(guest, link, TALKS, public)
