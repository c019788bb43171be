"""A Friday at 23:50, when nobody reads before Monday: from a worrying answer to the flag that climbs, the colleague on
call, the assessment, the safety plan, and the person's own page that says who read it. It lives through a weekend, so it
has a demo of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from oncocare.foundation import clock
from tests.journeys import messages, running
from tests.journeys.coming_in import body_of
from tests.journeys.visitor import Visitor

ZONE = ZoneInfo("Europe/Madrid")
MORE_THAN_HALF = "2"
Enter = Callable[..., Visitor]


@pytest.fixture(scope="module")
def weekend(chromium: str) -> Iterator[running.Demo]:
    """A demo in which nobody else's time passes."""
    with running.demo() as started:
        started.gather("night=en", "midnight=en", "gone=en", "tabs=en", *messages.WRITERS)
        yield started


@pytest.fixture
def enter(weekend: running.Demo, browser: Browser) -> Iterator[Enter]:
    """Somebody comes in at a moment of the demo, by the link of the demo: no session lasts for days."""
    visitors: list[Visitor] = []

    def come(moment: running.Demo, name: str, width: int = 390, **more: bool) -> Visitor:
        visitors.append(Visitor(browser, moment, replace(weekend.people[name], passkey={}), width=width, **more))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.close()


def at(days: int, hour: int, minute: int = 0) -> datetime:
    """So many days after the coming Friday, by the clock of the centre."""
    today = clock.now().astimezone(ZONE)
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    return (friday + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)


def shown(moment: datetime) -> str:
    """As pages show it: Monday 23 November 2026, 10:00."""
    return f"{moment:%A} {moment.day} {moment:%B %Y, %H:%M}"


MONDAY_TEN = at(3, 10)  # one staffed hour into the week, by which an urgent flag of the weekend is promised


def test_from_the_answer_on_friday_night_to_the_page_that_says_who_read_it(weekend, enter):
    with weekend.at(at(0, 23, 50)) as site:
        patient = enter(site, "night")
        is_told_who_reads_before_the_questions(patient)
        answers_item_9(patient)
        says_it_cannot_wait(patient)
        home_says_by_when(patient)
        leaves(patient)
    weekend.live(at(1, 0, 5), at(1, 12))
    is_told_without_a_word_of_it(weekend)
    with weekend.at(at(1, 12, 30)) as site:
        clinician = enter(site, "pau", 1280)
        sees_the_promise_and_the_climb(clinician, weekend)
        takes_it_on(clinician)
        patient = enter(site, "night")
        home_says(patient, "Pau Ferrer read what you told us on Saturday")
        closes_it_with_what_was_asked(clinician)
        makes_a_plan_with_the_person(clinician, weekend)
        home_says(patient, "Pau Ferrer read what you told us and took care of this on Saturday")
        reads_the_plan(patient)
        leaves(patient, clinician)


def test_questions_that_close_at_midnight_lose_no_answer_in_whatever_tab(weekend, enter):
    """Item 9 is pressed six minutes after midnight, after the window is over, and in a second tab after sending."""
    patients = [weekend.people[name].patient for name in ("midnight", "gone", "tabs")]
    weekend.helper("windows", str(at(0, 0).date()), *patients)
    with weekend.at(at(0, 23, 50)) as site:
        midnight, gone, tabs = (enter(site, name) for name in ("midnight", "gone", "tabs"))
        for patient in (midnight, gone, tabs):
            answers_up_to_item_9(patient)
        first = sends_and_keeps_a_second_tab(tabs)
    weekend.live(at(1, 0, 5))
    with weekend.at(at(1, 0, 6), site.port):
        presses_item_9(midnight)
        midnight.look()
        goes_on_and_sends(midnight)
        first.goto("/")  # so that this session lasts for two more hours, and that of who is gone does not
    weekend.live(at(1, 2))
    with weekend.at(at(1, 2, 1), site.port):
        presses_item_9(tabs)
        tabs.look()
        presses_item_9_signed_out(gone, weekend.people["gone"])
        gone.look()
        clinician = enter(site, "clara", 1280)
        record_says(clinician, weekend, "gone", "Unfinished answers: not sent, no score.")
        record_says(clinician, weekend, "tabs", "Given after these answers had been sent.")
        leaves(clinician)


def test_a_message_at_night_is_answered_in_the_morning_by_who_stands_in(weekend, enter):
    """Clara is away on Tuesday. What was sent to her before that was known, and what comes after, Pau answers; and words
    of wanting to die lead their writer to the numbers, and to one flag.
    """
    with weekend.at(at(3, 21)) as site:
        messages.writes(enter(site, "early_en"), "Clara Soler")
        messages.enters_that_clara_is_away(enter(site, "marc", 1280), at(4, 0))
    with weekend.at(at(3, 22)) as site:
        for name in ("write_en", "write_es"):
            messages.writes_at_night(enter(site, name))
        messages.writes_at_night(enter(site, "write_plain", script=False))
        for name in ("danger_en", "danger_es"):
            messages.says_what_must_not_wait(enter(site, name), weekend)
    weekend.live(at(4, 8))
    messages.no_mail_says_what_was_written(weekend)
    with weekend.at(at(4, 9, 12)) as site:
        clinician = enter(site, "pau", 1280)
        messages.flags_are_one_each(clinician, weekend)
        for name in ("early_en", "write_en", "write_es", "write_plain"):
            messages.opens_what_waits(clinician, weekend, name)
            patient = enter(site, name)
            messages.sees_the_receipt(patient)
            messages.answers(clinician, weekend, name)
            messages.reads_the_answer(patient)
        hers = enter(site, "clara", 1280)
        messages.sees_that_it_was_read(hers, weekend, "write_en")
        leaves(clinician, hers)


def leaves(*people: Visitor) -> None:
    """Before the site of that hour ends, for the caseload asks it every minute."""
    for person in people:
        person.page.goto("about:blank")


# --- the person -------------------------------------------------------------------------------------------------------


def is_told_who_reads_before_the_questions(patient: Visitor) -> None:
    patient.press("section[aria-labelledby=due] a.nhsuk-button")
    expect(patient.page.locator("main")).to_contain_text(shown(MONDAY_TEN)[:-7])
    expect(patient.page.locator("main")).to_contain_text("you can call Hospital del Mar Blau, +34 900 000 000")
    patient.look()


def answers_item_9(patient: Visitor) -> None:
    patient.press("main a.nhsuk-button")
    patient.answer({"9": MORE_THAN_HALF, **{str(item): "1" for item in range(1, 9)}})
    assert patient.at("/support/"), patient.page.url


def says_it_cannot_wait(patient: Visitor) -> None:
    page = patient.page
    expect(page.locator("legend")).to_contain_text(f"Can this wait until {shown(MONDAY_TEN)}?")
    expect(page.locator("main")).to_contain_text("Nobody has read what you told us yet")
    patient.look()
    patient.choose("no", "can_wait")
    patient.press(patient.onward)
    expect(page.get_by_role("status")).to_contain_text("Please call one of the numbers above now")
    patient.look()


def home_says_by_when(patient: Visitor) -> None:
    home_says(patient, "Nobody has read what you told us yet.", f"by {shown(MONDAY_TEN)}")
    patient.press("section[aria-labelledby=answers] p a[href^='/support/']")
    expect(patient.page.locator("h1")).to_have_text("You are not alone with this")


def home_says(patient: Visitor, *words: str) -> None:
    patient.go("/")
    for text in words:
        expect(patient.page.locator("section[aria-labelledby=answers]")).to_contain_text(text)
    expect(patient.page.locator("section[aria-labelledby=answers] a[href^='tel:']").first).to_be_visible()
    patient.look()


def reads_the_plan(patient: Visitor) -> None:
    patient.press("main a[href='/plan/']")
    expect(patient.page.locator("main")).to_contain_text("I walk up and down at night.")
    patient.look()


def answers_up_to_item_9(patient: Visitor) -> None:
    patient.press("section[aria-labelledby=due] a.nhsuk-button")
    patient.press("main a.nhsuk-button")
    for _ in range(8):
        patient.choose("1")
        patient.press(patient.onward)
    assert patient.item == "9", patient.page.url


def presses_item_9(patient: Visitor) -> None:
    patient.choose(MORE_THAN_HALF)
    patient.press(patient.onward)
    assert patient.at("/support/"), patient.page.url


def presses_item_9_signed_out(patient: Visitor, person: running.Person) -> None:
    """The session ended meanwhile: numbers to call stand first, and the answer is saved once the person is back."""
    patient.choose(MORE_THAN_HALF)
    patient.press(patient.onward)
    expect(patient.page.get_by_role("status")).to_contain_text("The answer you were sending is kept for you.")
    expect(patient.page.locator("main a[href^='tel:']").first).to_be_visible()
    patient.look()
    patient.page.goto(person.link)
    assert patient.at("/support/"), patient.page.url


def goes_on_and_sends(patient: Visitor) -> None:
    """The questions are open under their hands still, and can be sent."""
    patient.choose("no", "can_wait")
    patient.press(patient.onward)
    patient.press("main a.nhsuk-button")
    patient.answer({})
    patient.press(patient.onward)
    patient.received()


def sends_and_keeps_a_second_tab(patient: Visitor) -> Page:
    """Everything is sent with "not at all" at item 9; its page stays open in another tab. Returns the first tab."""
    first, second = patient.page, patient.context.new_page()
    second.goto(first.url)
    patient.answer({"9": "0"})
    patient.press(patient.onward)
    patient.received()
    patient.page = second
    return first


# --- the team ---------------------------------------------------------------------------------------------------------


def is_told_without_a_word_of_it(demo: running.Demo) -> None:
    """Nobody took it on within twelve hours, and nobody is on duty: everybody who may answer is told."""
    for address in ("clara@demo.invalid", "pau@demo.invalid"):
        words = re.sub(r"http\S+", "", body_of(demo.mail(address)))
        assert not re.search("suicid|death|self-harm|PHQ|urgent|night", words, re.IGNORECASE), words


def sees_the_promise_and_the_climb(clinician: Visitor, demo: running.Demo) -> None:
    clinician.go(f"/people/{demo.people['night'].patient}/")
    flag = clinician.page.locator("[aria-labelledby^=flag-]").first
    expect(flag).to_contain_text("Thoughts of being better off dead or of self-harm")
    expect(flag).to_contain_text("cannot wait")
    expect(flag).to_contain_text(f"Promised by {shown(MONDAY_TEN)}.")
    expect(flag).to_contain_text(f"From Clara Soler to Pau Ferrer, {shown(at(1, 12))}: Nobody had taken it on by then.")
    clinician.look()


def takes_it_on(clinician: Visitor) -> None:
    clinician.press("[aria-labelledby^=flag-] button[formaction$='/acknowledge/']")


def closes_it_with_what_was_asked(clinician: Visitor) -> None:
    page = clinician.page
    clinician.press("[aria-labelledby^=flag-] a[href$='/close/']")
    clinician.look()
    page.get_by_label("What did you ask, and what did the person say?").fill("I asked straight out. Tired of it all.")
    for name, code in {"thoughts": "passive", "intent": "no", "plan": "no", "means": "no"}.items():
        clinician.choose(code, f"asked-{name}")
    page.get_by_label("What did you agree on?").fill("Her sister sleeps there tonight.")
    page.locator("input[name=asked-next_contact]").fill(f"{at(2, 0):%Y-%m-%d}")
    clinician.choose("phone", "-how")
    page.locator("input[name$=-minutes]").fill("20")
    clinician.choose("spoke_safe", "-outcome")
    clinician.press("main form .nhsuk-button")
    expect(page.locator("main")).to_contain_text("Her sister sleeps there tonight.")
    clinician.look()


def makes_a_plan_with_the_person(clinician: Visitor, demo: running.Demo) -> None:
    clinician.go(f"/people/{demo.people['night'].patient}/plan/")
    clinician.press("main a.nhsuk-button")
    clinician.page.get_by_label("How I notice that it is getting hard").fill("I walk up and down at night.")
    clinician.page.locator("label[for=id_agreed]").click()
    clinician.press("main form .nhsuk-button")
    expect(clinician.page.locator("main")).to_contain_text("I walk up and down at night.")
    clinician.look()


def record_says(clinician: Visitor, demo: running.Demo, name: str, words: str) -> None:
    clinician.go(f"/people/{demo.people[name].patient}/")
    expect(clinician.page.locator("section[aria-labelledby=timeline]")).to_contain_text(words)
    clinician.look()
