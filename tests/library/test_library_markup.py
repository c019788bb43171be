"""A document and its HTML say the same; what comes from outside is cleaned, and what a word processor pastes is mended."""

from __future__ import annotations

import pytest
from hypothesis import given

from oncocare.library import marked
from oncocare.library.cleaned import read
from oncocare.library.markup import Shown, write
from tests.library.documents import documents

MEDIA = {name: Shown(f"/library/media/{name}/") for name in ("a-lamp", "window2")}


@given(documents)
def test_what_is_shown_is_read_as_it_was(document):
    assert read(write(document, MEDIA)) == document


@pytest.mark.parametrize("kind", ["image", "video", "audio"])
@given(documents)
def test_so_it_is_with_all_that_stands_beside_a_medium(kind, document):
    """With addresses that do not say its name, sizes, captions, and a transcript below."""
    beside = Shown(
        "/library/file/1f0/", kind, (480, 960), 600, captions="/library/file/1f0/en/", language="en",
        language_name="English", transcript="Get up.\n\nSit <b>somewhere</b> &c.",
    )  # fmt: skip
    assert read(write(document, dict.fromkeys(("a-lamp", "window2"), beside))) == document


PASTED = {
    "a list of bullets as paragraphs": (
        (
            '<p class=MsoListParagraph style="text-indent:-18pt"><span style="font-family:Symbol">·<span>&nbsp;&nbsp; '
            "</span></span>Sleep</p><p class=MsoListParagraph><span>·<span>&nbsp; </span></span><b>Eat</b> well</p>"
        ),
        "- Sleep\n- **Eat** well\n",
    ),
    "a list of numbers as paragraphs": (
        "<p>1.<span>&nbsp;&nbsp;&nbsp; </span>First</p><p>2.<span>&nbsp;&nbsp;&nbsp; </span>Then</p>",
        "1. First\n2. Then\n",
    ),
    "headings of any level": ("<h1>A</h1><h4>B</h4><p>C</p>", "## A\n\n### B\n\nC\n"),
    "a table": (
        "<table><tr><td><p>Monday</p></td><td>Rest</td></tr><tr><td>Friday</td><td>Walk</td></tr></table>",
        "Monday – Rest\n\nFriday – Walk\n",
    ),
    "styles, comments and a conditional": (
        "<!--[if gte mso 9]><xml>x</xml><![endif]--><style>p{color:red}</style><p style='color:red'>Red<o:p></o:p></p>",
        "Red\n",
    ),
    "a script and what would run": (
        (
            '<script>alert(1)</script><p onclick="x()">Hello <a href="javascript:alert(1)">you</a>'
            '<img src=x onerror=alert(1)></p><svg onload="alert(1)"></svg><iframe src="https://e.org"></iframe>'
        ),
        "Hello you\n\n![](x)\n",
    ),
}


@pytest.mark.parametrize("what", PASTED)
def test_what_is_pasted_becomes_ours(what):
    pasted, ours = PASTED[what]
    assert marked.write(read(pasted)) == ours


def test_a_medium_is_shown_as_what_it_is_and_left_out_where_it_is_not_there():
    document = marked.read('![A talk](talk "Ten minutes")\n\n![](gone)\n\nWords.')
    html = write(document, {"talk": Shown("/m/talk/", "video")})
    assert html == (
        '<figure><video src="/m/talk/" data-medium="talk" aria-label="A talk" controls playsinline preload="metadata">'
        "</video>"
        "<figcaption>Ten minutes</figcaption></figure>\n<p>Words.</p>"
    )


@pytest.mark.parametrize(
    "address", ["//evil.example/", "/\\evil.example/", "http://evil.example/", "data:text/html,x", "javascript:x"]
)
def test_a_link_leads_to_this_site_or_by_https(address):
    assert marked.write(read(f'<p><a href="{address}">Read</a></p>')) == "Read\n"
