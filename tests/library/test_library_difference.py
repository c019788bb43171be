"""What differs between two texts is said line by line as they are read, and nothing of either is left out."""

from __future__ import annotations

from hypothesis import given

from oncocare.library import marked
from oncocare.library.difference import difference, read_lines
from tests.library.documents import documents

BEFORE = "## Night\n\nGet up.\n\n- One\n- Two\n\n::: field worries\nWhat?\n:::\n"
AFTER = "## Night\n\nGet *up*.\n\n1. One\n\n[Read](https://example.org/)\n\n::: field worries\nWho?\n:::\n"


def said(before: str, after: str) -> list[tuple[str, str]]:
    return [(change.kind, change.words) for change in difference(before, after).changes]


def test_lines_are_told_as_they_are_read():
    assert said(BEFORE, AFTER) == [
        ("same", ""),
        *(("gone", words) for words in ("• One", "• Two", "What? [worries]")),
        *(("new", words) for words in ("1. One", "Read (https://example.org/)", "Who? [worries]")),
    ]


def test_what_is_not_in_our_markdown_is_told_as_it_is_written():
    assert said("# A\n\nB", "# A\n\nC") == [("same", ""), ("gone", "B"), ("new", "C")]


@given(documents, documents)
def test_nothing_of_either_text_is_left_out(one, two):
    before, after = marked.write(one), marked.write(two)
    changes = difference(before, after).changes
    same = sum(change.lines for change in changes)
    gone = [change for change in changes if change.kind == "gone"]
    new = [change for change in changes if change.kind == "new"]
    assert (same + len(gone), same + len(new)) == (len(read_lines(before)), len(read_lines(after)))
    assert difference(before, before).any is False
