"""Level 3 in a real browser: the offer with its reason, the door, the first post, an answer that comes while the page is
open, thanks; "not now" and its return; leaving with and without what one wrote; once without scripts.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.running import Demo, noon
from tests.journeys.visitor import Visitor

SAID = {
    "en": ("Does it stop being strange?", "I finished two weeks ago and everybody says how lucky I am."),
    "es": ("¿Deja de ser raro?", "Terminé hace dos semanas y todos me dicen qué suerte."),
}
ANSWER = {"en": "It did for me, slowly. You are not alone with it.", "es": "A mí se me pasó, despacio. No está sola."}
MATE = {"en": "Red kite", "es": "Cometa"}
OWN = {"en": "Stork in the rain", "es": "Cigüeña"}
AT_ONCE = 15_000  # milliseconds in which an answer stands on an open page, on a machine that does much else


@pytest.fixture(scope="module")
def group_of(demo: Demo) -> dict[str, str]:
    """The group in which each of these people is or will be, by their name here; all of them are at level 3."""
    names = {f"mate_{language}": f"={name}" for language, name in MATE.items()}
    wanted = {name: names.get(name, "") for name in (*names, "group_en", "group_es", "group_plain", "group_later")}
    groups = json.loads(demo.helper("grouping", *(f"{demo.people[name].patient}{of}" for name, of in wanted.items())))
    return {name: groups[demo.people[name].patient] for name in wanted}


def _is_offered_a_group(person: Visitor) -> None:
    """One card on the home, with its reason and two buttons."""
    person.go("/")
    card = person.page.locator("section[aria-labelledby=group]")
    expect(card).to_be_visible()
    person.look()
    person.press(card.locator("a.nhsuk-button"))
    person.look()


def _comes_in(person: Visitor, group: str, name: str) -> None:
    """What holds there, a name and a picture, what others will see, and only then in."""
    page = person.page
    person.press(f"main a[href='/groups/{group}/door/']")
    person.look()
    person.mistake(page.locator("main form .nhsuk-button"))
    page.locator("#id_name").fill(name)
    page.locator("input[name=picture][value=lamp]").check(force=True)
    person.press("main form .nhsuk-button")
    expect(page.locator("main")).to_contain_text(name)
    person.look()
    person.press("button[name=join]")
    expect(page.get_by_role("status").first).to_be_visible()
    person.go(f"/groups/{group}/")
    person.look()


def _posts(person: Visitor, group: str) -> str:
    """After a look at how it will be; the address of the thread."""
    page, (title, words) = person.page, SAID[person.language]
    person.press(f"main a[href='/groups/{group}/new/']")
    person.look()
    person.mistake(page.locator("main form button[value=post]"))
    page.locator("#id_title").fill(title)
    page.locator("#id_words").fill(words)
    person.press("main form button[value=look]")
    expect(page.locator("#preview")).to_contain_text(words)
    expect(page.locator("#id_words")).to_have_value(words)
    person.look()
    person.press("main form button[value=post]")
    expect(page.locator("main article")).to_have_count(1)
    person.look()
    return urlsplit(page.url).path


def _answers(mate: Visitor, thread: str) -> None:
    mate.go(thread)
    mate.page.locator("#id_words").fill(ANSWER[mate.language])
    mate.press("main form button[value=post]")
    expect(mate.page.locator("main article")).to_have_count(2)


def _thanks(person: Visitor) -> None:
    article = person.page.locator("main article", has_text=ANSWER[person.language])
    person.press(article.locator("form:has(input[value=thanks]) button"))
    article = person.page.locator("main article", has_text=ANSWER[person.language])
    expect(article.locator("form:has(input[value=thanks]) button")).to_have_attribute("aria-pressed", "true")
    person.look()


def _leaves(person: Visitor, group: str, posts: str) -> None:
    person.go(f"/groups/{group}/leave/")
    person.look()
    person.press(f"button[name=posts][value={posts}]")
    person.look()
    person.go(f"/groups/{group}/")
    person.look(status=404)


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_the_offer_to_an_answer_that_is_seen_at_once(visit, group_of, language):
    person, mate = visit(f"group_{language}"), visit(f"mate_{language}")
    group = group_of[f"group_{language}"]
    _is_offered_a_group(person)
    _comes_in(person, group, OWN[language])
    thread = _posts(person, group)
    person.go(thread)
    news = person.page.locator("[data-live] a")
    expect(news).to_have_text(person.words("Look for new answers"))
    _answers(mate, thread)
    expect(news).to_have_text(person.words("1 new answer"), timeout=AT_ONCE)
    expect(person.page.locator("main article")).to_have_count(1)  # nothing that is being read moves
    person.press(news)
    expect(person.page.locator("main article")).to_have_count(2)
    person.look()
    _thanks(person)
    mate.go(thread)
    expect(mate.page.locator("main")).to_contain_text(mate.words("%(number)s person says thank you."))
    mate.look()
    _leaves(person, group, "take")
    mate.go(thread)
    expect(mate.page.locator("main")).to_contain_text(
        mate.words("The person who wrote this has left and taken it along.")
    )
    expect(mate.page.locator("main")).not_to_contain_text(SAID[language][1])
    mate.look()


def test_all_of_it_without_scripts(visit, group_of):
    person, mate = visit("group_plain", script=False), visit("mate_es", script=False)
    group = group_of["group_plain"]
    _is_offered_a_group(person)
    _comes_in(person, group, "Golondrina")
    thread = _posts(person, group)
    _answers(mate, thread)
    person.press("[data-live] a")
    expect(person.page.locator("main article")).to_have_count(2)
    _thanks(person)
    _leaves(person, group, "leave")
    mate.go(thread)
    expect(mate.page.locator("main article").first).to_contain_text(SAID["es"][1])
    expect(mate.page.locator("main article").first).to_contain_text(mate.words("Somebody who has left"))


def test_not_now_is_asked_again_in_four_weeks(visit, demo, browser, group_of, request):
    person = visit("group_later")
    person.go("/")
    person.press("section[aria-labelledby=group] button[value=not_now]")
    person.look()
    person.go("/")
    expect(person.page.locator("section[aria-labelledby=group]")).to_have_count(0)
    demo.helper("asked_again", noon(29).isoformat())
    with demo.at(noon(29)) as later:
        again = Visitor(browser, later, demo.people["group_later"])
        request.addfinalizer(again.close)
        again.go("/")
        expect(again.page.locator("section[aria-labelledby=group]")).to_contain_text(
            again.words("Some weeks ago you said “not now”. We ask once more, and you are free to say so again.")
        )
        again.look()
