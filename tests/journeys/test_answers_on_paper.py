"""A nurse types what somebody answered on paper, by keyboard alone; and the same without scripts."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from tests.journeys.test_ways_to_answer import enter

SET = {"phq-9": 9, "gad-7": 7}
LINK, BUTTON = "a[href^='/people/'][href$='/answers/']", "main form button"


def record(demo, name):
    return f"/people/{demo.people[name].patient}/"


def test_sixteen_answers_in_under_a_minute_by_keyboard_alone(visit, demo):
    nurse = visit("clara", width=1280)
    page = nurse.page
    nurse.go(record(demo, "paper"))
    began = time.monotonic()
    enter(nurse, LINK)
    enter(nurse, BUTTON)
    expect(page.locator("#id_phq-9-1")).to_be_focused()
    page.keyboard.type("111111110")
    page.keyboard.press("Enter")  # on from the question that nobody has to answer
    page.keyboard.type("222222")
    expect(page.locator("#id_gad-7-7")).to_be_focused()
    with nurse.leads_on():
        page.keyboard.type("2\n")
    assert time.monotonic() - began < 60
    expect(page.get_by_role("status")).to_contain_text("16")
    nurse.look()
    nurse.go(record(demo, "paper"))
    expect(page.locator("section[aria-labelledby=timeline]")).to_contain_text("On paper")


def test_a_slip_is_found_by_typing_twice_and_a_flag_is_told_at_once(visit, demo):
    nurse = visit("clara")
    page = nurse.page
    nurse.speak("es")
    nurse.go(record(demo, "paper_es"))
    nurse.press(LINK)
    nurse.look()
    page.locator("#id_twice + label").click()
    nurse.press(BUTTON)
    nurse.look()
    fill(page, item_9="1")
    nurse.press(BUTTON)
    nurse.look()
    fill(page, item_9="2")
    nurse.press(BUTTON)
    nurse.look(status=422)
    page.locator("#id_phq-9-9").fill("1")
    nurse.press(BUTTON)
    nurse.look()
    with nurse.leads_on():
        page.get_by_role("alert").locator("a").click()
    expect(page.locator("[id^=flag-]")).to_have_count(1)


def test_without_scripts_and_with_a_blank(visit, demo):
    nurse = visit("clara", script=False)
    page = nurse.page
    nurse.go(record(demo, "paper_plain"))
    nurse.press(LINK)
    nurse.press(BUTTON)
    fill(page)
    page.locator("#id_gad-7-3").fill("")
    nurse.press(BUTTON)
    nurse.look(status=422)
    page.locator("#id_blank + label").click()
    nurse.press(BUTTON)
    expect(page.get_by_role("status")).to_contain_text("15")
    nurse.look()


def fill(page, item_9="0"):
    for instrument, items in SET.items():
        for item in range(1, items + 1):
            page.locator(f"#id_{instrument}-{item}").fill("1")
    page.locator("#id_phq-9-9").fill(item_9)
