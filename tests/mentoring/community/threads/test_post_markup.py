"""The small Markdown of posts: whatever somebody types is safe, and links say where they lead."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.threads.markup import (
    REL,
    TAGS,
    as_html,
    cleaned,
    excerpt,
    host_of,
    mentioned,
    number_of_links,
)

PIECES = st.sampled_from([
    "**", "*", "_", "[", "](", ")", "https://a.org", "javascript:alert(1)", "<script>", "&lt;", "&", '"', "'", "- ", "1. ",
    "\n", "\n\n", "# ", "> ", "```", "    ", "![", "@Ana", "\u202e", "\u0301", "é", "\\", "://", "http://u@b.org", "<b>", "x" * 40,
])  # fmt: skip
TYPED = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map("".join))

BESIDE = '<span class="oc-soft">(evil.example)</span>'


class Read(HTMLParser):
    """The tags and attributes of a piece of HTML; what is not closed is an error."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes = [], set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@given(TYPED)
def test_only_allowed_tags_come_out_and_each_is_closed(typed):
    read = Read(as_html(typed, ["Ana"]))
    assert (read.tags - TAGS, read.open) == (set(), [])
    for tag, name, value in read.attributes:
        assert (tag, name) in {("a", "href"), ("a", "rel"), ("span", "class")}
        assert name != "href" or re.match(r"https?://", value)
        assert name != "rel" or value == REL


@given(TYPED)
def test_what_is_cleaned_is_clean(typed):
    once = cleaned(typed)
    assert cleaned(once) == once
    assert not re.search("[\x00-\x09\x0b-\x1f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]", once)


@given(TYPED, st.lists(st.text(max_size=12), max_size=3))
def test_an_excerpt_holds_nothing_but_marks(typed, asked):
    assert Read(excerpt(typed, asked)).tags <= {"mark"}


@given(TYPED, st.lists(st.text(max_size=12), max_size=3))
def test_mentions_are_of_the_names_given(typed, names):
    assert set(mentioned(typed, names)) <= set(names)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
        ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("# No heading", "<p># No heading</p>"),
        ("<b>no</b> & so", "<p>&lt;b&gt;no&lt;/b&gt; &amp; so</p>"),
        ("Thank you, @ana b!", "<p>Thank you, <strong>@ana b</strong>!</p>"),
        ("mail@Ana B", "<p>mail@Ana B</p>"),
        (
            "[the hospital](https://Evil.example/x)",
            f'<p><a href="https://Evil.example/x" rel="{REL}">the hospital</a> {BESIDE}</p>',
        ),
        ("see https://a.org/b.", f'<p>see <a href="https://a.org/b" rel="{REL}">https://a.org/b</a>.</p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](/groups/)", "<p>x (/groups/)</p>"),
        ("[bank](https://bank.org@evil.org/)", "<p>bank (https://bank.org@evil.org/)</p>"),
        ("[x](mailto:a@b.org)", "<p>x (mailto:a@b.org)</p>"),
    ],
)
def test_what_is_shown(typed, shown):
    assert as_html(typed, ["Ana B"]) == shown


def test_a_host_in_look_alike_letters_is_shown_as_a_browser_asks_for_it():
    assert "(xn--" in as_html("[bank](https://bаnk.org)")


def test_marks_heaped_on_a_letter_are_thinned_and_directions_are_not_turned():
    assert cleaned("Z" + "\u0335\u0336\u0337\u0338" * 40 + "\u202e evil") == "Z\u0335\u0336 evil"


@pytest.mark.parametrize(("typed", "number"), [("none", 0), ("HTTPS://www.a.org www.b.org [c](http://c.org)", 3)])
def test_links_are_counted_however_they_are_written(typed, number):
    assert number_of_links(typed) == number


@pytest.mark.parametrize("address", ["https://", "http://[", "//a.org", "ftp://a.org", "https://a@b.org"])
def test_no_host_is_told_of_what_is_no_plain_address(address):
    assert host_of(address) == ""


def test_an_excerpt_marks_what_was_asked_whatever_its_accents_and_case():
    told = excerpt("Mañana me da MIEDO la quimioterapia, " + "y más " * 100, ["quimioterápia", "miedo"])
    assert told.startswith("Mañana me da <mark>MIEDO</mark> la <mark>quimioterapia</mark>, ")
    assert told.endswith("…")
