"""The thread of the week is one a week and on top; newcomers whom nobody greeted are seen by who helps them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.mentors import actions
from mentoring.community.moderation.actions import hide_post
from mentoring.community.selectors import inside
from mentoring.community.threads.board import newcomers_in
from mentoring.community.threads.greeting import MOST_GREETED, reply, welcome
from mentoring.community.threads.markup import mentioned
from mentoring.community.threads.models import Post, PostDraft, Thread
from mentoring.community.threads.week import monday_of
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock, ids
from oncocare.people.selectors import Standing
from tests.factories.community import FRIDAY, INTENT, member, open_group, posts
from tests.factories.conversations import visit
from tests.factories.rooms import day

LATER = FRIDAY + timedelta(hours=1)
MONDAY = date(2026, 3, 2)  # of the week of that Friday


@pytest.fixture
def group(cast):
    made = open_group(cast)
    member(cast, made, cast.ana, "Blue bird", joined=day(0))
    member(cast, made, cast.bea, "Green hill", mentor=True, joined=day(-100))
    return made


def at(user, group):
    return inside(Standing(user), group.pk)


def opens(user, group, moment=FRIDAY, words="How are you this week?", **given):
    with clock.at(moment):
        told = {"title": "This week", "words": words, "key": ids.new()} | given
        return actions.open_week(by=user, inside=at(user, group), **told).post


# --- the week ---------------------------------------------------------------------------------------------------------


@given(st.dates())
def test_a_week_begins_on_a_monday_and_has_its_seven_days(one):
    try:
        monday = monday_of(one)
    except OverflowError:
        return  # before the first week of the calendar
    assert (monday.weekday(), 0 <= (one - monday).days <= 6, monday_of(monday)) == (0, True, monday)


@pytest.mark.parametrize("name", ["bea", "clara"])
def test_a_mentor_or_a_moderator_opens_it_and_it_asks_nothing(cast, group, name):
    user = getattr(cast, name)
    post = opens(user, group)
    thread = Thread.objects.get()
    assert (thread.week, thread.by.user, thread.number) == (MONDAY, user, 1)
    assert (Post.objects.get(pk=post.pk).asks, Post.objects.get(pk=post.pk).promised) == (False, None)
    assert AuditRow.objects.get(verb=Verb.GROUP_WEEK_OPENED).detail == {"week": "2026-03-02"}


def test_any_other_member_does_not(cast, group):
    with pytest.raises(ValidationError, match="Only mentors and moderators"):
        opens(cast.ana, group)
    visit(cast.ana, FRIDAY, "open_week", group.pk, status=403)
    assert "Open the conversation of this week" not in visit(cast.ana, FRIDAY, "group", group.pk)
    assert Thread.objects.count() == 0


def test_it_is_one_a_week_and_the_next_week_has_its_own(cast, group):
    key = ids.new()
    assert opens(cast.bea, group, key=key) == opens(cast.bea, group, key=key)
    with pytest.raises(ValidationError, match="Somebody has opened the conversation of this week already"):
        opens(cast.clara, group)
    assert Thread.objects.count() == 1
    opens(cast.clara, group, moment=day(7, 10))
    assert set(Thread.objects.values_list("week", flat=True)) == {MONDAY, MONDAY + timedelta(days=7)}


def test_the_week_is_that_of_the_centre_of_the_group(cast, group):
    cast.here.time_zone = "Pacific/Auckland"
    cast.here.save()
    group.stays_open = True
    group.save()
    opens(cast.bea, group, moment=day(6, 20))  # Sunday evening in Madrid, Monday in Auckland
    assert Thread.objects.get().week == MONDAY + timedelta(days=7)


def test_one_that_nobody_can_read_any_more_makes_place_for_another(cast, group):
    first = opens(cast.bea, group)
    hide_post(by=cast.clara, post=first, why="made up")
    second = opens(cast.clara, group, moment=LATER)
    assert {one.pk: one.week for one in Thread.objects.all()} == {first.thread_id: None, second.thread_id: MONDAY}


def test_words_of_wanting_to_die_open_no_week(cast, group):
    post = opens(cast.bea, group, words=INTENT)
    assert (post.state, post.asks, Thread.objects.get().week) == ("held", True, None)


def test_it_stands_on_top_as_this_week_until_the_week_is_over(cast, group):
    said = visit(cast.bea, FRIDAY, "group", group.pk)
    assert "Open the conversation of this week" in said
    form = visit(cast.bea, FRIDAY, "open_week", group.pk)
    assert "How are you this week?" in form
    url = visit(
        cast.bea, FRIDAY, "open_week", group.pk,
        send={"title": "Our week", "words": "How are you?", "key": str(ids.new()), "act": "post"},
    )  # fmt: skip
    thread = Thread.objects.get()
    assert url.startswith(reverse("thread", args=[group.pk, thread.pk]))
    for user in (cast.ana, cast.bea, cast.clara):
        said = visit(user, LATER, "group", group.pk)
        assert "This week Our week" in said
        assert "Open the conversation of this week" not in said
    assert visit(cast.clara, LATER, "open_week", group.pk) == reverse("thread", args=[group.pk, thread.pk])
    said = visit(cast.clara, day(7, 10), "group", group.pk)
    assert "This week Our week" not in said
    assert "Open the conversation of this week" in said


def test_the_words_to_begin_from_are_in_the_language_of_the_group(cast, group):
    cast.bea.language = "es"
    cast.bea.save()
    client = Client()
    with clock.at(FRIDAY):
        client.force_login(cast.bea)
        said = client.get(reverse("open_week", args=[group.pk])).content.decode()
    assert 'lang="es"' in said
    assert 'value="The week of Monday 2 March 2026"' in said
    assert "How are you this week?" in said


def test_what_is_refused_comes_back_and_is_kept(cast, group):
    opens(cast.clara, group)
    said = visit(
        cast.bea, LATER, "open_week", group.pk, status=422,
        send={"title": "Mine", "words": "My words", "key": str(ids.new()), "act": "post"},
    )  # fmt: skip
    assert "Somebody has opened the conversation of this week already. Nothing was posted." in said
    assert PostDraft.objects.get().words == "My words"


# --- newcomers --------------------------------------------------------------------------------------------------------


def seen(user, group, moment=LATER):
    with clock.at(moment):
        return [(one.name, one.thread, one.greeted) for one in newcomers_in(at(user, group))]


def test_who_helps_sees_who_came_lately_and_nobody_else_does(cast, group):
    member(cast, group, cast.felix, "Grey cat", joined=day(1))
    new = [("Grey cat", None, False), ("Blue bird", None, False)]
    assert (seen(cast.bea, group), seen(cast.clara, group), seen(cast.ana, group)) == (new, new, [])
    assert "New in the group" not in visit(cast.ana, LATER, "group", group.pk)
    assert "Blue bird has not written yet Welcome them" in visit(cast.bea, LATER, "group", group.pk)
    with clock.at(day(15)):
        assert seen(cast.bea, group, day(15)) == []


def test_who_wrote_and_was_answered_is_a_newcomer_no_more(cast, group):
    post = posts(cast.ana, group).post
    assert seen(cast.bea, group) == [("Blue bird", post.thread_id, False)]
    assert "has written, and nobody has answered yet" in visit(cast.bea, LATER, "group", group.pk)
    posts(cast.bea, group, thread=post.thread, moment=LATER)
    assert seen(cast.bea, group) == []


def test_who_was_named_is_greeted_and_stays_until_they_write(cast, group):
    posts(cast.bea, group, "Welcome, @Blue bird.")
    assert seen(cast.clara, group) == [("Blue bird", None, True)]
    said = visit(cast.clara, LATER, "group", group.pk)
    assert "Blue bird was greeted, and has not written yet" in said
    assert "Welcome them" not in said
    posts(cast.ana, group, moment=LATER)
    assert seen(cast.clara, group) == []


def test_what_waits_for_a_moderator_is_told_to_nobody(cast, group):
    posts(cast.ana, group, INTENT)
    assert seen(cast.bea, group) == [("Blue bird", None, False)]


def test_a_greeting_that_was_hidden_is_none_and_ones_own_name_neither(cast, group):
    greeting = posts(cast.bea, group, "Welcome, @Blue bird.").post
    hide_post(by=cast.clara, post=greeting, why="made up")
    assert seen(cast.clara, group) == [("Blue bird", None, False)]


def test_a_link_begins_a_welcome_with_their_names_and_sends_nothing(cast, group):
    member(cast, group, cast.felix, "Grey cat", joined=day(1))
    ana, felix = group.members.get(user=cast.ana), group.members.get(user=cast.felix)
    query = f"?greet={felix.pk}&greet={ana.pk}"
    assert "Welcome all of them in one conversation" in visit(cast.bea, LATER, "group", group.pk)
    assert "Welcome, @Grey cat, @Blue bird." in visit(cast.bea, LATER, "new_thread", group.pk, query=query)
    assert "@" not in visit(cast.ana, LATER, "new_thread", group.pk, query=query)
    assert "@" not in visit(cast.bea, LATER, "new_thread", group.pk, query="?greet=no")
    assert (Post.objects.count(), PostDraft.objects.count()) == (0, 0)


def test_a_link_begins_an_answer_with_their_name(cast, group):
    post = posts(cast.ana, group).post
    query = f"?open=1&greet={post.by_id}"
    assert "@Blue bird," in visit(cast.bea, LATER, "thread", group.pk, post.thread_id, query=query)
    assert "@Blue bird," not in visit(cast.bea, LATER, "thread", group.pk, post.thread_id)


def test_what_somebody_was_writing_stays_before_a_welcome(cast, group):
    sent = {"title": "T", "words": "My draft", "act": "look", "key": str(ids.new())}
    visit(cast.bea, LATER, "new_thread", group.pk, send=sent)
    query = f"?greet={group.members.get(user=cast.ana).pk}"
    said = visit(cast.bea, LATER, "new_thread", group.pk, query=query)
    assert "My draft" in said
    assert "@Blue bird" not in said


NAMES = st.lists(st.from_regex(r"[A-Za-z]{2,12}", fullmatch=True), min_size=1, max_size=20, unique_by=str.casefold)


@given(NAMES)
def test_whoever_is_named_in_a_welcome_is_told_of_it(names):
    for begun in (welcome(names, "en"), reply(names)):
        assert mentioned(begun["words"], names) == names[:MOST_GREETED]
