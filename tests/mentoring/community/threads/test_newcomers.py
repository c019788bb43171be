"""Whoever is new in a group: a moderator reads their first post, and their links before the others do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.kinds import POST_MADE, REPORT_LATE, REPORT_PASSED
from mentoring.community.moderation import actions as moderation
from mentoring.community.moderation.messages import still_yours
from mentoring.community.moderation.selectors import cases_in, counted_at, figures_of
from mentoring.community.threads import actions
from mentoring.community.threads.models import Post, PostReport
from mentoring.community.threads.newcomers import KNOWN_AFTER, KNOWN_POSTS, addresses_in, is_new_here
from mentoring.community.waiting.actions import look_after_groups
from oncocare.foundation import clock, ids
from oncocare.notifications.models import Message
from oncocare.safety.models import Flag
from tests.cast import colleague
from tests.factories.community import FRIDAY, INTENT, appointed, at, member, open_group, posted, posts, told
from tests.factories.conversations import visit
from tests.factories.rooms import day
from tests.mentoring.community.threads.test_posting import DEATH

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LINK = "Look at https://example.org/cure, it helped me."


@pytest.fixture
def group(cast):
    with clock.at(day(4, 9)):
        made = open_group(cast)
        member(cast, made, cast.ana, "Blue bird")
        member(cast, made, cast.bea, "Green hill", mentor=True)
    return made


def edits(user, group, post, words, moment=FRIDAY + HOUR):
    with clock.at(moment):
        return actions.edit_post(by=user, inside=at(user, group), post=post, words=words).post


def reports(**wanted):
    return list(PostReport.objects.filter(**wanted).order_by("made", "pk").values_list("reason", "outcome"))


def known(group, user, moment=FRIDAY - 8 * DAY):
    """They came a while ago, and the group can read three posts of theirs."""
    own = group.members.get(user=user)
    own.joined = moment
    own.save()
    for number in range(KNOWN_POSTS):
        posted(own, made=moment + number * HOUR)


# --- the rules --------------------------------------------------------------------------------------------------------


@given(st.integers(0, 50), st.timedeltas(timedelta(), timedelta(days=60)), st.booleans())
def test_somebody_is_new_until_they_have_three_posts_and_seven_days_and_mentors_and_staff_never(posts, since, trusted):
    known = posts >= 3 and since >= timedelta(days=7)
    assert is_new_here(posts, FRIDAY - since, FRIDAY, trusted=trusted) is (not trusted and not known)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Look at https://Example.org/x and www.other.es now", {"https://example.org/x", "www.other.es"}),
        ("write to Ana.B@example.org", {"ana.b@example.org"}),
        ("call +34 612 34 56 78", {"34612345678"}),
        ("t.me/somebody or tienda-sana.com", {"t.me/somebody", "tienda-sana.com"}),
        ("[here](https://example.org) it is", {"https://example.org"}),
        ("\uff57\uff57\uff57.example.com", {"www.example.com"}),
        ("exam\u200dple.c\u200com, or call 6\u200d12 34\u200c 56 78 9", {"example.com", "6123456789"}),
        ("tienda[.]com, tienda (dot) org, sanar。es", {"tienda.com", "tienda.org", "sanar.es"}),
        ("curas punto com and that is the punto", {"curas.com"}),
        ("It hurts.me too, at 3 a.m./p.m. and/or 20 mg/ml on 12/03/2026", set()),
        ("- 120\n- 130\n- 140", set()),
        ("@Green hill, thank you", set()),
    ],
)
def test_what_counts_as_an_address(words, found):
    assert addresses_in(words) == found


@given(st.text(max_size=300))
def test_any_text_is_read_for_addresses_and_two_parts_hold_what_each_holds(words):
    assert addresses_in(words) == addresses_in(words, "")
    assert addresses_in("https://example.org", words) >= {"https://example.org"}


def test_a_long_text_that_looks_like_nothing_but_hosts_is_read_in_no_time():
    for words in ("a-" * 12000, "a." * 12000, "1 " * 12000, "a" * 24000):
        addresses_in(words)


# --- the first post ---------------------------------------------------------------------------------------------------


def test_the_first_post_of_somebody_new_is_read_within_four_staffed_hours_and_told_to_nobody_twice(
    cast, group, deliver
):
    with deliver():
        first = posts(cast.ana, group).post
        posts(cast.ana, group, "And another thing.", thread=first.thread)
        posts(cast.bea, group, thread=first.thread)
        posts(cast.clara, group, thread=first.thread)
    report = PostReport.objects.get()
    assert (first.state, report.post, report.reason, report.by, report.owner) == (
        "shown",
        first,
        "first",
        None,
        cast.clara,
    )
    assert report.promised == FRIDAY + 4 * HOUR
    kinds = Message.objects.filter(channel="email", user=cast.clara).values_list("kind", flat=True)
    assert sorted(kinds) == ["group.waits_staff"]


def test_it_is_no_danger_and_a_moderator_closes_it_with_one_press(cast, group):
    post = posts(cast.ana, group).post
    [case] = cases_in([group])
    assert (case.held, case.in_danger, case.first, case.due) == (False, False, True, FRIDAY + 4 * HOUR)
    assert "I have read it" in visit(cast.clara, FRIDAY, "moderating")
    url = visit(cast.clara, FRIDAY, "act_on_post", post.pk, send={"do": "seen"}, status=302)
    assert (url, reports(), cases_in([group])) == ("/moderation/", [("first", "seen")], [])
    assert "I have read it" not in visit(cast.clara, FRIDAY, "moderating")


def test_that_it_was_read_closes_nothing_that_a_member_told(cast, group):
    post = posts(cast.ana, group).post
    with clock.at(FRIDAY):
        moderation.report_post(by=cast.bea, member=group.members.get(user=cast.bea), post=post, reason="worry")
        assert (moderation.say_seen(by=cast.clara, post=post), moderation.say_seen(by=cast.clara, post=post)) == (1, 0)
        [case] = cases_in([group])
    assert (dict(reports()), case.in_danger, case.first) == ({"first": "seen", "worry": ""}, True, False)


def test_what_nobody_reads_goes_on_and_at_last_to_who_runs_the_centre_without_haste(cast, group, deliver):
    cleo = colleague(cast)
    appointed(cast, group, cleo)
    posts(cast.ana, group)
    moved = []
    for hours in (3, 4, 5):
        with clock.at(FRIDAY + hours * HOUR), deliver():
            moved.append(look_after_groups())
    assert moved == [0, 1, 1]
    assert (told(REPORT_PASSED), told(REPORT_LATE), PostReport.objects.get().owner) == (1, 1, cleo)
    mails = Message.objects.filter(channel="email", kind__startswith="group.report")
    assert set(mails.values_list("user__name", "kind", "urgent")) == {
        (cleo.name, "group.report", False), ("Carlos", "group.report_late", False),
    }  # fmt: skip


@pytest.mark.parametrize(("words", "reason"), [(INTENT, "danger"), (DEATH, "death"), (LINK, "link")])
def test_what_is_read_for_more_is_not_told_once_more_as_the_first(cast, group, words, reason):
    posts(cast.ana, group, words)
    assert reports() == [(reason, "")]


def test_first_posts_are_in_no_count_of_reports(cast, group):
    posts(cast.ana, group)
    with clock.at(FRIDAY):
        assert figures_of(group).reports_open == 0
        assert [one.reported for one in counted_at(cast.here)] == [0]
        posts(cast.ana, group, LINK)
        assert figures_of(group).reports_open == 1


# --- links of the new -------------------------------------------------------------------------------------------------


def test_a_link_of_somebody_new_waits_an_hour_at_most_and_is_no_danger(cast, group, deliver):
    with deliver():
        posted_now = posts(cast.ana, group, LINK)
    post, report = posted_now.post, PostReport.objects.get()
    assert (post.state, post.readable, post.found, posted_now.flag, posted_now.in_danger) == (
        "held",
        None,
        "",
        None,
        False,
    )
    assert (report.reason, report.owner, report.promised) == ("link", cast.clara, FRIDAY + HOUR)
    [case] = cases_in([group])
    assert (case.held, case.in_danger, case.first, case.due) == (True, False, False, FRIDAY + HOUR)
    assert (told(POST_MADE), Flag.objects.count()) == (0, 0)
    mails = Message.objects.filter(channel="email")
    assert set(mails.values_list("user__name", "kind", "urgent")) == {("Clara", "group.report", False)}
    source = f"{report.pk}:{report.made.isoformat()}"
    assert still_yours(cast.clara, [source]) == {source: {"by": FRIDAY + HOUR}}


def test_a_link_that_comes_as_the_day_ends_is_due_when_somebody_is_there_and_words_of_danger_within_the_hour(
    cast, group
):
    late = FRIDAY + 6 * HOUR + HOUR / 2  # half an hour before the group sleeps until Monday
    link, danger = posts(cast.ana, group, LINK, moment=late).post, posts(cast.ana, group, INTENT, moment=late).post
    due = {case.post: case.due for case in cases_in([group])}
    assert due == {link: day(7, 9, 30), danger: late + HOUR}


def test_words_of_wanting_to_die_stand_before_a_link_that_waits(cast, group):
    link = posts(cast.ana, group, LINK).post
    danger = posts(cast.ana, group, INTENT, moment=FRIDAY + HOUR / 2).post
    assert [case.post for case in cases_in([group])] == [danger, link]


def test_with_words_of_wanting_to_die_a_link_is_that_danger_and_nothing_less(cast, group):
    posted_now = posts(cast.ana, group, f"{INTENT} {LINK}")
    [case] = cases_in([group])
    assert (posted_now.in_danger, reports(), case.in_danger, Flag.objects.count()) == (True, [("danger", "")], True, 1)


def test_a_held_post_of_which_nobody_knows_why_counts_as_danger(cast, group):
    posted(group.members.get(user=cast.ana), state=Post.State.HELD)
    [case] = cases_in([group])
    assert (case.held, case.in_danger) == (True, True)


@pytest.mark.parametrize(("act", "outcome", "state"), [("show", "seen", "shown"), ("hide", "hidden", "hidden")])
def test_showing_or_hiding_it_closes_it(cast, group, act, outcome, state):
    post = posts(cast.ana, group, LINK).post
    with clock.at(FRIDAY + HOUR / 2):
        if act == "show":
            moderation.show_post(by=cast.clara, post=post)
        else:
            moderation.hide_post(by=cast.clara, post=post, why="It sells something.")
    post.refresh_from_db()
    assert (reports(), post.state, cases_in([group])) == ([("link", outcome)], state, [])
    assert told(POST_MADE) == (1 if act == "show" else 0)


def test_its_report_cannot_be_closed_while_it_waits(cast, group):
    post = posts(cast.ana, group, LINK).post
    with clock.at(FRIDAY):
        assert moderation.say_seen(by=cast.clara, post=post) == 0
    assert reports() == [("link", "")]


@pytest.mark.parametrize("who", ["known", "mentor", "staff"])
def test_whoever_is_known_posts_links_at_once(cast, group, who):
    user = {"known": cast.ana, "mentor": cast.bea, "staff": cast.clara}[who]
    if who == "known":
        known(group, cast.ana)
    assert (posts(user, group, LINK).post.state, reports(reason="link")) == ("shown", [])


@pytest.mark.parametrize("lacks", ["days", "posts"])
def test_both_days_and_posts_are_needed_and_a_hidden_post_makes_nobody_known(cast, group, lacks):
    known(group, cast.ana, FRIDAY - (6 if lacks == "days" else 8) * DAY)
    if lacks == "posts":
        Post.objects.filter(pk=Post.objects.earliest("made").pk).update(
            state="hidden", state_at=FRIDAY, state_by=cast.clara
        )  # fmt: skip
    assert posts(cast.ana, group, LINK).post.state == "held"


def test_without_the_rule_the_link_is_shown(cast, group, monkeypatch):
    monkeypatch.setattr(actions, "addresses_in", lambda *parts: frozenset())
    assert posts(cast.ana, group, LINK).post.state == "shown"


def test_a_change_that_adds_a_link_waits_and_one_that_keeps_what_was_read_does_not(cast, group):
    post = posts(cast.ana, group).post
    held = edits(cast.ana, group, post, LINK)
    assert (held.state, dict(reports())["link"], Post.objects.get().thread.number) == ("held", "", 0)
    with clock.at(FRIDAY + 2 * HOUR):
        moderation.show_post(by=cast.clara, post=held)
    assert edits(cast.ana, group, post, f"{LINK} Truly.", FRIDAY + 3 * HOUR).state == "shown"
    assert edits(cast.ana, group, post, "Call 612 345 678.", FRIDAY + 4 * HOUR).state == "held"
    assert dict(reports()) == {"first": "seen", "link": ""}


def test_a_held_link_whose_writer_takes_it_out_still_waits_with_somebody(cast, group):
    post = posts(cast.ana, group, LINK).post
    assert edits(cast.ana, group, post, "Nothing to see.").state == "held"
    [case] = cases_in([group])
    assert (case.owners, case.in_danger) == ([cast.clara.name], False)


# --- what they read ---------------------------------------------------------------------------------------------------


def sends(user, name, *args, status=422, moment=FRIDAY, **fields):
    return visit(user, moment, name, *args, send={"key": str(ids.new())} | fields, status=status)


def test_the_page_says_before_it_posts_that_a_moderator_reads_it_first_and_afterwards_why(cast, group):
    said = sends(cast.ana, "new_thread", group.pk, title="T", words=LINK, act="post", status=200)
    assert "A moderator reads this first There seems to be a link, an address or a telephone number in it" in said
    assert ("Post it all the same" in said, "One question before you post it" in said, Post.objects.count()) == (
        True, False, 0,
    )  # fmt: skip
    assert "A moderator reads this first" in sends(
        cast.ana, "new_thread", group.pk, title="T", words=LINK, act="look", status=200
    )
    sends(cast.ana, "new_thread", group.pk, title="T", words=LINK, act="anyway", status=302)
    post = Post.objects.get()
    said = visit(cast.ana, FRIDAY + HOUR, "thread", group.pk, post.thread_id)
    assert "a moderator reads it before the others do, because there is a link, an address or a number in it" in said
    assert "If it is very hard now" not in said
    visit(cast.bea, FRIDAY + HOUR, "thread", group.pk, post.thread_id, status=404)


def test_whoever_is_known_is_asked_nothing_about_a_link(cast, group):
    known(group, cast.ana)
    sends(cast.ana, "new_thread", group.pk, title="T", words=LINK, act="post", status=302)


def test_a_change_that_keeps_its_link_is_not_asked_about_again(cast, group):
    post = posts(cast.ana, group, LINK).post
    with clock.at(FRIDAY):
        moderation.show_post(by=cast.clara, post=post)
    sends(cast.ana, "edit_post", group.pk, post.pk, words=f"{LINK} Truly.", act="post", status=302)
    said = sends(cast.ana, "edit_post", group.pk, post.pk, words=f"{LINK} And www.other.es", act="post", status=200)
    assert "A moderator reads this first" in said


def test_a_post_that_waits_for_danger_never_speaks_of_a_link(cast, group):
    post = posts(cast.ana, group, INTENT).post
    edits(cast.ana, group, post, LINK)
    said = visit(cast.ana, FRIDAY + 2 * HOUR, "thread", group.pk, post.thread_id)
    assert "If it is very hard now, call one of the numbers" in said
    assert "because there is a link" not in said


def test_nobody_new_can_post_a_link_while_the_group_sleeps_or_after_it_closed(cast, group):
    said = sends(cast.ana, "new_thread", group.pk, title="T", words=LINK, act="anyway", moment=day(5, 10))
    assert ("The group sleeps until" in said, Post.objects.count()) == (True, 0)


def test_days_count_from_when_somebody_came_in():
    assert timedelta(days=7) == KNOWN_AFTER
    assert is_new_here(3, FRIDAY, FRIDAY + KNOWN_AFTER - timedelta(seconds=1), trusted=False)
    assert not is_new_here(3, FRIDAY, FRIDAY + KNOWN_AFTER, trusted=False)
