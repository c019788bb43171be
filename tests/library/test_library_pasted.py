"""What five word processors put on the clipboard becomes the same document as if it had been written here. The files are
made by hand after what they hand over; `tests/journeys/` pastes the same into the editor in a browser.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.library import document, marked, markup
from oncocare.library.cleaned import read
from oncocare.library.folder import SHIPPED
from oncocare.library.folder import read as read_folder
from oncocare.library.markup import Shown

PASTED = Path(__file__).with_name("pasted")
NAMES = sorted(path.stem for path in PASTED.glob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_what_a_word_processor_hands_over_becomes_ours(name):
    html, text = (PASTED / f"{name}.html", PASTED / f"{name}.md")
    assert marked.write(read(html.read_text(encoding="utf-8"))) == text.read_text(encoding="utf-8")


def test_five_of_them_are_known():
    assert NAMES == ["email", "google-docs", "libreoffice", "word", "word-online"]


# --- whatever it is -----------------------------------------------------------------------------------------------------

TAGS = [
    "p",
    "div",
    "h1",
    "h3",
    "ul",
    "ol",
    "li",
    "blockquote",
    "aside",
    "figure",
    "img",
    "figcaption",
    "strong",
    "b",
    "em",
    "i",
    "a",
    "table",
    "tr",
    "td",
    "label",
    "span",
    "br",
]
GIVEN = (
    *("", ' style="font-weight:700"', ' style="font-style: italic"', ' href="https://e.org/"', ' data-field="one"'),
    *(' src="a-lamp" alt="x]y"', ' role="heading" aria-level="3"', ' class="MsoTitle"'),
)
WORDS = st.text(st.sampled_from("abc \xa0·•o-1.)§*_#>[]()&!`\\\n\t~:+="), max_size=8)
BEGINS = st.builds(lambda tag, given: f"<{tag}{given}>", st.sampled_from(TAGS), st.sampled_from(GIVEN))
ENDS = st.sampled_from(TAGS).map(lambda tag: f"</{tag}>")


def as_the_editor_takes_it(text: document.Document) -> str:
    return markup.write(text, {name: Shown(name) for name in document.media(text)})


@given(st.lists(st.one_of(WORDS, BEGINS, ENDS), max_size=25).map("".join))
def test_whatever_is_handed_over_can_be_kept_and_opened_again(html):
    found = read(html)
    assert marked.read(marked.write(found)) == found
    assert read(as_the_editor_takes_it(found)) == found


def test_a_sample_that_is_opened_and_saved_has_not_changed():
    texts = [text.text for piece in read_folder(SHIPPED).pieces.values() for text in piece.texts.values()]
    assert len(texts) > 150
    assert [text for text in texts if read(as_the_editor_takes_it(text)) != text] == []
