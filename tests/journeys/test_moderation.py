"""Moderation in a real browser: a post is reported in two presses, stands on the desk with its owner and deadline, is
hidden with a reason that its writer reads, is looked at again by somebody else as they ask, and can be read again.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.running import Demo
from tests.journeys.visitor import Visitor

SAID = {
    "en": ("Only warm water helped me", "Everything else I was given made it worse."),
    "es": ("A mí solo me ayudó el agua tibia", "Todo lo demás que me dieron lo empeoró."),
}
WHY = {"en": "It may make others stop what helps them.", "es": "Puede hacer que otros dejen lo que les ayuda."}
ASKED = {"en": "I spoke of my own mouth only.", "es": "Solo hablaba de mi propia boca."}
FOUND = {"en": "I read it as you meant it.", "es": "Lo he leído como usted quería decirlo."}
NAMES = {
    "judged_en": "Kingfisher at noon",
    "reader_en": "Sandpiper north",
    "judged_es": "Abubilla de marzo",
    "reader_es": "Mirlo del norte",
}


@pytest.fixture(scope="module")
def group_of(demo: Demo) -> dict[str, str]:
    """The group in which each of these people is, by their name here."""
    wanted = [f"{demo.people[who].patient}={name}" for who, name in NAMES.items()]
    groups = json.loads(demo.helper("grouping", *wanted))
    return {who: groups[demo.people[who].patient] for who in NAMES}


def _posts(person: Visitor, group: str) -> str:
    person.go(f"/groups/{group}/new/")
    title, words = SAID[person.language]
    person.page.locator("#id_title").fill(title)
    person.page.locator("#id_words").fill(words)
    person.press("main form button[value=post]")
    return urlsplit(person.page.url).path


def _reports(reader: Visitor, thread: str) -> None:
    """Two presses: why, and send."""
    reader.go(thread)
    reader.press("main article a[href$='/report/']")
    reader.look()
    reader.mistake(reader.page.locator("main form .nhsuk-button"))
    reader.choose("wrong", "reason")
    reader.press("main form .nhsuk-button")
    expect(reader.page.get_by_role("status").first).to_be_visible()


def _case(moderator: Visitor) -> Locator:
    """The card of the post on the page of whoever answers for groups."""
    moderator.go("/moderation/")
    return moderator.page.locator("article", has_text=SAID[moderator.language][1])


def _hides(moderator: Visitor) -> None:
    """With a reason; on the card stands whose it is, and until when."""
    card = _case(moderator)
    expect(card).to_contain_text("Clara")
    moderator.look()
    card.locator("summary", has_text=moderator.words("Hide the post")).click()
    card.locator("textarea[name$='-hide-why']").fill(WHY[moderator.language])
    moderator.press(card.locator("button[value=hide]"))


def _asks_again(writer: Visitor, thread: str) -> None:
    """They read why, and ask that somebody else looks."""
    writer.go(thread)
    expect(writer.page.locator("main article")).to_contain_text(WHY[writer.language])
    writer.look()
    writer.press("main article a[href$='/again/']")
    writer.look()
    writer.page.locator("#id_words").fill(ASKED[writer.language])
    writer.press("main form .nhsuk-button")
    expect(writer.page.locator("main article")).to_contain_text(
        writer.words("Another moderator looks at it again. We tell you what they find.")
    )


def _takes_it_back(moderator: Visitor) -> None:
    card = _case(moderator)
    expect(card).to_contain_text(ASKED[moderator.language])
    moderator.look()
    card.locator("input[name$='-again-back'][value=back]").check(force=True)
    card.locator("textarea[name$='-again-words']").fill(FOUND[moderator.language])
    moderator.press(card.locator("button[value=again]"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_hidden_by_one_and_given_back_by_another(visit, group_of, language):
    writer, reader = visit(f"judged_{language}"), visit(f"reader_{language}")
    clara, pau = visit("clara", width=1280), visit("pau", width=1280)
    for moderator in (clara, pau):
        moderator.go("/moderation/")
        moderator.speak(language)
    thread = _posts(writer, group_of[f"judged_{language}"])
    _reports(reader, thread)
    _hides(clara)
    _asks_again(writer, thread)
    reader.go(thread)
    expect(reader.page.locator("main")).not_to_contain_text(WHY[language])
    expect(_case(clara)).to_contain_text(clara.words("You decided this yourself: somebody else looks at it again."))
    _takes_it_back(pau)
    writer.go(thread)
    expect(writer.page.locator("main article")).to_contain_text(FOUND[language])
    writer.look()
    reader.go(thread)
    expect(reader.page.locator("main article")).to_contain_text(SAID[language][1])
    expect(reader.page.locator("main")).not_to_contain_text(FOUND[language])
    clara.go("/moderation/")
    expect(clara.page.locator("main")).to_contain_text(clara.words("It was taken back"))
    clara.look()
