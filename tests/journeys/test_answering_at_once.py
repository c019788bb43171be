"""Over a slow line an answer brings the next question with it: one journey, the same pages, and Back leads back."""

from __future__ import annotations

from playwright.sync_api import expect

ANSWERED = 3
PAGES = ("document", "fetch")  # what a person waits for; the picture of the tab is asked for beside it


def test_an_answer_is_one_journey_and_the_question_has_the_focus(visit):
    person = visit("at_once")
    person.press("section[aria-labelledby=due] a.nhsuk-button")
    person.press("main a.nhsuk-button")
    asked = []
    person.page.on("request", lambda request: asked.append(request.method) if request.resource_type in PAGES else None)
    for item in range(1, ANSWERED + 1):
        assert person.item == str(item)
        person.choose("1")
        person.press(person.onward)
        person.page.wait_for_timeout(50)
    assert asked == ["POST"] * ANSWERED
    person.look()
    assert person.item == str(ANSWERED + 1)
    assert person.page.title().startswith(f"Question {ANSWERED + 1} of")
    expect(person.page.locator("h1")).to_be_focused()
    person.page.keyboard.press("Tab")
    expect(person.page.locator("input[name=answer]").first).to_be_focused()
    person.page.go_back()
    expect(person.page.locator("input[name=answer][value='1']")).to_be_checked()
    assert person.item == str(ANSWERED)
    person.page.locator(".nhsuk-skip-link").focus()
    person.page.keyboard.press("Enter")
    assert person.item == str(ANSWERED)


def test_a_line_that_breaks_loses_nothing(visit):
    """The answer goes the way it goes without scripts, and is there."""
    person = visit("at_once_broken")
    person.press("section[aria-labelledby=due] a.nhsuk-button")
    person.press("main a.nhsuk-button")
    person.page.route("**/questions/**", lambda route: (
        route.abort() if route.request.resource_type == "fetch" else route.continue_()
    ))  # fmt: skip
    person.choose("1")
    person.press(person.onward)
    assert person.item == "2"
    person.press(".nhsuk-back-link")
    expect(person.page.locator("input[name=answer][value='1']")).to_be_checked()
    person.troubles.clear()  # the journey that broke
