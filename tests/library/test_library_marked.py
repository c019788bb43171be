"""A document and its Markdown say the same, and what is not in the small set is refused with its line."""

from __future__ import annotations

import pytest
from hypothesis import given

from oncocare.library.document import (
    CallOut,
    ExerciseField,
    Heading,
    Listing,
    MediaFigure,
    Paragraph,
    Quote,
    Run,
    fields,
    joined,
    media,
    plain,
)
from oncocare.library.marked import ALLOWED, NotMarked, read, write
from tests.library.documents import documents

WHOLE = """\
A night can be **long**. *You* are not the only one awake: [help](/help/).

## What you can do

- Get up.
- Read something dull.

1. Breathe in.
2. Breathe out.

> I thought I would never sleep again.
>
> And then I slept.

::: callout
Call the ward if you have a fever.

- At night too.
:::

![A lamp on a table](a-lamp "Warm light")

::: field worries
What goes round in your head at night?
:::
"""
DOCUMENT = (
    Paragraph(
        (
            Run("A night can be "), Run("long", bold=True), Run(". "), Run("You", italic=True),
            Run(" are not the only one awake: "), Run("help", href="/help/"), Run("."),
        )
    ),
    Heading(2, (Run("What you can do"),)),
    Listing(((Run("Get up."),), (Run("Read something dull."),))),
    Listing(((Run("Breathe in."),), (Run("Breathe out."),)), numbered=True),
    Quote(((Run("I thought I would never sleep again."),), (Run("And then I slept."),))),
    CallOut((Paragraph((Run("Call the ward if you have a fever."),)), Listing(((Run("At night too."),),)))),
    MediaFigure("a-lamp", "A lamp on a table", "Warm light"),
    ExerciseField("worries", "What goes round in your head at night?"),
)  # fmt: skip


def test_every_kind_of_block_is_read_and_written():
    assert read(WHOLE) == DOCUMENT
    assert write(DOCUMENT) == WHOLE


@given(documents)
def test_what_is_written_is_read_as_it_was(document):
    assert read(write(document)) == document


def test_what_a_document_holds():
    assert (fields(DOCUMENT), media(DOCUMENT)) == (["worries"], ["a-lamp"])
    assert plain(DOCUMENT).split("\n")[0] == "A night can be long. You are not the only one awake: help."
    assert {"At night too.", "Warm light", "What goes round in your head at night?"} < set(plain(DOCUMENT).split("\n"))


@pytest.mark.parametrize(
    ("runs", "line"),
    [
        ([Run(" a "), Run(" b ")], [Run("a b")]),
        ([Run("a"), Run(" b ", bold=True), Run("c")], [Run("a "), Run("b", bold=True), Run(" c")]),
        ([Run("a."), Run("b", bold=True), Run("c", italic=True)], [Run("a."), Run("bc", bold=True)]),
        ([Run("so:", bold=True), Run("this")], [Run("so", bold=True), Run(":this")]),
        ([Run(" "), Run("…", bold=True), Run("so")], [Run("…so")]),
    ],
)
def test_a_line_is_in_one_form(runs, line):
    assert joined(runs) == tuple(line)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("# A title", 1, f"allowed are {ALLOWED}"),
        ("One.\n\n#### Deep", 3, f"allowed are {ALLOWED}"),
        ("One.\n\n    code", 3, f"allowed are {ALLOWED}"),
        ("One.\n\n- a\n  - b", 4, f"allowed are {ALLOWED}"),
        ("One.\n\nTwo ![x](y) three", 3, f"allowed are {ALLOWED}"),
        ("One.\n\n![x](../y.png)", 3, "a picture is named by a to z, 0 to 9 and -, not “../y.png”"),
        (
            "See [this](http://example.org).", 1,
            "a link leads to https://, mailto:, tel: or a page of this site, not to “http://example.org”",
        ),
        ("One.\n\n::: callout\nTwo.", 3, "::: callout is never closed by :::"),
        ("::: callout\n## Two\n:::", 1, "::: callout holds paragraphs and lists, and at least one"),
        ("::: field Worries\nWhat?\n:::", 1, "::: field needs a name of the letters a to z and _"),
        ("::: field worries\n:::", 1, "::: field needs what it asks, in at most 100 characters"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_small_set_is_refused_with_its_line(text, line, message):
    with pytest.raises(NotMarked) as refused:
        read(text)
    assert [(one.line, one.message) for one in refused.value.problems] == [(line, message)]


def test_html_is_words():
    assert read("<b>Bold</b> & more") == (Paragraph((Run("<b>Bold</b> & more"),)),)
