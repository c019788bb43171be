"""A private session in a real browser: asked for in a message, booked into the hours that a clinician opens then, moved,
entered from the home page, and in the record with its minutes. And somebody who does not come is asked after.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.running import Demo, noon
from tests.journeys.visitor import Visitor

MADRID = ZoneInfo("Europe/Madrid")
AHEAD = {"en": 3, "es": 4}  # days from now: a weekday for each, for hours are open every week
OPENS, THEN, CLOSES = "13:10", "14:10", "15:10"  # on the wall
MINUTES = 60
ASKED = {"en": "On a morning, if you can. I sleep badly.", "es": "Por la mañana, si pueden. Duermo mal."}


@contextmanager
def _at(browser: Browser, demo: Demo, when: datetime, name: str, **more: object) -> Iterator[Visitor]:
    """Somebody at a later moment."""
    with ExitStack() as stack:
        person = Visitor(browser, stack.enter_context(demo.at(when)), demo.people[name], **more)
        stack.callback(person.close)
        yield person


def _asks(person: Visitor) -> None:
    """From home to their team, and there by a message."""
    person.go("/my/team/")
    person.press("main a[href='/sessions/book/']")
    person.look()
    person.press("main a[href='/sessions/ask/']")
    person.look()
    person.page.locator("#id_words").fill(ASKED[person.language])
    person.press("main form .nhsuk-button")
    expect(person.page.get_by_role("status").first).to_be_visible()
    expect(person.page.locator("main")).to_contain_text(ASKED[person.language])
    person.look()


def _task(clara: Visitor, patient: str, words: str) -> Locator:
    """What she has to do for somebody, in their record."""
    clara.go(f"/people/{patient}/")
    return clara.page.locator("main th", has_text=clara.words(words))


def _opens_hours(clara: Visitor, day: datetime) -> None:
    page = clara.page
    clara.go("/sessions/led/")
    clara.press("main a[href='/sessions/hours/']")
    clara.look()
    clara.mistake(page.locator("main form[action='/sessions/hours/'] button"))
    page.locator("#id_weekday").select_option(str(day.weekday()))
    for name, said in (("opens", OPENS), ("closes", CLOSES), ("minutes", str(MINUTES)), ("phone", "+34 600 000 000")):
        page.locator(f"#id_{name}").fill(said)
    page.locator("#id_provider").select_option("link")  # where no video of this site runs there is this one still
    page.locator("#id_link").fill("https://video.example.org/clara")
    clara.press("main form[action='/sessions/hours/'] button")
    said = "Opened. People in your care can book these hours from now on."
    expect(page.get_by_role("status").first).to_contain_text(clara.words(said))
    expect(page.locator("main tbody tr", has_text=f"{OPENS}–{CLOSES}").first).to_be_visible()
    clara.look()


def _chooses(person: Visitor, begins: datetime) -> None:
    """A time, shown once more before it is theirs."""
    moment = begins.astimezone(UTC).isoformat()
    times = person.page.locator("main section li a", has_text=f"{begins:%H:%M}")
    person.look()
    person.press(times.and_(person.page.locator(f"a[href*='{moment[:10]}']")))
    person.look()
    person.press("main form .nhsuk-button")
    expect(person.page.get_by_role("status").first).to_be_visible()
    expect(person.page.locator("main")).to_contain_text(f"{begins:%H:%M}")
    person.look()


def _comes_in(browser: Browser, demo: Demo, begins: datetime, name: str) -> None:
    """The button stands on the home page from ten minutes before, and not earlier."""
    for before, many in ((11, 0), (9, 1)):
        with _at(browser, demo, begins - timedelta(minutes=before), name) as person:
            card = person.page.locator("section[aria-labelledby=session]")
            expect(card).to_contain_text(f"{begins:%H:%M}")
            button = card.get_by_role("link", name=person.words("Go in"))
            expect(button).to_have_count(many)
            person.look()
            if many:
                person.press(button)
                assert person.at("/join/")


def _says_who_came(clara: Visitor, meeting: str) -> None:
    """In two presses from the first page of the day; then her own minutes."""
    clara.go("/caseload/")
    clara.look()
    clara.press(f"section[aria-labelledby=sessions-today] a[href='/sessions/held/{meeting}/']")
    clara.look()
    clara.press("main button[value=present]")
    expect(clara.page.locator("main tbody tr")).to_contain_text(f"{MINUTES}")
    clara.press("main form[action$='/minutes/'] button")
    clara.look()


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_the_message_to_the_minutes_in_the_record(visit, demo, browser, again, language):
    name, begins = f"session_{language}", noon(AHEAD[language] + again).astimezone(MADRID).replace(hour=14, minute=10)
    patient = demo.people[name].patient
    person, clara = visit(name), visit("clara", width=1280)
    clara.speak(language)
    asks = "Asks for a private session: offer one, or say which hours can be booked."
    _asks(person)
    expect(_task(clara, patient, asks)).to_be_visible()
    clara.look()
    _opens_hours(clara, begins)
    person.go("/sessions/")
    person.look()
    person.press("main a[href='/sessions/book/']")
    _chooses(person, begins.replace(hour=13))
    expect(_task(clara, patient, asks)).to_have_count(0)
    person.press("main a[href$='/move/']")
    _chooses(person, begins)
    meeting = person.page.url.rstrip("/").rpartition("/")[2]
    _comes_in(browser, demo, begins, name)
    clara.go("/")
    with _at(browser, demo, begins + timedelta(minutes=MINUTES + 1), "clara", width=1280) as clara:
        clara.language = language
        _says_who_came(clara, meeting)
        clara.go(f"/people/{patient}/")
        entry = clara.page.locator("main", has_text=clara.words("%(kind)s, led by %(name)s"))
        expect(entry).to_contain_text(f"{MINUTES}")
        clara.look()


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_did_not_come_is_asked_after(visit, demo, language):
    patient = demo.people[f"absent_{language}"].patient
    began = datetime.now(UTC) - timedelta(minutes=30)
    meeting = demo.helper("in_session", began.isoformat(), language, patient)
    clara = visit("clara", width=1280)
    clara.speak(language)
    clara.go(f"/sessions/held/{meeting}/")
    clara.look()
    clara.press("main button[value=no_word]")
    clara.look()
    expect(_task(clara, patient, "Was expected at a session and was not there: ask how they are")).to_be_visible()
