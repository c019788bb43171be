"""A chat of a group in a real browser, from its announcement to its summary in the thread: a mentor hosts it, somebody
is reminded, writes, and reads the summary.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.running import Demo, noon
from tests.journeys.visitor import Visitor

MADRID = ZoneInfo("Europe/Madrid")
LIVE = re.compile(r"/live/")
TITLE = {"en": "The days before a scan", "es": "Los días antes de una prueba"}
ABOUT = {"en": "What helps us to get through them.", "es": "Lo que nos ayuda a pasarlos."}
TOPICS = {
    "en": "Sleeping the night before\n- What do you do when you lie awake?\nThe hours in the waiting room",
    "es": "Dormir la noche antes\n- ¿Qué hace cuando no puede dormir?\nLas horas en la sala de espera",
}
SAID = {
    "en": "I get up and read something light, until I am tired.",
    "es": "Me levanto y leo algo ligero hasta que me entra sueño.",
}
HOST = {"en": "Old oak", "es": "Encina"}
GUEST = {"en": "Sparrow", "es": "Gorrión"}


@pytest.fixture(scope="module")
def group_of(demo: Demo) -> dict[str, str]:
    """The group of each language, with a mentor in it who hosts and somebody who comes."""
    wanted = [
        *(f"{demo.people[f'host_{language}'].patient}={name}*" for language, name in HOST.items()),
        *(f"{demo.people[f'chat_{language}'].patient}={name}" for language, name in GUEST.items()),
    ]
    groups = json.loads(demo.helper("chatting", *wanted))
    return {language: groups[demo.people[f"host_{language}"].patient] for language in HOST}


@contextmanager
def _both_at(browser: Browser, demo: Demo, when: datetime, language: str) -> Iterator[tuple[Visitor, Visitor]]:
    """The host and somebody else, at a later moment."""
    with ExitStack() as stack:
        later = stack.enter_context(demo.at(when))
        pair = [Visitor(browser, later, demo.people[f"{name}_{language}"]) for name in ("host", "chat")]
        for one in pair:
            stack.callback(one.close)
            one.context.route(LIVE, lambda route: route.fulfill(status=204))  # streams are beside the demo, not here
        yield pair[0], pair[1]


def _announces(host: Visitor, group: str, begins: datetime) -> None:
    page, language, local = host.page, host.language, begins.astimezone(MADRID)
    host.go(f"/groups/{group}/")
    host.look()
    host.press(f"main a[href='/groups/{group}/chats/new/']")
    host.look()
    host.mistake(page.locator("main form .nhsuk-button"))
    page.locator("#id_title").fill(TITLE[language])
    page.locator("#id_about").fill(ABOUT[language])
    page.locator("#id_day").fill(f"{local:%Y-%m-%d}")
    page.locator("#id_at").fill(f"{local:%H:%M}")
    page.locator("#id_topics").fill(TOPICS[language])
    host.press("main form .nhsuk-button")
    expect(page.locator("main")).to_contain_text(TITLE[language])
    host.look()


def _wants_to_be_reminded(person: Visitor, group: str) -> None:
    person.go(f"/groups/{group}/")
    card = person.page.locator("main section", has_text=TITLE[person.language])
    expect(card).to_contain_text(HOST[person.language])
    person.look()
    person.press(card.locator("button[name=wanted][value=yes]"))
    expect(person.page.locator("main section button[name=wanted][value=no]")).to_be_visible()
    person.look()


def _takes_part(person: Visitor, group: str) -> None:
    """They come late, see the topics, and write."""
    person.go("/my/messages/")
    expect(person.page.locator("main")).to_contain_text(person.words("A chat in your group begins soon"))
    person.look()
    person.go(f"/groups/{group}/")
    person.press(person.page.locator("main section", has_text=TITLE[person.language]).locator("a.nhsuk-button"))
    topics = person.page.locator("section[aria-labelledby=chat-topics]")
    expect(topics.locator("li").first).to_contain_text(person.words("Open now", "a topic"))
    person.look()
    person.page.locator("#id_words").fill(SAID[person.language])
    person.press("main form button[value=post]")
    expect(person.page.locator("main article", has_text=SAID[person.language])).to_contain_text("T1")


def _reads_the_summary(person: Visitor, group: str) -> None:
    person.go(f"/groups/{group}/")
    person.press(person.page.locator("main li a", has_text=TITLE[person.language]).first)
    said = f"{GUEST[person.language]}: “{SAID[person.language]}”"
    expect(person.page.locator("main article").last).to_contain_text(said)
    person.look()


def _asks_for_the_library(host: Visitor, person: Visitor, group: str) -> None:
    host.go(f"/groups/{group}/chats/")
    host.look()
    host.press("main a[href$='/host/'] >> nth=0")
    for address in ("/summary/", "/library/"):
        host.press(f"main a[href$='{address}']")
        host.look()
    host.press("form[action$='/ask/'] button")
    host.look()
    person.go(f"/groups/{group}/")
    person.press(person.page.locator("main section", has_text=TITLE[person.language]).locator("a.nhsuk-button"))
    person.look()
    person.press("button[name=said][value=yes]")
    person.look()


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_the_announcement_to_the_summary_in_the_thread(visit, demo, browser, group_of, language):
    group, begins = group_of[language], noon(2)
    host, person = visit(f"host_{language}"), visit(f"chat_{language}")
    _announces(host, group, begins)
    _wants_to_be_reminded(person, group)
    demo.helper("chatting", (begins - timedelta(minutes=30)).isoformat())
    with _both_at(browser, demo, begins + timedelta(minutes=2), language) as (host, person):
        host.go(f"/groups/{group}/")
        host.press(host.page.locator("main section", has_text=TITLE[language]).locator("a.nhsuk-button"))
        host.press("section[aria-labelledby=chat-topics] a[href$='/host/']")
        host.look()
        host.press("form[action$='/begin/'] button >> nth=0")
        host.look()
        _takes_part(person, group)
        host.page.reload()
        host.page.locator("input[name=chosen]").check(force=True)
        host.press("form[action$='/choose/'] button")
        host.look()
        leads = host.page.url.partition("/groups/")[2]
    with _both_at(browser, demo, begins + timedelta(minutes=61), language) as (host, person):
        host.go(f"/groups/{leads}")
        host.press("main a[href$='/summary/']")
        expect(host.page.locator("#id_words")).to_have_value(re.compile(re.escape(SAID[language])))
        host.look()
        host.press("main form button[value=publish]")
        host.look()
        _reads_the_summary(person, group)
        _asks_for_the_library(host, person, group)
