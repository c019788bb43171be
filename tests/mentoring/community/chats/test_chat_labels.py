"""The topics of a chat and their labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.chats.labels import (
    LONGEST_LINE,
    MOST_LINES,
    MOST_TOPICS,
    TopicFault,
    TopicLine,
    TopicsRefused,
    as_typed,
    labelled,
)

WORDS = st.text("abc áñ?.", min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
CHATS = st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=3)), min_size=1, max_size=5)


def test_topics_and_the_questions_under_them_are_numbered_in_order():
    text = "Sleeping\n- What helps?\n  And at night?\n\n\nThe days after\n– Whom do you tell?"
    assert [(one.label, one.words) for one in labelled(text)] == [
        ("T1", "Sleeping"), ("T1a", "What helps?"), ("T1b", "And at night?"), ("T2", "The days after"),
        ("T2a", "Whom do you tell?"),
    ]  # fmt: skip


@given(CHATS)
def test_what_is_typed_from_topics_is_read_back_as_the_same(chat):
    text = "\n".join(line for topic, questions in chat for line in (topic, *(f"- {one}" for one in questions)))
    lines = labelled(text)
    assert labelled(as_typed(lines)) == lines
    assert [one.words for one in lines if not one.is_question] == [topic for topic, _questions in chat]
    assert len({one.label for one in lines}) == len(lines)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [(0, TopicFault.NONE)]),
        (" \n-\n", [(0, TopicFault.NONE)]),
        ("- What helps?\nSleeping", [(1, TopicFault.NO_TOPIC)]),
        (f"Sleeping\n{'x' * (LONGEST_LINE + 1)}\n- ok\n- {'y' * (LONGEST_LINE + 1)}", [
            (2, TopicFault.TOO_LONG), (4, TopicFault.TOO_LONG),
        ]),
        ("\n".join(map(str, range(MOST_TOPICS + 1))), [(MOST_TOPICS + 1, TopicFault.TOO_MANY)]),
        ("A\n" + "- b\n" * MOST_LINES, [(MOST_LINES + 1, TopicFault.TOO_MANY)]),
    ],
)  # fmt: skip
def test_every_line_that_cannot_stand_is_said_at_once(text, faults):
    with pytest.raises(TopicsRefused) as refused:
        labelled(text)
    assert list(refused.value.faults) == faults


def test_what_no_reader_sees_is_taken_out():
    assert labelled("Slee\u202eping\u200b  well") == [TopicLine("T1", "Sleeping well")]
