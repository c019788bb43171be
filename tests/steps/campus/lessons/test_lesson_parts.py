"""A text as parts: each at a heading, none of them empty, each with its fields; the same words whatever the text."""

from __future__ import annotations

from hypothesis import given

from oncocare.library import marked
from oncocare.library.document import Heading
from steps.campus.lessons.parts import SHORT, Answered, answers_in, labels_in, parts_of, place_in
from tests.factories.campus_lessons import TEXT
from tests.library.documents import documents


def titles(text):
    return [part.title for part in parts_of(marked.read(text))]


def test_a_text_is_parted_at_its_headings_and_fields_and_checks_stay_with_their_part():
    parts = parts_of(marked.read(TEXT))
    assert [(part.title, part.fields, part.checks) for part in parts] == [
        ("Stop trying", [], False),
        ("On paper", ["worries", "one_step"], False),
        ("Tomorrow", [], True),
    ]


def test_a_few_words_before_the_first_heading_stand_with_it_and_many_are_a_part():
    few, many = "word " * (SHORT - 1), "word " * SHORT
    assert titles(f"{few}\n\n## One\n\nx\n") == ["One"]
    assert titles(f"{many}\n\n## One\n\nx\n") == ["", "One"]


def test_a_text_without_headings_is_one_part_and_so_is_none():
    assert [len(parts_of(marked.read(text))) for text in ("One.\n\nTwo.\n", "## Only a heading\n", "")] == [1, 1, 1]


def test_it_is_parted_at_the_largest_kind_of_heading_that_it_has():
    assert titles("### One\n\nx\n\n### Two\n\ny\n") == ["One", "Two"]
    assert titles("## One\n\nx\n\n### Within\n\ny\n\n## Two\n\nz\n") == ["One", "Two"]


def test_a_heading_with_nothing_under_it_stands_with_what_is_next_or_else_before():
    assert titles("## One\n\n## Two\n\nx\n\n## Three\n\ny\n\n## Four\n") == ["One", "Three"]


@given(documents)
def test_the_parts_are_the_text_and_no_part_is_without_something_to_read(text):
    parts = parts_of(text)
    assert tuple(block for part in parts for block in part.blocks) == text
    says = [any(not isinstance(block, Heading) for block in part.blocks) for part in parts]
    assert len(parts) == 1 or all(says)


def test_in_another_version_the_last_part_is_still_to_be_read():
    parts = parts_of(marked.read(TEXT))
    assert [place_in(parts, place, same=True) for place in (0, 2, 3, 9)] == [0, 2, 3, 3]
    assert [place_in(parts, place, same=False) for place in (0, 2, 3, 9)] == [0, 2, 2, 2]


def test_of_texts_that_ask_the_same_the_first_says_how():
    texts = [marked.read(f"::: field worries\n{asks}\n:::\n") for asks in ("Now?", "Before?")]
    assert labels_in(texts) == {"worries": "Now?"}
    assert labels_in([texts[1], marked.read(TEXT)]) == {
        "worries": "Before?", "one_step": "One small step for tomorrow",
    }  # fmt: skip


def test_what_was_written_stands_under_what_was_asked_in_the_order_of_the_text():
    labels = {"first": "What first?", "second": "What then?", "gone": "", "empty": "What else?"}
    written = {"gone": "x", "second": " b ", "first": "a", "empty": " "}
    assert answers_in(labels, written) == [Answered("What first?", "a"), Answered("What then?", "b"), Answered("", "x")]
    assert answers_in(labels, {}) == []
