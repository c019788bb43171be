"""Posting in a group: once, while it is awake, by who is not paused; and by when somebody answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.kinds import POST_CHANGED, POST_MADE, POST_REPLIED, POST_REPORTED
from mentoring.community.threads import actions, marks
from mentoring.community.threads.models import Post, PostDraft, PostMention, PostReport, Thread, ThreadFollowed
from mentoring.community.threads.selectors import reported_words
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock, ids
from oncocare.safety.models import Flag
from tests.factories.community import FRIDAY, INTENT, SATURDAY, at, member, open_group, posts, told
from tests.factories.rooms import day

DEATH = "My father died of this, and I am afraid of dying too."


@pytest.fixture
def group(cast):
    made = open_group(cast)
    member(cast, made, cast.ana, "Blue bird")
    member(cast, made, cast.bea, "Green hill")
    return made


def test_a_new_thread_has_its_post_its_number_and_its_writer_follows_it(cast, group):
    post, flag = posts(cast.ana, group, "I am new here.")
    thread = Thread.objects.get()
    assert (flag, thread.title, thread.number, thread.latest) == (None, "Hello", 1, FRIDAY)
    assert (post.state, post.language, post.asks, post.promised) == ("shown", "en", True, FRIDAY + timedelta(hours=4))
    assert [one.by for one in ThreadFollowed.objects.all()] == [post.by]
    assert told(POST_MADE) == 1


def test_the_same_page_sent_twice_is_one_post(cast, group):
    key = ids.new()
    first, again = posts(cast.ana, group, key=key), posts(cast.ana, group, key=key)
    assert (first.post, Post.objects.count(), Thread.objects.count(), told(POST_MADE)) == (again.post, 1, 1, 1)


def test_a_reply_of_somebody_else_answers_what_was_asked_once(cast, group):
    asked = posts(cast.ana, group).post
    own = posts(cast.ana, group, thread=asked.thread, moment=FRIDAY + timedelta(minutes=5)).post
    asked.refresh_from_db()
    assert (asked.replied, own.asks, told(POST_REPLIED)) == (None, False, 0)
    later = FRIDAY + timedelta(minutes=10)
    reply = posts(cast.bea, group, thread=asked.thread, moment=later).post
    asked.refresh_from_db()
    assert (asked.replied, reply.asks, told(POST_REPLIED)) == (later, True, 1)
    posts(cast.clara, group, thread=asked.thread, moment=later + timedelta(minutes=1))
    reply.refresh_from_db()
    assert (reply.replied, told(POST_REPLIED)) == (later + timedelta(minutes=1), 2)


def test_staff_who_open_a_thread_ask_nothing(cast, group):
    assert posts(cast.clara, group).post.asks is False


@pytest.mark.parametrize(
    ("moment", "said"),
    [(SATURDAY, "The group sleeps until Monday 9 March 2026"), (FRIDAY, "")],
)
def test_a_group_that_sleeps_takes_no_post_and_says_when_it_opens(cast, group, moment, said):
    if said:
        with pytest.raises(ValidationError, match=said):
            posts(cast.ana, group, moment=moment)
    else:
        posts(cast.ana, group, moment=moment)
    assert Post.objects.count() == (0 if said else 1)


def test_a_group_that_stays_open_takes_a_post_at_night(cast, group):
    group.stays_open = True
    group.save()
    assert posts(cast.ana, group, moment=SATURDAY).post.promised == day(7, 13)


def test_who_is_paused_reads_and_does_not_write(cast, group):
    ana = group.members.get(user=cast.ana)
    ana.paused_at, ana.paused_by = FRIDAY, cast.clara
    ana.save()
    with pytest.raises(ValidationError, match="paused"):
        posts(cast.ana, group)


def test_a_closed_group_takes_nothing(cast, group):
    group.closed_at, group.closed_by = FRIDAY, cast.carlos
    group.save()
    with pytest.raises(ValidationError, match="closed"):
        posts(cast.ana, group)


@pytest.mark.parametrize(
    ("words", "field"),
    [("", "words"), ("\u202e\u200b", "words"), ("x" * 6001, "words"), ("https://a.org " * 4, "words")],
)
def test_what_is_empty_too_long_or_a_link_farm_is_refused_with_its_place(cast, group, words, field):
    with pytest.raises(ValidationError) as refused:
        posts(cast.ana, group, words)
    assert (list(refused.value.message_dict), Post.objects.count(), Thread.objects.count()) == ([field], 0, 0)


def test_posting_ends_the_draft_of_that_thread_alone(cast, group):
    thread = posts(cast.bea, group).post.thread
    with clock.at(FRIDAY):
        for where in (None, thread):
            actions.save_draft(by=cast.ana, inside=at(cast.ana, group), words="Not yet", thread=where)
            actions.save_draft(by=cast.ana, inside=at(cast.ana, group), words="Not yet, but", thread=where)
    posts(cast.ana, group, thread=thread)
    assert [(one.thread, one.words) for one in PostDraft.objects.all()] == [(None, "Not yet, but")]


def test_who_is_named_is_kept_and_nobody_names_themselves(cast, group):
    posts(cast.ana, group, "Thank you, @green hill, says @Blue bird. @Nobody")
    assert [one.member.name for one in PostMention.objects.all()] == ["Green hill"]


# --- danger -----------------------------------------------------------------------------------------------------------


def test_words_of_wanting_to_die_are_held_reported_within_the_hour_and_raise_a_flag(cast, group):
    post, flag = posts(cast.ana, group, INTENT)
    report, patient = PostReport.objects.get(), cast.patient(cast.ana)
    assert (post.state, post.found, flag.patient, flag.kind, flag.severity) == (
        "held", "intent", patient, "suicidal_ideation", "high",
    )  # fmt: skip
    assert (flag.source, flag.centre) == (f"post:{post.pk}", cast.here)
    assert (report.reason, report.by, report.owner) == ("danger", None, cast.clara)
    assert report.promised == FRIDAY + timedelta(hours=1)
    assert (Thread.objects.get().number, told(POST_MADE), told(POST_REPORTED)) == (0, 0, 1)


def test_words_of_wanting_to_die_are_taken_while_the_group_sleeps_and_raise_their_flag_at_once(cast, group):
    changed = posts(cast.ana, group, "I cannot sleep.").post
    early = posts(cast.ana, group, INTENT, moment=SATURDAY)
    assert (early.post.state, early.flag.patient, Thread.objects.get(pk=early.post.thread_id).number) == (
        "held", cast.patient(cast.ana), 0,
    )  # fmt: skip
    again = edits(cast.ana, group, changed, INTENT, SATURDAY)
    assert (again.post.state, again.flag) == ("held", early.flag)
    group.closed_at, group.closed_by = FRIDAY, cast.carlos
    group.save()
    late = posts(cast.ana, group, INTENT, moment=SATURDAY)
    assert (late.post.state, late.flag) == ("held", early.flag)


def test_words_in_the_title_count(cast, group):
    assert posts(cast.ana, group, "As it says.", title=INTENT).post.state == "held"


def test_without_the_look_for_words_nothing_is_held(cast, group, monkeypatch):
    monkeypatch.setattr(actions, "found_in", lambda *parts: None)
    assert (posts(cast.ana, group, INTENT).post.state, Flag.objects.count()) == ("shown", 0)


def test_of_a_caregiver_no_flag_is_raised_and_it_is_held(cast, group):
    member(cast, group, cast.felix, "Grey cat")
    posted = posts(cast.felix, group, INTENT)
    assert (posted.flag, posted.in_danger, Flag.objects.count(), PostReport.objects.count()) == (None, True, 0, 1)


def test_words_about_death_are_shown_and_a_moderator_looks(cast, group):
    post, flag = posts(cast.ana, group, DEATH)
    report = PostReport.objects.get()
    assert (post.state, flag, report.reason, report.promised) == ("shown", None, "death", FRIDAY + timedelta(hours=4))


def test_a_moderator_may_repeat_what_somebody_said(cast, group):
    post = posts(cast.clara, group, f"You wrote: {INTENT}").post
    assert (post.state, PostReport.objects.count(), Flag.objects.count()) == ("shown", 0, 0)


def test_a_held_post_answers_nobody_else(cast, group):
    asked = posts(cast.ana, group).post
    posts(cast.bea, group, INTENT, thread=asked.thread)
    asked.refresh_from_db()
    assert (asked.replied, asked.thread.number) == (None, 1)


# --- changing ---------------------------------------------------------------------------------------------------------


def edits(user, group, post, words, moment=FRIDAY + timedelta(hours=1)):
    with clock.at(moment):
        return actions.edit_post(by=user, inside=at(user, group), post=post, words=words)


def test_what_a_post_said_before_is_kept_and_a_report_keeps_what_was_reported(cast, group):
    post = posts(cast.ana, group, "First words").post
    with clock.at(FRIDAY + timedelta(minutes=5)):
        bea = group.members.get(user=cast.bea)
        report = actions.open_report(by=cast.bea, post=post, member=bea, reason="hurts", words="It hurts.")
        assert actions.open_report(by=cast.bea, post=post, member=bea, reason="hurts") == report
    edits(cast.ana, group, post, "Other words")
    edits(cast.ana, group, post, "Third words", FRIDAY + timedelta(hours=2))
    post.refresh_from_db()
    assert (post.words, post.edited, [one.words for one in post.versions.order_by("id")]) == (
        "Third words", FRIDAY + timedelta(hours=2), ["First words", "Other words"],
    )  # fmt: skip
    assert (reported_words(report), told(POST_CHANGED)) == ("First words", 2)


def test_an_edit_into_words_of_wanting_to_die_holds_the_post_and_raises_the_flag(cast, group):
    post = posts(cast.ana, group, "First words").post
    changed, flag = edits(cast.ana, group, post, INTENT)
    assert (changed.state, flag.source, Thread.objects.get().number) == ("held", f"post:{post.pk}:1", 0)


@pytest.mark.parametrize("state", ["hidden", "taken"])
def test_nobody_changes_a_post_of_another_nor_one_that_is_hidden_or_taken(cast, group, state):
    post = posts(cast.ana, group, "First words").post
    with pytest.raises(ValidationError):
        edits(cast.bea, group, post, "Not mine")
    post.state, post.state_at, post.state_by = state, FRIDAY, cast.clara
    post.save()
    with pytest.raises(ValidationError):
        edits(cast.ana, group, post, "Anew")
    post.refresh_from_db()
    assert post.words == "First words"


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_a_reaction_is_said_once_and_taken_back_and_not_of_ones_own(cast, group):
    post = posts(cast.ana, group).post
    there = at(cast.bea, group)
    for _time in range(2):
        actions.react(by=cast.bea, inside=there, post=post, kind="hug")
    assert [(one.kind, one.by.name) for one in post.reactions.all()] == [("hug", "Green hill")]
    actions.unreact(by=cast.bea, inside=there, post=post, kind="hug")
    assert post.reactions.count() == 0
    with pytest.raises(ValidationError):
        actions.react(by=cast.ana, inside=at(cast.ana, group), post=post, kind="hug")
    assert AuditRow.objects.filter(verb__startswith="post.reac").count() == 2


def test_only_mentors_and_moderators_say_that_a_thread_is_good_to_read(cast, group):
    thread = posts(cast.ana, group).post.thread
    with pytest.raises(ValidationError):
        marks.say_good(by=cast.ana, inside=at(cast.ana, group), thread=thread)
    assert marks.say_good(by=cast.clara, inside=at(cast.clara, group), thread=thread).good_by == cast.clara
    assert marks.unsay_good(by=cast.clara, inside=at(cast.clara, group), thread=thread).good_at is None


def test_who_began_a_thread_and_a_moderator_mark_it_sensitive_and_nobody_else(cast, group):
    thread = posts(cast.ana, group).post.thread
    assert marks.mark_sensitive(by=cast.ana, inside=at(cast.ana, group), thread=thread).sensitive
    with pytest.raises(ValidationError):
        marks.mark_sensitive(by=cast.bea, inside=at(cast.bea, group), thread=thread, sensitive=False)
    assert not marks.mark_sensitive(
        by=cast.clara, inside=at(cast.clara, group), thread=thread, sensitive=False
    ).sensitive
