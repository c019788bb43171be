"""The draft of a summary, and quotes that go from it again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.chats.asking.nameless import GroupSaid, group_said, personal_places, without_names
from mentoring.community.chats.quoting import (
    LONGEST_QUOTE,
    TopicQuotes,
    assembled,
    quote_line,
    quotes,
    renamed,
    without_quote,
)
from mentoring.community.threads.markup import as_html, plain_text

FOX, HILL = "Red fox", "Green_hill"
SAID = "A warm foot bath\n\n- and *no* telephone"
SUMMARY = assembled(
    "Summary",
    [TopicQuotes("T1", "Sleep", ((FOX, SAID), (HILL, "Reading, until I am tired"))), TopicQuotes("T2", "Food")],
)


def test_a_draft_has_the_topics_in_order_and_under_each_what_was_written_by_whom():
    assert SUMMARY == (
        "**Summary**\n\n**T1 Sleep**\n\n- **Red fox**: “A warm foot bath and no telephone”\n"
        "- **Green\\_hill**: “Reading, until I am tired”\n\n**T2 Food**"
    )
    assert "<li><strong>Green_hill</strong>: “Reading, until I am tired”</li>" in as_html(SUMMARY)


@given(st.text(max_size=80), st.text("abñ_1", min_size=1, max_size=20))
def test_a_quote_is_one_line_that_says_what_was_said(words, name):
    line = quote_line(name, words)
    assert "\n" not in line
    assert plain_text(line).replace(" ", "") == f"{name}: “{plain_text(words)}”".replace(" ", "")


def test_a_long_post_is_cut_at_a_word():
    line = quote_line(FOX, "word " * LONGEST_QUOTE)
    assert len(line) < LONGEST_QUOTE + 25
    assert line.endswith("word …”")


def test_a_quote_goes_as_it_stands_and_the_others_stay():
    left = without_quote(SUMMARY, [FOX], [SAID])
    assert left == SUMMARY.replace(f"{quote_line(FOX, SAID)}\n", "")
    assert (quotes(SUMMARY, [FOX], [SAID]), quotes(left, [FOX], [SAID]), quotes(left, [HILL], [])) == (
        True,
        False,
        True,
    )


def test_a_quote_that_its_host_has_changed_goes_by_the_name_or_by_the_words():
    shortened = SUMMARY.replace("A warm foot bath and no telephone", "A foot bath")
    assert "foot bath" not in without_quote(shortened, [FOX], [SAID])
    nameless = SUMMARY.replace("**Red fox**: ", "Somebody said ")
    assert "foot bath" not in without_quote(nameless, [FOX], [SAID])
    assert "Reading" in without_quote(nameless, [FOX], [SAID])


def test_two_words_that_stand_there_by_chance_are_no_quote():
    assert not quotes("**Summary**\n\nYes, we slept.", [FOX], ["Yes"])


@given(st.lists(st.tuples(st.sampled_from([FOX, HILL, "Owl"]), st.text("ab c*_\n", max_size=40)), max_size=6))
def test_of_what_was_taken_out_nothing_is_left_and_of_the_others_all(said):
    summary = assembled("S", [TopicQuotes("T1", "x", tuple(said))])
    left = without_quote(summary, [FOX], [words for name, words in said if name == FOX])
    assert "**Red fox**" not in left
    for name, words in said:
        if name != FOX:
            assert quote_line(name, words) in left


def test_who_has_left_is_quoted_without_a_name():
    said = renamed(SUMMARY, [FOX], "Somebody who has left")
    assert ("Red fox" in said, "**Somebody who has left**: “A warm" in said) == (False, True)
    assert renamed(said, [FOX], "Somebody who has left") == said


# --- without names ----------------------------------------------------------------------------------------------------


def test_names_go_in_any_case_and_of_staff_each_part_with_its_capital():
    text = f"{SUMMARY}\n\nThank you, @red FOX, and Clara. It is clara to all. Redfoxes stay."
    found = without_names(text, [FOX, HILL], ["Clara Soler"], "somebody")
    assert found == (
        "**Summary**\n\n**T1 Sleep**\n\n- **somebody**: “A warm foot bath and no telephone”\n"
        "- **somebody**: “Reading, until I am tired”\n\n**T2 Food**\n\n"
        "Thank you, somebody, and somebody. It is clara to all. Redfoxes stay."
    )


@given(
    st.lists(st.sampled_from(["Red fox", "Red", "Ana María", "x_y"]), min_size=1),
    st.text("Redfox Anámrí_,.", max_size=60),
)
def test_no_name_is_left_as_a_word(names, text):
    found = without_names(f"{text} {names[0]}, {text}", names, [], "somebody")
    padded = "".join(sign if sign.isalnum() or sign == "_" else " " for sign in found).split()
    assert [name for name in names if " " not in name and name in padded] == []


def test_what_tells_of_somebody_is_found_with_its_line():
    text = "**Summary**\n\n- **somebody**: “Call 612 345 678”\n- **somebody**: “Me llamo Ana Pérez”\n\nana@example.org"
    found = [(one.line, one.told.telephone, one.told.email, one.told.names) for one in personal_places(text)]
    assert found == [(3, True, False, ()), (4, False, False, ("Ana Pérez",)), (6, False, True, ())]
    assert personal_places(SUMMARY) == []


def test_a_group_has_agreed_where_everybody_quoted_said_yes_and_nobody_no():
    def said(over=True, same=True, quoted=(1, 2), yes=(1, 2), no=()):
        return group_said(over=over, same=same, quoted=quoted, yes=yes, no=no, askers=[1])

    assert said() is GroupSaid.YES
    assert [said(quoted=(), yes=yes) for yes in ((), (1,), (3,))] == [GroupSaid.NO, GroupSaid.NO, GroupSaid.YES]
    assert said(quoted=(1,), yes=(1,)) is GroupSaid.NO  # nobody but who asks
    assert said(yes=(1,)) is GroupSaid.NO
    assert said(no=(3,)) is GroupSaid.NO
    assert said(over=False, no=(3,)) is GroupSaid.OPEN
    assert [said(same=False), said(same=False, over=False)] == [GroupSaid.CHANGED, GroupSaid.CHANGED]
