"""Pages are sent compressed to whoever takes them so, unless another site had a hand in asking."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse

from oncocare.site.middleware import Compressed

TAKES = {"accept-encoding": "gzip, deflate, br"}
LONG = "Nobody has read your answers yet. " * 40


def test_a_page_is_sent_compressed_and_is_the_same_page(cast, client):
    client.force_login(cast.clara)
    plain, sent = client.get("/help/"), client.get("/help/", headers=TAKES)
    assert "Content-Encoding" not in plain
    assert sent["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in sent["Vary"]
    assert int(sent["Content-Length"]) == len(sent.content) < len(plain.content) / 2
    assert b"<h1>You can talk to someone now</h1>" in gzip.decompress(sent.content)


def test_pages_of_errors_and_forms_with_mistakes_are_too(db, client):
    assert client.get("/nothing-here/", headers=TAKES)["Content-Encoding"] == "gzip"
    assert client.post(reverse("account_login"), headers=TAKES)["Content-Encoding"] == "gzip"


def test_the_same_page_never_has_the_same_length(db, client):
    lengths = {len(client.get("/accessibility/", headers=TAKES).content) for _ in range(12)}
    assert len(lengths) > 3, "a random number of bytes hides how well it was compressed"


@pytest.mark.parametrize(
    ("site", "encoding"),
    [("same-origin", "gzip"), ("none", "gzip"), ("", "gzip"), ("same-site", None), ("cross-site", None)],
)
def test_what_another_site_asks_for_is_not_compressed(db, client, site, encoding):
    answer = client.get("/accessibility/?guess=token", headers=TAKES | ({"sec-fetch-site": site} if site else {}))
    assert answer.get("Content-Encoding") == encoding


@pytest.mark.parametrize(
    ("answer", "encoding"),
    [
        (HttpResponse(LONG), "gzip"),
        (HttpResponse(LONG, content_type="application/json"), "gzip"),
        (HttpResponse(LONG, content_type="application/pdf"), None),
        (HttpResponse(LONG, content_type="application/zip"), None),
        (HttpResponse("short"), None),
        (HttpResponse(LONG, headers={"Content-Encoding": "br"}), "br"),
        (StreamingHttpResponse([LONG]), None),
    ],
)
def test_only_whole_answers_of_text_are_compressed(answer, encoding):
    request = RequestFactory().get("/", headers=TAKES)
    assert Compressed(lambda _request: answer)(request).get("Content-Encoding") == encoding
