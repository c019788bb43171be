"""A severe starter's proposal waits over a weekend, climbs, is renewed by later answers, and is accepted at last.

It lives through two weeks, so it has a demo of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, expect

from oncocare.foundation import clock
from tests.journeys import running
from tests.journeys.coming_in import body_of
from tests.journeys.visitor import Visitor

CLIMBED, RENEWED = 9, 14  # days after the first answers: nobody has answered in time; the next questions were answered
UNTIL = re.compile(r"Clara Soler has it until (\w+ \d+ \w+ \d{4}, \d\d:\d\d)")
WAITS = "Something waits for your answer in OncoCare"
Enter = Callable[[running.Demo, str, int], Visitor]


@pytest.fixture(scope="module")
def alone(chromium: str) -> Iterator[running.Demo]:
    """A demo in which nobody else's time passes."""
    with running.demo() as started:
        started.gather("slow=en")
        yield started


@pytest.fixture
def enter(alone: running.Demo, browser: Browser) -> Iterator[Enter]:
    """Somebody comes in at a moment of the demo, by the link of the demo: no session lasts for days."""
    visitors: list[Visitor] = []

    def come(moment: running.Demo, name: str, width: int) -> Visitor:
        visitors.append(Visitor(browser, moment, replace(alone.people[name], passkey={}), width=width))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.close()


def test_a_severe_starters_proposal_waits_is_renewed_climbs_and_is_accepted(alone, enter):
    patient = enter(alone, "slow", 390)
    patient.answer_the_worst()
    waits_at_level_three(patient)
    clinician = enter(alone, "clara", 1280)
    takes_on_the_severe_answers(clinician, alone)
    has_it_over_the_weekend(clinician, line_of(clinician, alone))

    alone.live(*map(running.noon, range(1, CLIMBED + 1)))
    with alone.at(running.noon(CLIMBED)) as moved:
        colleague = enter(moved, "pau", 1280)
        is_seen_whatever_the_filter(colleague, alone)
        is_told_without_a_word_of_it(alone)
        leaves(colleague)
    alone.live(*map(running.noon, range(CLIMBED + 1, RENEWED + 1)))
    with alone.at(running.noon(RENEWED)) as moved:
        patient, clinician = enter(moved, "slow", 390), enter(moved, "clara", 1280)
        patient.answer_the_worst()
        waits_at_level_three(patient)
        clinician.go("/caseload/")
        says_what_was_answered_since(clinician, alone)
        notes_that_help_began(clinician)
        accepts(clinician)
        is_at_level_four(patient)
        leaves(patient, clinician)


def leaves(*people: Visitor) -> None:
    """Before the site of that day ends, for the caseload asks it every minute."""
    for person in people:
        person.page.goto("about:blank")


def waits_at_level_three(patient: Visitor) -> None:
    where = patient.page.locator("section[aria-labelledby=where]")
    expect(where).to_contain_text("(level 3 of 4)")
    expect(where).to_contain_text("Group therapy online")
    patient.look()


def line_of(clinician: Visitor, demo: running.Demo, section: str = "people") -> Locator:
    """The line of the patient in a part of the caseload."""
    link = f"a[href='/people/{demo.people['slow'].patient}/']"
    return clinician.page.locator(f"section[aria-labelledby={section}] tbody tr", has=clinician.page.locator(link))


def takes_on_the_severe_answers(clinician: Visitor, demo: running.Demo) -> None:
    """Their flag stands above everybody until then; the proposal waits on."""
    clinician.press(line_of(clinician, demo, "waiting").locator("th a"))
    clinician.press("[aria-labelledby^=flag-] button[formaction$='/acknowledge/']")
    clinician.go("/caseload/")


def has_it_over_the_weekend(clinician: Visitor, line: Locator) -> None:
    """Until the end of the third staffed day after this one."""
    expect(line).to_contain_text("Proposal: Group therapy")
    found = UNTIL.search(line.inner_text())
    assert found, line.inner_text()
    until = datetime.strptime(found[1], "%a %d %b %Y, %H:%M")  # noqa: DTZ007 -- by the clock on the wall there
    day, staffed = clock.now().astimezone(ZoneInfo("Europe/Madrid")).date(), 0
    while staffed < 3:
        day += timedelta(days=1)
        staffed += day.weekday() < 5
    assert (until.date(), until.hour) == (day, 17)
    clinician.look()


def is_seen_whatever_the_filter(colleague: Visitor, demo: running.Demo) -> None:
    """Above the people of the filter, with since when and how often."""
    colleague.go("/caseload/?level=1")
    line = line_of(colleague, demo, "lapsed")
    expect(line).to_contain_text("past its deadline since")
    expect(line).to_contain_text(re.compile(r"passed on \d times"))
    expect(line_of(colleague, demo)).to_have_count(0)
    colleague.look()


def is_told_without_a_word_of_it(demo: running.Demo) -> None:
    told = [mail for mail in demo.mails("pau@demo.invalid") if mail["Subject"] == WAITS]
    assert told
    for mail in told:
        words = re.sub(r"http\S+", "", body_of(mail))
        assert not re.search("proposal|therapy|level|PHQ|GAD|nova", words, re.IGNORECASE), words


def says_what_was_answered_since(clinician: Visitor, demo: running.Demo) -> None:
    clinician.press(line_of(clinician, demo, "lapsed").locator("th a"))
    box = clinician.page.locator("section[aria-labelledby=proposal]")
    expect(box).to_contain_text("asked again 1 time")
    expect(box).to_contain_text("past its deadline since")
    expect(box.locator("li", has_text="PHQ-9")).to_contain_text("24 → 24 (0), no reliable change (NHS)")
    clinician.look()


def notes_that_help_began(clinician: Visitor) -> None:
    head, form = clinician.page.get_by_text("Help of this level:"), "button[formaction*='/help/began/']"
    expect(head).to_contain_text("waiting since")
    part = clinician.page.locator("details", has=clinician.page.locator(form))
    part.locator("summary").click()
    clinician.press(part.locator("button"))
    expect(head).to_contain_text("began on")
    clinician.look()


def accepts(clinician: Visitor) -> None:
    clinician.press("button[formaction$='/accept/']")
    expect(clinician.page.locator(".oc-summary")).to_contain_text("4 Group therapy")
    expect(clinician.page.locator("#proposal")).to_have_count(0)
    clinician.look()


def is_at_level_four(patient: Visitor) -> None:
    patient.go("/")
    expect(patient.page.locator("section[aria-labelledby=where]")).to_contain_text("(level 4 of 4)")
    patient.look()
