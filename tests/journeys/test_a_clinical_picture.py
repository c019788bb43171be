"""A person corrects what their team wrote about them; two hundred people come in from a file with three bad rows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.joining.test_arriving import THREE_WRONG, rows
from tests.journeys import running
from tests.journeys.visitor import Visitor, said


def choose(visitor: Visitor, name: str, value: str) -> None:
    visitor.page.locator(f"input[name={name}][value='{value}']").check(force=True)


def send(visitor: Visitor, button: str = "main form button", status: int = 200) -> None:
    with visitor.leads_on():
        visitor.page.locator(button).first.click()
    visitor.look(status=status)


def finish_the_introduction(person: Visitor) -> None:
    """Whoever has just come in passes over what is asked first."""
    person.go("/my/introduction/")
    for topic in ("diagnosis", "operation", "treatment", "phase"):
        person.go(f"/my/introduction/{topic}/")
        choose(person, f"why_{topic}", "later")
        send(person)
    for topic in ("place", "phone", "trusted"):
        person.go(f"/my/introduction/{topic}/")
        choose(person, "why", "later")
        send(person)


@pytest.mark.parametrize("who", ["stage", "stage_es", "stage_plain"])
def test_a_person_corrects_their_own_stage(visit, demo, who):
    script = who != "stage_plain"
    clara, patient = visit("clara", width=1280), demo.people[who].patient
    clara.go(f"/people/{patient}/picture/")
    clara.look()
    clara.page.locator("select[name=cancer]").select_option("breast")
    clara.page.locator("select[name=stage]").select_option("3")
    send(clara, "main form[method=post] > button")
    expect(clara.page.locator("main")).to_contain_text("III")

    person = visit(who, width=390, script=script)
    finish_the_introduction(person)
    person.go("/my/introduction/")
    person.look()
    person.go("/my/introduction/illness/")
    person.look()
    expect(person.page.locator("input[name=stage][value='3']")).to_be_checked()
    choose(person, "stage", "2")
    send(person)
    assert person.at("/my/introduction/"), person.page.url
    expect(person.page.locator("main")).to_contain_text(", II")

    clara.go(f"/people/{patient}/")
    clara.look()
    clara.page.locator("summary", has_text=clara.words("About this person")).click()
    expect(clara.page.locator("main")).to_contain_text(f"II ({said('en', 'the person')}")


@pytest.fixture(scope="module")
def other_demo(chromium):
    """A demo of its own: two hundred people would fill the caseload of every other journey."""
    with running.demo() as started:
        started.gather()
        yield started


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_hundred_people_come_in_from_a_file(other_demo, browser, tmp_path, language):
    marc = Visitor(browser, other_demo, other_demo.people["marc"], width=1280)
    marc.speak(language)
    own = {"en": "EN", "es": "ES"}[language]
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    for file, wrong in ((bad, THREE_WRONG), (good, {})):
        lines = rows(**wrong).replace("clara@example.org", "")
        file.write_text(lines.replace("\nP", f"\n{own}"), encoding="utf-8")
    marc.go("/centre/people/")
    marc.page.locator("input[type=file]").set_input_files(bad)
    send(marc, "form[enctype] button", status=422)
    expect(marc.page.locator(".oc-notice--problem tbody tr")).to_have_count(3)
    marc.page.locator("input[type=file]").set_input_files(good)
    send(marc, "form[enctype] button")
    expect(marc.page.locator(".oc-notice--good")).to_contain_text("200")
    send(marc, "button[name=take_in]")
    expect(marc.page.locator("main, .oc-messages").first).to_contain_text("200")
    marc.close()
