"""The summary of a chat goes into the library without names if everybody who is quoted says yes and nobody no."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.chats.asking import actions
from mentoring.community.chats.asking.messages import still_asked
from mentoring.community.chats.asking.nameless import GroupSaid
from mentoring.community.chats.asking.selectors import question_of, said_of
from mentoring.community.chats.models import ChatAnswer
from mentoring.community.kinds import CHAT_QUESTION
from mentoring.community.models import Member
from mentoring.community.moderation.actions import hide_post
from mentoring.community.threads.actions import edit_post
from oncocare.foundation import clock
from oncocare.library.choices import Area
from oncocare.library.models import Piece, TextDraft
from oncocare.library.writing.actions import hand_in
from oncocare.notifications.models import Message
from tests.factories.chats import HOUR, announced, at, begun, summed_up, wrote
from tests.factories.rooms import day

FRIDAY, MONDAY = day(4, 10), day(7, 10)
ASKED, OVER = MONDAY + 3 * HOUR, MONDAY + timedelta(days=7, hours=3)
TEA, BATH = "A cup of tea, as Grey cat says.", "A warm foot bath in the evening."


@pytest.fixture
def held(cast, group):
    """Bea and Felix are quoted in a summary."""
    with clock.at(FRIDAY):
        chat = announced(cast.ana, group, MONDAY)
    with clock.at(MONDAY):
        begun(cast.ana, chat, "T1")
    with clock.at(MONDAY + HOUR / 2):
        posts = [wrote(cast.bea, chat, TEA), wrote(cast.felix, chat, BATH)]
    with clock.at(MONDAY + HOUR):
        summed_up(cast.ana, chat, *posts)
    return chat, posts


def ask(cast, chat, user=None, moment=ASKED):
    user = user or cast.ana
    with clock.at(moment):
        return actions.ask_group(by=user, inside=at(user, chat.group), chat=chat)


def says(question, user, agrees, moment=ASKED):
    with clock.at(moment):
        actions.answer_question(by=user, inside=at(user, question.chat.group), question=question, agrees=agrees)


def outcome(question, moment=OVER):
    with clock.at(moment):
        return said_of(question_of(question.chat))


def drafts(cast, question, user=None, moment=OVER):
    user = user or cast.clara
    with clock.at(moment):
        found = question_of(question.chat)
        return actions.draft_piece(by=user, inside=at(user, question.chat.group), question=found, area=Area.SLEEP)


def test_the_question_shows_the_summary_without_names_and_those_quoted_are_told(cast, held, deliver):
    chat, _posts = held
    with deliver():
        question = ask(cast, chat)
    said = ("- **somebody**: “A cup of tea, as somebody says.”", "- **somebody**: “A warm foot bath in the evening.”")
    assert [one in question.words for one in said] == [True, True]
    assert (question.until, ask(cast, chat, cast.clara)) == (OVER, question)
    told = Message.objects.filter(channel="email", kind__startswith=CHAT_QUESTION).order_by("kind")
    assert list(told.values_list("kind", "user__name")) == [
        (f"{CHAT_QUESTION}.caregiver", "Felix"), (f"{CHAT_QUESTION}.patient", "Bea"),
    ]  # fmt: skip
    with clock.at(ASKED):
        assert still_asked(cast.bea, [str(question.pk)]) == {str(question.pk): {"until": OVER}}
        assert still_asked(cast.ana, [str(question.pk)]) == {}
    says(question, cast.bea, True)
    with clock.at(ASKED):
        assert still_asked(cast.bea, [str(question.pk)]) == {}


def test_everybody_quoted_yes_and_nobody_no_is_a_draft_without_names_that_somebody_else_reviews(cast, held):
    chat, _posts = held
    question = ask(cast, chat)
    for user in (cast.bea, cast.felix):
        says(question, user, True)
    assert outcome(question, OVER - HOUR) is GroupSaid.OPEN
    with pytest.raises(ValidationError, match="has not agreed"):
        drafts(cast, question, moment=OVER - HOUR)
    piece = drafts(cast, question)
    draft = TextDraft.objects.get()
    assert (piece.slug, piece.kind, piece.area, piece.audience, piece.phases, piece.owner) == (
        "before-a-scan", "article", "sleep", ["patient"], ["new", "treatment", "after", "living_with"], cast.clara,
    )  # fmt: skip
    assert (draft.title, draft.text, draft.author) == ("Before a scan", question.words, cast.clara)
    assert [name for name in ("Green hill", "Grey cat", "Blue bird", "Clara") if name in draft.text] == []
    assert (drafts(cast, question), Piece.objects.count()) == (piece, 1)
    with clock.at(OVER):
        hand_in(by=cast.clara, draft=draft)  # it can be read by the library as it is


@pytest.mark.parametrize(
    ("yes", "no"), [(("bea",), ()), (("bea", "felix"), ("ana",)), (("bea",), ("felix",)), ((), ())]
)
def test_one_yes_that_is_missing_or_one_no_keeps_it_in_the_group(cast, held, yes, no):
    question = ask(cast, held[0])
    for names, agrees in ((yes, True), (no, False)):
        for name in names:
            says(question, getattr(cast, name), agrees)
    assert outcome(question) is GroupSaid.NO
    with pytest.raises(ValidationError, match="has not agreed"):
        drafts(cast, question)
    assert Piece.objects.count() == 0


def test_somebody_may_say_otherwise_until_the_time_is_over(cast, held):
    question = ask(cast, held[0])
    for agrees in (False, True):
        says(question, cast.bea, agrees)
    assert list(ChatAnswer.objects.filter(by__user=cast.bea).values_list("agrees", flat=True)) == [True]
    with pytest.raises(ValidationError, match="is over"):
        says(question, cast.bea, False, moment=OVER)


def test_a_summary_that_has_changed_since_stays_in_the_group(cast, held, deliver):
    chat, posts = held
    question = ask(cast, chat)
    for user in (cast.bea, cast.felix):
        says(question, user, True)
    with clock.at(ASKED + HOUR / 2), deliver():
        hide_post(by=cast.clara, post=posts[0], why="x")
    assert outcome(question) is GroupSaid.CHANGED
    with pytest.raises(ValidationError, match="has not agreed"):
        drafts(cast, question)


def test_a_telephone_number_in_it_stops_the_question_with_its_line(cast, held):
    chat, _posts = held
    with clock.at(ASKED):
        words = f"{chat.summary.words}\n\nCall me: 612 345 678, or write to a@example.org"
        edit_post(by=cast.ana, inside=at(cast.ana, chat.group), post=chat.summary, words=words)
    with pytest.raises(ValidationError) as refused:
        ask(cast, chat)
    [said] = refused.value.messages
    assert "of the summary has a telephone number, an e-mail address." in said
    assert question_of(chat) is None


def test_who_is_quoted_and_asks_says_yes_with_it_and_a_member_asks_nothing(cast, held):
    chat, _posts = held
    with pytest.raises(ValidationError, match="Only its host and moderators"):
        ask(cast, chat, cast.bea)
    Member.objects.filter(user=cast.bea).update(mentor=True)
    chat.host = Member.objects.get(user=cast.bea)
    chat.save()
    ask(cast, chat, cast.bea)
    assert list(ChatAnswer.objects.values_list("by__user__name", "agrees")) == [("Bea", True)]


def test_two_chats_of_one_name_are_two_pieces(cast, held):
    question = ask(cast, held[0])
    for user in (cast.bea, cast.felix):
        says(question, user, True)
    Piece.objects.create(
        centre=cast.here, slug="before-a-scan", kind="article", area="sleep", audience=["patient"], phases=["new"]
    )
    assert drafts(cast, question).slug == "before-a-scan-2"
