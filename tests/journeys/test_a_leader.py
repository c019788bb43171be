"""Somebody who helps others by themselves, in a real browser: the switch of the centre, their yes to being seen, the
counts beside their name, a moderator who asks, and their yes, which whoever runs the centre reads.
"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.running import Demo
from tests.journeys.visitor import Visitor

NAMES = {"en": "Grey heron", "es": "Garza gris"}
WHY = {
    "en": "You answered three people on their first evening here, and they came back.",
    "es": "Usted respondió a tres personas en su primera tarde aquí, y volvieron.",
}


@pytest.fixture(scope="module")
def group_of(demo: Demo) -> dict[str, str]:
    """The group in which each of these people helps, by language."""
    patients = {language: demo.people[f"leader_{language}"].patient for language in NAMES}
    groups = json.loads(demo.helper("leading", *(f"{pk}={NAMES[language]}" for language, pk in patients.items())))
    return {language: groups[pk] for language, pk in patients.items()}


def _turns_it_on(coordinator: Visitor) -> None:
    coordinator.go("/centre/groups/")
    coordinator.look()
    coordinator.page.locator("[id='id_community-leaders']").check(force=True)
    coordinator.press("form[action='/centre/groups/settings/'] button.nhsuk-button")
    expect(coordinator.page.locator("[id='id_community-leaders']")).to_be_checked()


def _agrees_to_be_seen(person: Visitor, group: str) -> None:
    """Asked once on their own page of the group; then they read what moderators see."""
    person.go(f"/groups/{group}/me/")
    person.look()
    person.press("button[name=said][value=see]")
    expect(person.page.locator("main")).to_contain_text(person.words("What moderators see of you"))
    expect(person.page.locator("main")).to_contain_text(person.words("In the last six months:"))
    person.look()


def _asks(moderator: Visitor, group: str) -> None:
    """From the page of the group to the counts beside the name, and to the question with words why."""
    moderator.go(f"/groups/{group}/")
    moderator.press(f"main a[href='/groups/{group}/leaders/']")
    row = moderator.page.locator("main tbody tr", has_text=NAMES[moderator.language])
    expect(row).to_contain_text(moderator.words("all four counts reached"))
    moderator.look()
    moderator.press(row.locator("a"))
    moderator.look()
    moderator.mistake(moderator.page.locator("main form .nhsuk-button"))
    moderator.page.locator("#id_words").fill(WHY[moderator.language])
    moderator.press("main form .nhsuk-button")
    row = moderator.page.locator("main tbody tr", has_text=NAMES[moderator.language])
    expect(row).to_contain_text(moderator.words("asked by %(name)s on %(day)s"))
    moderator.look()


def _says_yes(person: Visitor, group: str) -> None:
    person.go(f"/groups/{group}/")
    person.look()
    person.press(f"main a[href='/groups/{group}/me/helping/']")
    expect(person.page.locator("main")).to_contain_text(WHY[person.language])
    person.look()
    person.press("button[name=said][value=yes]")
    expect(person.page.locator("main")).to_contain_text(person.words("You said yes to helping as a mentor"))
    person.look()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_moderator_asks_somebody_who_helps_others_and_they_say_yes(visit, group_of, language):
    coordinator, moderator = visit("marc", width=1280), visit("clara", width=1280)
    person, group = visit(f"leader_{language}"), group_of[language]
    for staff in (coordinator, moderator):
        staff.go("/centre/" if staff is coordinator else "/moderation/")
        staff.speak(language)
    _turns_it_on(coordinator)
    _agrees_to_be_seen(person, group)
    _asks(moderator, group)
    _says_yes(person, group)
    moderator.go(f"/groups/{group}/leaders/")
    expect(moderator.page.locator("main")).to_contain_text(
        moderator.words("said yes to %(name)s on %(day)s; whoever runs the centre knows")
    )
    coordinator.go(f"/centre/groups/{group}/")
    expect(coordinator.page.locator("section[aria-labelledby=leaders] li")).to_have_count(1)
    coordinator.look()
