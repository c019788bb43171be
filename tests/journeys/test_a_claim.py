"""A misleading claim about health in a real browser: a reader tells the moderators, a clinician answers it in the group
with a piece of the library, and whoever wrote it and whoever doubted it read the answer there.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.running import Demo
from tests.journeys.visitor import Visitor

CLAIM = {
    "en": ("Sleeping during the day", "Whoever sleeps after lunch feeds the illness. I have stopped lying down."),
    "es": ("Dormir de día", "Quien duerme después de comer alimenta la enfermedad. Yo ya no me acuesto."),
}
RIGHT = {
    "en": "A rest after lunch does not make the illness grow. Lie down if you need it.",
    "es": "Descansar después de comer no hace crecer la enfermedad. Acuéstese si lo necesita.",
}
NAMES = {
    "claim_en": "Lapwing by the road",
    "doubt_en": "Wren of the wall",
    "claim_es": "Lechuza de agosto",
    "doubt_es": "Pardillo del huerto",
}


@pytest.fixture(scope="module")
def group_of(demo: Demo) -> dict[str, str]:
    """The group in which each of these people is, by their name here."""
    groups = json.loads(demo.helper("grouping", *(f"{demo.people[who].patient}={name}" for who, name in NAMES.items())))
    return {who: groups[demo.people[who].patient] for who in NAMES}


def _claims(person: Visitor, group: str) -> str:
    """The address of the thread."""
    person.go(f"/groups/{group}/new/")
    title, words = CLAIM[person.language]
    person.page.locator("#id_title").fill(title)
    person.page.locator("#id_words").fill(words)
    person.press("main form button[value=post]")
    return urlsplit(person.page.url).path


def _doubts(reader: Visitor, thread: str) -> None:
    reader.go(thread)
    reader.press("main article a[href$='/report/']")
    reader.choose("wrong", "reason")
    reader.press("main form .nhsuk-button")


def _case(clinician: Visitor) -> Locator:
    """The card of the claim on the page of whoever answers for groups."""
    clinician.go("/moderation/")
    return clinician.page.locator("article", has_text=CLAIM[clinician.language][1])


def _answers(clinician: Visitor) -> str:
    """From the card to the answer, with the first piece that the library has. Returns its title."""
    card = _case(clinician)
    clinician.look()
    clinician.press(card.locator("a[href$='/answer/']"))
    expect(clinician.page.locator("main")).to_contain_text(CLAIM[clinician.language][1])
    clinician.mistake(clinician.page.locator("main form .nhsuk-button"))
    clinician.page.locator("#id_words").fill(RIGHT[clinician.language])
    pieces = clinician.page.locator("#id_piece")
    title = pieces.locator("option").nth(1).inner_text()
    pieces.select_option(index=1)
    clinician.press("main form .nhsuk-button")
    expect(clinician.page.locator("main")).to_contain_text(RIGHT[clinician.language])
    clinician.look()
    return title


def _reads_the_answer(person: Visitor, thread: str, title: str) -> None:
    """From the claim to the answer, and from there to the piece."""
    person.go(thread)
    person.look()
    person.press(person.page.get_by_role("article").locator("a", has_text=person.words("Read the answer of %(when)s")))
    answer = person.page.get_by_role("article").filter(has_text=RIGHT[person.language])
    expect(answer).to_contain_text("Clara")
    person.press(answer.get_by_role("link", name=title))
    expect(person.page.locator("h1")).to_contain_text(title)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_misleading_claim_is_answered_by_a_clinician_with_a_piece(visit, group_of, language):
    writer, reader, clara = visit(f"claim_{language}"), visit(f"doubt_{language}"), visit("clara", width=1280)
    clara.go("/moderation/")
    clara.speak(language)
    thread = _claims(writer, group_of[f"claim_{language}"])
    _doubts(reader, thread)
    title = _answers(clara)
    expect(_case(clara)).to_have_count(0)
    _reads_the_answer(reader, thread, title)
    writer.go(thread)
    expect(writer.page.locator("main")).to_contain_text(writer.words("About what you wrote"))
    expect(writer.page.locator("main")).to_contain_text(CLAIM[language][1])
    _reads_the_answer(writer, thread, title)
