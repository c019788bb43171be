"""The pages of a group, as members and moderators see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.community.groups.actions import close_group
from mentoring.community.threads import actions
from mentoring.community.threads.models import Post, PostDraft, Reaction, Thread, ThreadVisit
from oncocare.foundation import clock, ids
from tests.factories.community import FRIDAY, INTENT, SATURDAY, at, member, open_group, posts
from tests.factories.conversations import visit
from tests.factories.rooms import day
from tests.pages import words

SOON, LATER = FRIDAY + timedelta(minutes=5), FRIDAY + timedelta(hours=1)


@pytest.fixture
def group(cast):
    with clock.at(day(4, 9)):
        made = open_group(cast)
        member(cast, made, cast.ana, "Blue bird")
        member(cast, made, cast.bea, "Green hill")
    return made


def sends(user, name, *args, moment=FRIDAY, status=422, **fields):
    """What comes of a form of these pages, sent by somebody: the address it leads to, or the page again."""
    return visit(user, moment, name, *args, send={"key": str(ids.new())} | fields, status=status)


def hide(post, state, why=""):
    post.state, post.state_at, post.state_by, post.why = state, FRIDAY, post.group.moderators.get().user, why
    post.save()


def test_a_thread_is_begun_read_and_answered(cast, group):
    assert "Nobody has written here yet." in visit(cast.ana, FRIDAY, "group", group.pk)
    url = sends(cast.ana, "new_thread", group.pk, title="Sleeping", words="How do you **sleep**?", act="post")
    thread = Thread.objects.get()
    post = Post.objects.get()
    assert url == f"{reverse('thread', args=[group.pk, thread.pk])}?open=1&page=1#post-{post.pk}"
    said = visit(cast.bea, LATER, "group", group.pk)
    assert "Sleeping New Waits for an answer Blue bird · 1 post" in said
    said = visit(cast.bea, LATER, "thread", group.pk, thread.pk)
    assert "Friday 6 March 2026, 10:00 How do you sleep" in said
    assert "Sleeping Blue bird" not in said
    sends(cast.bea, "thread", group.pk, thread.pk, words="Hardly.", act="post", moment=LATER)
    said = visit(cast.ana, LATER + timedelta(minutes=1), "group", group.pk)
    assert "Sleeping New Waits for an answer Blue bird · 2 posts" in said
    visit(cast.ana, LATER + timedelta(minutes=1), "thread", group.pk, thread.pk)
    assert "Sleeping Waits for an answer Blue bird · 2 posts" in visit(
        cast.ana, LATER + timedelta(minutes=2), "group", group.pk
    )


def test_a_look_at_it_first_posts_nothing_and_keeps_a_draft_that_comes_back(cast, group):
    said = sends(cast.ana, "new_thread", group.pk, title="T", words="So *soft*", act="look", status=200)
    assert "This is how it will look. It is not posted yet. So soft" in said
    assert (Post.objects.count(), PostDraft.objects.get().words) == (0, "So *soft*")
    assert "Go on with what you were writing" in visit(cast.ana, LATER, "group", group.pk)
    assert "So *soft*" in visit(cast.ana, LATER, "new_thread", group.pk)
    assert "So *soft*" not in visit(cast.bea, LATER, "new_thread", group.pk)
    sends(cast.ana, "new_thread", group.pk, words="So *soft*", act="drop")
    assert PostDraft.objects.count() == 0


def test_a_script_keeps_a_draft_while_somebody_types(cast, group):
    thread = posts(cast.bea, group).post.thread
    client = Client()
    with clock.at(FRIDAY):
        client.force_login(cast.ana)
        for given in ({"thread": str(thread.pk)}, {"title": "T"}):
            answer = client.post(reverse("keep_draft", args=[group.pk]), {"words": "So far"} | given)
            assert answer.status_code == 204
        assert client.post(reverse("keep_draft", args=[group.pk]), {"words": "x", "thread": "no"}).status_code == 404
    assert {(one.thread, one.title) for one in PostDraft.objects.all()} == {(thread, ""), (None, "T")}


def test_while_the_group_sleeps_what_was_written_is_kept_and_the_page_says_when_it_opens(cast, group):
    said = sends(cast.ana, "new_thread", group.pk, title="T", words="At night", act="post", moment=SATURDAY)
    assert "The group sleeps until Monday 9 March 2026, 09:00." in said
    assert (Post.objects.count(), PostDraft.objects.get().words) == (0, "At night")


def test_words_of_wanting_to_die_are_taken_at_night_and_held_up_by_no_question(cast, group):
    words = f"{INTENT} My number is 612 345 678."
    url = sends(cast.ana, "new_thread", group.pk, title="T", words=words, act="post", moment=SATURDAY)
    post, flag = Post.objects.get(), cast.patient(cast.ana).flags.get()
    assert url.startswith(reverse("support", args=[flag.pk]))
    assert (post.state, post.reports.get().reason, PostDraft.objects.count()) == ("held", "danger", 0)
    Post.objects.filter(pk=post.pk).update(words="Before", found="", state="shown")
    sends(cast.ana, "edit_post", group.pk, post.pk, words=words, moment=SATURDAY + timedelta(minutes=5))
    post.refresh_from_db()
    assert (post.state, flag.occasions.count()) == ("held", 2)
    sends(cast.clara, "new_thread", group.pk, title="T", words=INTENT, act="post", moment=SATURDAY)
    assert Post.objects.count() == 1  # of the team nothing is held, so nothing is taken


def test_a_telephone_number_is_asked_about_once_and_posted_by_the_second_button(cast, group):
    fields = {"title": "T", "words": "Call 612 345 678"}
    said = sends(cast.ana, "new_thread", group.pk, act="post", status=200, **fields)
    assert "There seems to be a telephone number in it." in said
    assert "Post it all the same" in said
    assert Post.objects.count() == 0
    sends(cast.ana, "new_thread", group.pk, act="anyway", **fields)
    assert Post.objects.count() == 1


def test_no_question_about_a_telephone_number_stands_before_whom_to_call(cast, group):
    sent = {"title": "T", "words": f"{INTENT} Call 612 345 678", "act": "post"}
    assert "/support/" in sends(cast.ana, "new_thread", group.pk, moment=SATURDAY, **sent)


def test_after_words_of_wanting_to_die_their_writer_reads_the_numbers_first(cast, group):
    url = sends(cast.ana, "new_thread", group.pk, title="T", words=INTENT, act="post")
    flag = cast.patient(cast.ana).flags.get()
    thread = Thread.objects.get()
    assert url.startswith(f"{reverse('support', args=[flag.pk])}?next={reverse('thread', args=[group.pk, thread.pk])}")
    assert "What you wrote tells us that things are very hard now." in visit(cast.ana, FRIDAY, "support", flag.pk)
    said = visit(cast.ana, LATER, "thread", group.pk, thread.pk)
    assert "It is here, and a moderator reads it before the others do. You did nothing wrong." in said
    assert "Waits for a moderator" in visit(cast.clara, LATER, "thread", group.pk, thread.pk)
    visit(cast.bea, LATER, "thread", group.pk, thread.pk, status=404)
    assert "Nobody has written here yet." in visit(cast.bea, LATER, "group", group.pk)


def test_a_caregiver_is_led_to_the_numbers_too(cast, group):
    with clock.at(day(4, 9)):
        member(cast, group, cast.felix, "Grey cat")
    client, sent = Client(), {"title": "T", "words": INTENT, "act": "post", "key": str(ids.new())}
    with clock.at(FRIDAY):
        client.force_login(cast.felix)
        answer = client.post(reverse("new_thread", args=[group.pk]), sent, follow=True)
    assert answer.redirect_chain == [(reverse("help_now"), 302)]
    assert "What you wrote is in your group. A moderator reads it before the others do." in words(answer)


def test_before_somebody_writes_they_read_that_nobody_reads_at_once_and_whom_to_call(cast, group):
    said = visit(cast.ana, FRIDAY, "new_thread", group.pk)
    assert "It may be hours before somebody reads it. If you do not feel safe or cannot wait, call" in said


def test_whoever_is_paused_reads_why_and_is_not_led_to_a_form_that_is_not_there(cast, group):
    group.members.filter(user=cast.ana).update(
        paused_at=FRIDAY, paused_by=cast.clara, paused_until=LATER, paused_why="Rest a day."
    )
    said = visit(cast.ana, FRIDAY, "group", group.pk)
    assert ("Why: Rest a day." in said, "Begin a conversation" in said) == (True, False)


def test_the_record_says_in_which_group_and_shows_no_word_of_it(cast, group):
    posts(cast.ana, group, INTENT)
    said = visit(cast.clara, LATER, "record", cast.patient(cast.ana).pk)
    assert "Words in a post in a group" in said
    assert "Written in the group “After chemotherapy”." in said
    assert INTENT not in said


def test_what_is_hidden_tells_its_writer_why_and_others_that_it_is(cast, group):
    post = posts(cast.ana, group, "Buy this").post
    posts(cast.bea, group, "No", thread=post.thread, moment=SOON)
    hide(post, "hidden", "It sells something.")
    where = ("thread", group.pk, post.thread_id)
    own, other, moderator = (visit(user, LATER, *where) for user in (cast.ana, cast.bea, cast.clara))
    assert "only you and the moderators can read it. Why: It sells something. What you wrote: Buy this" in own
    assert ("This post is hidden." in other, "Buy this" in other, "Hello" in other) == (True, False, False)
    assert "Buy this" in moderator


def test_what_waits_for_a_moderator_waits_with_its_title_though_one_has_answered_below_it(cast, group):
    thread = posts(cast.ana, group, INTENT, title="I cannot go on").post.thread
    posts(cast.clara, group, "Call 024 now.", thread=thread, moment=SOON)
    listed, opened, search = (
        [visit(user, LATER, name, group.pk, *more, query=query) for user in (cast.bea, cast.ana, cast.clara)]
        for name, more, query in (("group", (), ""), ("thread", (thread.pk,), ""), ("group_search", (), "?q=024"))
    )
    for others, own, moderators in (listed, opened, search):
        assert ["I cannot go on" in one for one in (others, own, moderators)] == [False, True, True]
        assert "A conversation whose beginning cannot be read" in others
    assert [part in listed[0] for part in ("Blue bird", "Waits for a moderator")] == [False, False]
    assert "Waits for a moderator" in listed[1]


def test_whoever_writes_sees_that_it_waits_and_not_that_it_is_no_post(cast, group):
    posts(cast.ana, group, INTENT, title="I cannot go on")
    said = visit(cast.ana, LATER, "group", group.pk)
    assert ("Waits for a moderator Blue bird · the latest" in said, "0 posts" in said) == (True, False)


def test_what_was_taken_along_and_who_left_without_a_name(cast, group):
    post = posts(cast.ana, group, "Mine").post
    posts(cast.bea, group, "Also", thread=post.thread, moment=SOON)
    hide(post, "taken")
    group.members.filter(user=cast.bea).update(left=LATER, nameless=True)
    said = visit(cast.clara, LATER, "thread", group.pk, post.thread_id)
    assert "The person who wrote this has left and taken it along." in said
    assert ("Mine" in said, "Somebody who has left" in said, "Green hill" in said) == (False, True, False)


def test_what_is_sensitive_opens_on_request(cast, group):
    thread = posts(cast.ana, group, "Of dying", sensitive=True).post.thread
    said = visit(cast.bea, LATER, "thread", group.pk, thread.pk)
    assert ("Open it" in said, "Of dying" in said) == (True, False)
    assert ThreadVisit.objects.filter(by__user=cast.bea).count() == 0
    assert "Of dying" in visit(cast.bea, LATER, "thread", group.pk, thread.pk, query="?open=1")


def test_a_long_thread_leads_to_the_first_unread(cast, group):
    thread = posts(cast.ana, group).post.thread
    visit(cast.bea, FRIDAY + timedelta(seconds=1), "thread", group.pk, thread.pk)
    made = [
        posts(cast.ana, group, f"Post {number}", thread=thread, moment=FRIDAY + timedelta(seconds=2 + number)).post
        for number in range(31)
    ]
    client = Client()
    with clock.at(LATER):
        client.force_login(cast.bea)
        first = client.get(reverse("thread", args=[group.pk, thread.pk]))
        assert first.context["unread"] == f"?open=1&page=1#post-{made[0].pk}"
        again = client.get(reverse("thread", args=[group.pk, thread.pk]) + "?page=2")
    assert again.context["unread"] == f"?open=1&page=2#post-{made[29].pk}"


def test_a_reaction_is_given_and_taken_back_on_the_page(cast, group):
    post = posts(cast.ana, group).post
    where = f"{reverse('thread', args=[group.pk, post.thread_id])}?open=1&page=1#post-{post.pk}"
    assert sends(cast.bea, "react", group.pk, post.pk, kind="hug", page="1") == where
    assert "1 person sends a hug." in visit(cast.ana, LATER, "thread", group.pk, post.thread_id)
    sends(cast.bea, "react", group.pk, post.pk, kind="hug", back="1")
    sends(cast.bea, "react", group.pk, post.pk, kind="like")
    assert Reaction.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "words", "asked"),
    [("es", "La sesión de quimioterapia", "SESION quimioterapias"), ("en", "I have treatments", "treatment")],
)
def test_a_search_finds_whatever_the_accents_case_and_endings(cast, group, language, words, asked):
    group.language = language
    group.save()
    posts(cast.ana, group, words)
    posts(cast.ana, group, f"{words} {INTENT}")
    said = visit(cast.bea, LATER, "group_search", group.pk, query=f"?q={asked}")
    assert ("1 post has these words." in said, words in said) == (True, True)
    assert "2 posts have these words" in visit(cast.clara, LATER, "group_search", group.pk, query=f"?q={asked}")


def test_a_search_finds_the_title_of_a_thread(cast, group):
    posts(cast.ana, group, "How do you do it?", title="Insomnia")
    assert "1 post has these words." in visit(cast.bea, LATER, "group_search", group.pk, query="?q=insomnia")


def test_only_who_wrote_a_post_changes_it(cast, group):
    post = posts(cast.ana, group, "Before").post
    assert "Change your post" in visit(cast.ana, LATER, "edit_post", group.pk, post.pk)
    sends(cast.ana, "edit_post", group.pk, post.pk, words="After", moment=LATER)
    visit(cast.bea, LATER, "edit_post", group.pk, post.pk, send={"words": "Not mine"})
    post.refresh_from_db()
    assert post.words == "After"
    assert "changed since" in visit(cast.bea, LATER, "thread", group.pk, post.thread_id)


def test_what_is_good_to_read_stands_on_top(cast, group):
    thread = posts(cast.ana, group, title="The best").post.thread
    posts(cast.ana, group, title="Another", moment=LATER)
    sends(cast.clara, "mark_thread", group.pk, thread.pk, act="good")
    said = visit(cast.bea, LATER, "group", group.pk)
    assert said.index("Good to read The best") < said.index("All conversations")
    sends(cast.bea, "mark_thread", group.pk, thread.pk, act="not_good")
    thread.refresh_from_db()
    assert thread.good_by == cast.clara


def test_a_mentor_reads_first_who_waits_for_an_answer(cast, group):
    group.members.filter(user=cast.bea).update(mentor=True)
    posts(cast.bea, group, title="Mine")  # what a mentor asks waits for others
    second = posts(cast.ana, group, title="Second", moment=FRIDAY + timedelta(minutes=30)).post
    first = posts(cast.ana, group, title="First").post
    sends(cast.clara, "mark_thread", group.pk, first.thread.pk, act="good")
    said = visit(cast.bea, LATER, "group", group.pk)
    top = said[said.index("They wait for an answer") : said.index("All conversations")]
    assert (top.index("First") < top.index("Second"), "Mine" in top, "Good to read First" in top) == (
        True,
        False,
        False,
    )
    assert "They wait for an answer" not in visit(cast.ana, LATER, "group", group.pk)
    for post in (first, second):
        posts(cast.bea, group, thread=post.thread, moment=LATER)
    said = visit(cast.bea, LATER, "group", group.pk)
    assert "They wait for an answer" not in said
    assert said.index("Good to read First") < said.index("All conversations")


def test_in_a_closed_group_everybody_reads_until_when_and_nobody_is_told_they_are_paused(cast, group):
    thread = posts(cast.ana, group).post.thread
    with clock.at(FRIDAY + timedelta(minutes=10)):
        close_group(by=cast.carlos, group=group)
    for user in (cast.ana, cast.clara):
        for name, args in (("group", []), ("thread", [thread.pk]), ("new_thread", [])):
            said = visit(user, LATER, name, group.pk, *args)
            assert "This group is closed. Nobody writes in it any more. You can read it until" in said
            assert [words for words in ("paused", "Your answer", "Begin a conversation Find") if words in said] == []
    listed = visit(cast.ana, LATER, "my_groups")
    assert (
        "Closed groups After chemotherapy Nobody writes in it any more. You can read it until Sunday 5 April" in listed
    )


def test_who_is_paused_reads_that_they_cannot_write(cast, group):
    thread = posts(cast.bea, group).post.thread
    group.members.filter(user=cast.ana).update(paused_at=FRIDAY, paused_by=cast.clara)
    said = visit(cast.ana, LATER, "thread", group.pk, thread.pk)
    assert "a moderator has paused you" in said
    assert "Look at it first" not in said


def test_a_draft_of_somebody_is_theirs(cast, group):
    with clock.at(FRIDAY):
        actions.save_draft(by=cast.ana, inside=at(cast.ana, group), words="Mine")
        actions.save_draft(by=cast.ana, inside=at(cast.ana, group), words=" ")
    assert PostDraft.objects.count() == 0
