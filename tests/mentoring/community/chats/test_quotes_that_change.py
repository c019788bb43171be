"""What stands in a summary is what its writers say still: chosen or not, changed before or after, and by whoever left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.chats.asking.nameless import GroupSaid
from mentoring.community.chats.hosting import actions
from mentoring.community.chats.models import ChatPost
from mentoring.community.chats.quoting import TopicQuotes, as_said_now, assembled, quote_line
from mentoring.community.chats.selectors import draft_of_summary
from mentoring.community.membership.actions import leave
from mentoring.community.models import Member
from mentoring.community.moderation.actions import hide_post
from mentoring.community.threads.actions import edit_post
from oncocare.foundation import clock
from tests.factories.chats import HOUR, announced, at, begun, summed_up, wrote
from tests.factories.community import member
from tests.factories.rooms import day
from tests.mentoring.community.chats.test_chats_asked import ask, outcome, says

FRIDAY, MONDAY = day(4, 10), day(7, 10)
AFTER, LATER = MONDAY + HOUR, MONDAY + 2 * HOUR
MINUTE = timedelta(minutes=1)
TEA, BATH = "A cup of tea before I go to bed.", "A warm foot bath in the evening."
LEFT = "**Somebody who has left**"


@pytest.fixture
def chat(cast, group):
    with clock.at(FRIDAY):
        chat = announced(cast.ana, group, MONDAY)
    with clock.at(MONDAY):
        begun(cast.ana, chat, "T1")
    return chat


def writes(user, chat, words, minute=5):
    with clock.at(MONDAY + minute * MINUTE):
        return wrote(user, chat, words)


@pytest.fixture
def tea(cast, chat):
    return writes(cast.bea, chat, TEA)


@pytest.fixture
def bath(cast, chat):
    return writes(cast.felix, chat, BATH)


def chooses(cast, chat, *posts):
    with clock.at(MONDAY + HOUR / 2):
        shown = list(ChatPost.objects.filter(topic__chat=chat).values_list("post", flat=True))
        chosen = [one.pk for one in posts]
        actions.choose_posts(by=cast.ana, inside=at(cast.ana, chat.group), chat=chat, shown=shown, chosen=chosen)
    chat.refresh_from_db()
    return draft_of_summary(chat)


def publishes(cast, chat, words):
    with clock.at(AFTER):
        actions.publish_summary(by=cast.ana, inside=at(cast.ana, chat.group), chat=chat, words=words)
    chat.refresh_from_db()
    return chat.summary.words


def changes(user, post, words, moment=LATER):
    with clock.at(moment):
        edit_post(by=user, inside=at(user, post.group), post=post, words=words)


def goes(user, moment, *, take_posts=False):
    with clock.at(moment):
        leave(by=user, member=Member.objects.get(user=user, left=None), take_posts=take_posts)


def summary_of(chat):
    chat.summary.refresh_from_db()
    return chat.summary.words


# --- before it is published -------------------------------------------------------------------------------------------


def test_who_left_before_it_was_published_has_no_name_in_it(cast, chat, tea, bath, deliver):
    draft = chooses(cast, chat, tea, bath)
    with deliver():
        goes(cast.bea, MONDAY + 50 * MINUTE)
    words = publishes(cast, chat, draft)
    assert (f"- {LEFT}: “{TEA}”" in words, "Green hill" in words, "Grey cat" in words) == (True, False, True)
    assert ChatPost.objects.filter(quoted=True).count() == 2


def test_what_was_changed_before_it_was_published_stands_there_as_it_says_now(cast, chat, tea):
    draft = chooses(cast, chat, tea)
    changes(cast.bea, tea, "A cup of milk.", MONDAY + 50 * MINUTE)
    words = publishes(cast, chat, draft)
    assert ("- **Green hill**: “A cup of milk.”" in words, TEA in words) == (True, False)


def test_what_was_chosen_once_and_stands_there_still_is_a_quote(cast, chat, tea, bath, deliver):
    draft = chooses(cast, chat, tea, bath)
    chooses(cast, chat, bath)
    assert TEA in publishes(cast, chat, draft)
    assert ChatPost.objects.filter(quoted=True).count() == 2
    with clock.at(LATER), deliver():
        hide_post(by=cast.clara, post=tea, why="made up")
    assert (TEA in summary_of(chat), BATH in summary_of(chat)) == (False, True)


def test_of_somebody_one_post_was_hidden_and_another_stays(cast, chat, tea):
    milk = writes(cast.bea, chat, "Warm milk, with honey in it.", 6)
    draft = chooses(cast, chat, tea, milk)
    lines = [line for line in draft.split("\n") if "milk" not in line]
    with clock.at(MONDAY + 50 * MINUTE):
        hide_post(by=cast.clara, post=milk, why="made up")
    assert TEA in publishes(cast, chat, "\n".join(lines))


def test_a_word_of_thanks_to_somebody_whose_post_was_hidden_and_not_chosen_stays(cast, chat, tea, bath):
    draft = chooses(cast, chat, bath)
    with clock.at(MONDAY + 50 * MINUTE):
        hide_post(by=cast.clara, post=tea, why="made up")
    assert "Thanks to **Green hill**" in publishes(cast, chat, f"{draft}\n\nThanks to **Green hill**!")


# --- after ------------------------------------------------------------------------------------------------------------


def test_what_its_writer_changes_is_changed_in_the_summary_too(cast, chat, tea, bath, deliver):
    with clock.at(AFTER):
        summed_up(cast.ana, chat, tea, bath)
    chat.refresh_from_db()
    with deliver():
        changes(cast.bea, tea, "A cup of milk.")
    words = summary_of(chat)
    assert ("- **Green hill**: “A cup of milk.”" in words, TEA in words, BATH in words) == (True, False, True)
    assert [TEA in one.words for one in chat.summary.versions.all()] == [True]
    with clock.at(LATER + MINUTE), deliver():
        hide_post(by=cast.clara, post=tea, why="made up")
    assert "Green hill" not in summary_of(chat)


def test_a_part_that_is_said_no_more_goes_and_what_is_the_hosts_own_stays(cast, chat, tea, deliver):
    draft = chooses(cast, chat, tea).replace(TEA, "A cup of tea")
    publishes(cast, chat, f"{draft}\n\n**Green hill** made us laugh.")
    with deliver():
        changes(cast.bea, tea, "A cup of tea, and then to bed.")
    assert "- **Green hill**: “A cup of tea”" in summary_of(chat)
    with deliver():
        changes(cast.bea, tea, "I would rather not say.", LATER + MINUTE)
    assert ("cup of tea" in summary_of(chat), "made us laugh" in summary_of(chat)) == (False, True)


def test_a_short_quote_of_somebody_who_left_goes_with_its_post(cast, chat, deliver):
    short = writes(cast.bea, chat, "Tea.")
    with clock.at(AFTER):
        summed_up(cast.ana, chat, short)
    chat.refresh_from_db()
    with deliver():
        goes(cast.bea, LATER)
    assert f"- {LEFT}: “Tea.”" in summary_of(chat)
    with clock.at(LATER + MINUTE), deliver():
        hide_post(by=cast.clara, post=short, why="made up")
    assert "Tea." not in summary_of(chat)


def test_its_host_brings_nothing_back_that_was_hidden_and_who_is_quoted_anew_is_asked(cast, chat, tea, bath, deliver):
    with clock.at(AFTER):
        summed_up(cast.ana, chat, tea)
    chat.refresh_from_db()
    before = chat.summary.words
    with clock.at(LATER), deliver():
        hide_post(by=cast.clara, post=tea, why="made up")
    with deliver():
        changes(cast.ana, chat.summary, f"{before}\n{quote_line('Grey cat', BATH)}", LATER + MINUTE)
    assert (TEA in summary_of(chat), BATH in summary_of(chat)) == (False, True)
    assert list(ChatPost.objects.filter(quoted=True).values_list("post", flat=True)) == [bath.pk]


# --- the library ------------------------------------------------------------------------------------------------------


def test_somebody_who_comes_in_under_a_name_that_is_a_word_in_it_changes_nothing(cast, chat, tea):
    with clock.at(AFTER):
        summed_up(cast.ana, chat, tea)
    chat.refresh_from_db()
    question = ask(cast, chat)
    says(question, cast.bea, True)
    member(cast, chat.group, cast.gala, "Tea", patient=None)
    assert outcome(question) is GroupSaid.YES


def test_the_silence_of_all_is_no_yes(cast, chat, tea):
    publishes(cast, chat, "We spoke of warm things in the evening.")
    question = ask(cast, chat)
    assert outcome(question) is GroupSaid.NO
    says(question, cast.ana, True)
    assert outcome(question) is GroupSaid.NO  # she asks herself
    says(question, cast.felix, True)
    assert outcome(question) is GroupSaid.YES


def test_what_is_changed_after_everybody_was_asked_stays_in_the_group(cast, chat, tea, deliver):
    with clock.at(AFTER):
        summed_up(cast.ana, chat, tea)
    chat.refresh_from_db()
    question = ask(cast, chat)
    says(question, cast.bea, True)
    with deliver():
        changes(cast.bea, tea, "A cup of milk.", MONDAY + 4 * HOUR)
    assert outcome(question) is GroupSaid.CHANGED


# --- pure -------------------------------------------------------------------------------------------------------------

NAMES = ("Red fox", "Owl")
WORDS = st.text("ab c*_“”", max_size=40)


@given(st.lists(st.tuples(st.sampled_from(NAMES), WORDS), max_size=6), WORDS)
def test_what_others_said_stays_and_what_did_not_change_changes_nothing(said, now):
    summary = assembled("S", [TopicQuotes("T1", "x", tuple(said))])
    assert as_said_now(summary, NAMES, [now], now) == summary
    anew = as_said_now(summary, NAMES[:1], [words for name, words in said if name == NAMES[0]], now)
    for name, words in said:
        if name == NAMES[1] and len(quote_line("", words)) < 20:
            assert quote_line(name, words) in anew
