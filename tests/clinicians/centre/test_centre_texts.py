"""The coordinator's page for the words people agree to: what is in force, what is missing, and a new version."""

import re

import pytest
from django.urls import reverse

from oncocare.consent import shipped as module
from oncocare.consent.models import ConsentText
from oncocare.consent.selectors import texts_for
from tests.pages import seen


def page(client, name="centre_texts", *args, **query):
    got = client.get(reverse(name, args=args), query)
    assert got.status_code == 200
    return seen(got.content.decode())


def send(client, about="research", language="en", **words):
    return client.post(reverse("centre_text", args=[about, language]), {"title": "Studies", "body": "May we?", **words})


def row(html, name):
    """The cells of one line of the table, as words."""
    found = re.search(rf'<th scope="row">{name}</th>(.*?)</tr>', html, re.DOTALL)[1]
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", found, re.DOTALL)]


def test_what_is_in_force_stands_there_by_language(carlos):
    html = page(carlos)
    assert html.count('<th scope="row">') == 15
    english, spanish = row(html, "Research")
    assert re.fullmatch(r"Research Version 1, .* the words of the software", english)
    assert re.fullmatch(r"Investigación Version 1, .* the words of the software", spanish)


def test_a_language_without_the_centres_own_words_is_seen(carlos):
    send(carlos)
    english, spanish = row(page(carlos), "Research")
    assert re.fullmatch(r"Studies Version 2, .*, Carlos", english)
    assert spanish.endswith("Your own words are missing here")


def test_a_language_without_any_words_is_seen(carlos, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    module.shipped.cache_clear()
    try:
        assert row(page(carlos), "Care") == ["Nothing in this language Write it"] * 2
        assert "Nothing is published in this language yet." in page(carlos, "centre_text", "care", "es")
        send(carlos, about="care", language="es")
        assert ConsentText.objects.get().version == 1
    finally:
        module.shipped.cache_clear()


def test_a_new_version_is_looked_at_first_and_then_published(cast, carlos):
    form = page(carlos, "centre_text", "research", "en")
    assert "May your answers help research into better care?" in form
    seen = send(carlos, preview="1", body="May {centre} ask?\r\n\r\nSay no if you like.")
    html = seen.content.decode()
    assert seen.status_code == 200
    assert "<p>May Here ask?</p>" in html
    assert "Nothing is published yet." in html
    assert not ConsentText.objects.filter(version=2).exists()
    published = send(carlos, body="May {centre} ask?", asks_again="on")
    assert published.url == reverse("centre_texts")
    text = texts_for(cast.here, "en")["research"]
    assert (text.version, text.body, text.asks_again, text.published_by) == (
        2, "May {centre} ask?", True, f"user:{cast.carlos.pk}",
    )  # fmt: skip


def test_every_version_stays_readable(cast, carlos):
    first = texts_for(cast.here, "en")["research"]
    send(carlos, asks_again="on")
    html = page(carlos, "centre_text", "research", "en")
    assert [" ".join(one.split()) for one in re.findall(r">(Version \d)</a>", html)] == ["Version 2", "Version 1"]
    assert "Carlos, asked everybody again" in html
    old = page(carlos, "centre_text_version", first.pk)
    assert "May your answers help research" in old


def test_a_section_asks_nobody_so_it_cannot_ask_again(carlos):
    assert "Ask everybody again" in page(carlos, "centre_text", "care", "en")
    assert "Ask everybody again" not in page(carlos, "centre_text", "what", "en")
    send(carlos, about="what", asks_again="on")
    assert not ConsentText.objects.filter(asks_again=True).exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"title": ""}, "Please fill in: Title"),
        ({"body": "   "}, "Please fill in: Text"),
        ({"body": "Call {fone}"}, "We cannot fill in {fone}. You can use {centre}, {phone}."),
        ({"title": "{"}, "We cannot fill in {."),
        ({"body": "x" * 8001}, "at most 8000 letters"),
    ],
)
@pytest.mark.parametrize("preview", [{}, {"preview": "1"}])
def test_what_cannot_be_shown_is_refused_with_the_reason(carlos, words, expected, preview):
    refused = send(carlos, **words, **preview)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert expected in html
    assert "Nothing is published yet." not in html
    assert not ConsentText.objects.filter(version=2).exists()


def test_the_same_words_again_are_refused(carlos):
    send(carlos)
    again = send(carlos)
    assert again.status_code == 422
    assert "These are the words of the version in force. Nothing was changed." in again.content.decode()
    assert ConsentText.objects.filter(about="research").order_by("-version").first().version == 2


@pytest.mark.parametrize(("about", "language"), [("prices", "en"), ("care", "xx")])
def test_a_text_about_nothing_we_know_is_not_found(carlos, about, language):
    assert carlos.get(reverse("centre_text", args=[about, language])).status_code == 404


def test_only_a_coordinator_writes_texts(cast, client):
    client.force_login(cast.clara)
    assert client.get(reverse("centre_texts")).status_code == 403
    assert reverse("centre_texts") not in client.get(reverse("centre")).content.decode()
