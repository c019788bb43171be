"""Guards the guard: what `look` asks of every page fails when a page does not keep to it."""

from __future__ import annotations

import time

import pytest

PATIENCE = 60  # seconds until the browser has told of it
HARM = {
    "lang": "document.documentElement.lang = 'fr'",
    "title": "document.title = ''",
    "the first links": "document.querySelector('.oc-help').remove()",
    "no number": "document.querySelectorAll(\"a[href^='tel:']\").forEach((one) => one.remove())",
    "h1": "document.querySelector('h1').remove()",
    "wider than 320 px": "document.querySelector('h1').style.width = '350px'",
    "image-alt": "document.querySelector('main').append(document.createElement('img'))",
    "color-contrast": "document.querySelector('main li').style.color = '#ddd'",
    "in the dark": "document.querySelector('main li').style.color = '#5a5a5a'",
    "is 10 x": "Object.assign(document.querySelector('.oc-help').style, {padding: 0, minWidth: 0, maxWidth: '10px'})",
}


@pytest.mark.parametrize("sign", HARM)
def test_a_page_that_is_not_kept_well_is_noticed(visit, sign):
    stranger = visit()
    stranger.go("/help/")
    stranger.page.evaluate(HARM[sign])
    with pytest.raises(AssertionError, match=sign):
        stranger.look()


@pytest.mark.parametrize(
    ("harm", "sign"),
    [
        ("console.error('not well')", "not well"),
        ("setTimeout(() => { throw new Error('broken script') })", "broken script"),
        ("fetch('http://127.0.0.1:9/').catch(() => {})", "Content Security Policy"),
        ("fetch('/nowhere.js').then((answer) => answer.text())", "404 for"),
    ],
)
def test_a_page_that_misbehaves_is_noticed(visit, harm, sign):
    stranger = visit()
    stranger.go("/help/")
    stranger.page.evaluate(f"() => {{ {harm} }}")
    deadline = time.monotonic() + PATIENCE
    while not stranger.troubles and time.monotonic() < deadline:
        stranger.page.wait_for_timeout(20)
    with pytest.raises(AssertionError, match=sign):
        stranger.look()
    stranger.troubles.clear()


def test_two_pages_with_one_title_are_noticed(visit):
    stranger = visit()
    stranger.go("/help/")
    stranger.look()
    title = stranger.page.title()
    stranger.go("/account/sign-in/")
    stranger.page.evaluate("(title) => { document.title = title }", title)
    with pytest.raises(AssertionError, match="is the title of /help/ too"):
        stranger.look()


@pytest.mark.parametrize("size", ["", "?staff"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_component_keeps_to_it_in_both_sizes(visit, size, language):
    stranger = visit(language=language)
    stranger.go(f"/design/{size}")
    stranger.look(error=True)  # it shows a form with mistakes
