"""Clara's twelve minutes: an urgent flag with its call, a proposal, answers on paper, two notes and a hand-over, with
every click counted. What is typed, and the Tab and Enter between fields of one form, are no clicks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from oncocare.foundation import clock
from tests.journeys.visitor import Visitor

KEY = re.compile(r"\b[0-9A-Z]{8}\b")
MOST = 30
CLICKS = {"the urgent flag": 11, "the proposal": 2, "the answers on paper": 3, "the notes": 5, "the hand-over": 4}


class Hand:
    """A clinician at the desk, whose clicks are counted by what they are for."""

    def __init__(self, clinician: Visitor) -> None:
        self.visitor, self.page = clinician, clinician.page
        self.clicks: Counter[str] = Counter()
        self.doing = ""

    @contextmanager
    def busy(self, doing: str) -> Iterator[None]:
        """What is clicked inside is for this."""
        self.doing = doing
        yield

    def click(self, target: str | Locator) -> None:
        """Press something that stays on the page."""
        self.clicks[self.doing] += 1
        (self.page.locator(target) if isinstance(target, str) else target).click()

    def press(self, target: str | Locator) -> None:
        """Press something that leads to another page."""
        self.clicks[self.doing] += 1
        self.visitor.press(target)

    def choose(self, code: str, name: str) -> None:
        """Press the words of an answer."""
        self.clicks[self.doing] += 1
        self.visitor.choose(code, name)

    def write(self, target: Locator, words: str) -> None:
        """Click into a field and type."""
        self.click(target)
        self.page.keyboard.type(words)


@pytest.fixture
def waiting(visit) -> None:
    """Somebody says that it cannot wait; somebody's answers propose group therapy, and a colleague called them."""
    patient = visit("minutes_flag")
    patient.press("section[aria-labelledby=due] a.nhsuk-button")
    patient.press("main a.nhsuk-button")
    patient.answer({"9": "2"})
    patient.choose("no", "can_wait")
    patient.press(patient.onward)
    patient = visit("minutes_proposal")
    patient.answer_the_worst()
    colleague = visit("pau", width=1366)
    colleague.press(line_of(colleague, "minutes_proposal").get_by_role("button", name="Take on"))
    flag = colleague.page.locator("[aria-labelledby^=flag-]")
    colleague.choose("phone", "-how")
    flag.locator("input[name$=-minutes]").fill("15")
    colleague.choose("spoke_safe", "-outcome")
    colleague.press(flag.locator("button[formaction$='/close/']"))


def line_of(clinician: Visitor, name: str) -> Locator:
    """The line of somebody whose flag nobody has taken on."""
    link = clinician.page.locator(f"a[href^='/people/{clinician.demo.people[name].patient}/']")
    return clinician.page.locator("section[aria-labelledby=waiting] tbody tr", has=link)


def test_twelve_minutes_take_thirty_clicks(visit, demo, waiting):
    hand = Hand(visit("clara", width=1366))
    keys = {name: key_of(hand, demo.people[name].patient) for name in demo.people if name.startswith("minutes_")}
    hand.visitor.go("/caseload/")
    with hand.busy("the urgent flag"):
        answers_the_urgent_flag(hand)
    with hand.busy("the notes"):
        writes_a_note(hand, "She rings her sister tonight.")
    with hand.busy("the proposal"):
        accepts_the_proposal(hand, keys["minutes_proposal"])
    with hand.busy("the answers on paper"):
        types_what_is_on_paper(hand, keys["minutes_paper"])
    with hand.busy("the notes"):
        hand.press("a.nhsuk-back-link")
        writes_a_note(hand, "Brought the paper along.")
    with hand.busy("the hand-over"):
        hands_over(hand, keys["minutes_over"])
    assert hand.clicks == CLICKS, hand.clicks
    assert hand.clicks.total() <= MOST


def answers_the_urgent_flag(hand: Hand) -> None:
    """The first line says who, why, by when, on which number; after the call one page says what was asked."""
    page = hand.page
    line = line_of(hand.visitor, "minutes_flag")
    expect(line).to_contain_text("cannot wait")
    expect(line.locator("a[href^='tel:']").first).to_be_visible()
    hand.press(line.get_by_role("button", name="Take on"))
    hand.press("[aria-labelledby^=flag-] a[href$='/close/']")
    hand.write(page.get_by_label("What did you ask, and what did the person say?"), "I asked straight out.")
    for name, code in {"thoughts": "passive", "intent": "no", "plan": "no", "means": "no"}.items():
        hand.choose(code, f"asked-{name}")
    hand.clicks[hand.doing] += 1  # how a day is chosen is the browser's
    page.get_by_label("When is the next contact?").fill(f"{clock.now() + timedelta(days=3):%Y-%m-%d}")
    hand.choose("phone", "-how")
    page.keyboard.press("Tab")
    page.keyboard.type("12")
    hand.choose("spoke_safe", "-outcome")
    hand.press("main form .nhsuk-button")
    expect(page.get_by_role("status")).to_be_visible()


def writes_a_note(hand: Hand, words: str) -> None:
    hand.write(hand.page.locator("#note textarea"), words)
    hand.press("#note button")
    expect(hand.page.locator("section[aria-labelledby=timeline]")).to_contain_text(words)


def key_of(hand: Hand, patient: str) -> str:
    hand.visitor.go(f"/people/{patient}/")
    found = KEY.search(hand.page.locator(".oc-summary").inner_text())
    assert found
    return found[0]


def finds(hand: Hand, key: str) -> None:
    """By the keyboard, from whatever page of the desk: one is found, and its record opens when it is pressed."""
    page = hand.page
    page.locator("h1").evaluate("() => document.activeElement.blur()")
    with hand.visitor.leads_on():
        page.keyboard.press("/")
    expect(page.locator("#id_person")).to_be_focused()
    page.keyboard.type(key)
    with hand.visitor.leads_on():
        page.keyboard.press("Enter")
    hand.press("main th a[href^='/people/']")


def accepts_the_proposal(hand: Hand, key: str) -> None:
    finds(hand, key)
    hand.press(
        "#proposal button[formaction$='/accept/'], section[aria-labelledby=proposal] button[formaction$='/accept/']"
    )
    expect(hand.page.locator(".oc-summary")).to_contain_text("4 Group therapy")


def types_what_is_on_paper(hand: Hand, key: str) -> None:
    page = hand.page
    finds(hand, key)
    hand.press("a[href^='/people/'][href$='/answers/']")
    hand.press("main form button")
    expect(page.locator("#id_phq-9-1")).to_be_focused()
    page.keyboard.type("111111110")
    page.keyboard.press("Enter")
    page.keyboard.type("222222")
    with hand.visitor.leads_on():
        page.keyboard.type("2\n")
    expect(page.get_by_role("status")).to_contain_text("16")


def hands_over(hand: Hand, key: str) -> None:
    finds(hand, key)
    part = hand.page.locator("details", has=hand.page.locator("button[formaction*='/clinician/']"))
    hand.click(part.locator("summary").first)
    part.locator("select").select_option(label="Pau Ferrer")
    hand.clicks[hand.doing] += 1
    hand.press(part.locator("button"))
    expect(hand.page.get_by_role("status").first).to_contain_text("Your colleague looks")
