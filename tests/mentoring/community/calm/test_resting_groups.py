"""A group that rests: nobody but moderators posts, everybody reads until when, and somebody in danger is heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.calm import actions
from mentoring.community.calm.rests import RestFor, rest_ends
from mentoring.community.groups.actions import close_group
from mentoring.community.groups.duty import GroupTime
from mentoring.community.groups.selectors import time_of
from mentoring.community.models import Group
from mentoring.community.threads.actions import edit_post
from mentoring.community.threads.models import Post, PostDraft
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock, ids
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening
from tests.factories.community import FRIDAY, INTENT, at, member, open_group, posts
from tests.factories.conversations import visit
from tests.factories.rooms import day

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OFFICE = tuple(Opening(weekday, time(9), time(17)) for weekday in range(5))
PLAIN = GroupTime("Europe/Madrid", stays_open=False, hours=OFFICE, turns=(), closed=frozenset())
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- given a zone


@pytest.fixture
def group(cast):
    with clock.at(day(4, 9)):
        made = open_group(cast)
        member(cast, made, cast.ana, "Blue bird")
    return made


def rests(cast, group, until=FRIDAY + HOUR, moment=FRIDAY):
    with clock.at(moment):
        return actions.rest_group(by=cast.clara, group=group, until=until)


# --- the times --------------------------------------------------------------------------------------------------------


@given(MOMENTS, MOMENTS, st.booleans())
def test_while_it_rests_nobody_posts_and_afterwards_as_if_it_had_not(moment, until, stays_open):
    plain = replace(PLAIN, stays_open=stays_open)
    resting = replace(plain, rests_until=until)
    assert resting.awake(moment) is (plain.awake(moment) and moment >= until)
    opens = resting.opens(moment)
    assert (opens >= until or moment >= until, plain.awake(opens), resting.awake(opens)) == (True, True, True)
    assert resting.answer_by(moment) == plain.answer_by(moment)
    assert resting.next_opening(moment) == plain.next_opening(max(moment, until))


def test_a_group_without_hours_says_that_nobody_knows():
    assert replace(PLAIN, hours=(), rests_until=FRIDAY).opens(FRIDAY - HOUR) is None


@given(MOMENTS)
def test_every_end_that_may_be_chosen_is_to_come(moment):
    ends = rest_ends(moment, PLAIN)
    assert (set(ends), min(ends.values()) > moment) == (set(RestFor), True)
    local = ends[RestFor.MORNING].astimezone(day(0).tzinfo)
    assert (local.time(), ends[RestFor.MORNING] - moment <= 25 * HOUR) == (time(8), True)


@pytest.mark.parametrize(
    ("moment", "morning", "opening"),
    [
        (day(4, 10), day(5, 8), day(7, 9)),  # a Friday in its hours: they begin again on Monday
        (day(4, 23), day(5, 8), day(7, 9)),
        (day(7, 2), day(7, 8), day(7, 9)),  # in the night it is the morning of the same day
    ],
)
def test_what_may_be_chosen(moment, morning, opening):
    assert rest_ends(moment, PLAIN) == {
        RestFor.HOUR: moment + HOUR, RestFor.MORNING: morning, RestFor.OPENING: opening,
    }  # fmt: skip


def test_the_morning_after_the_clocks_change_is_eight_on_the_wall():
    before = datetime(2026, 3, 28, 21, tzinfo=UTC)  # a Saturday; at night the clocks go forward
    assert rest_ends(before, PLAIN)[RestFor.MORNING] == datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert RestFor.OPENING not in rest_ends(before, replace(PLAIN, hours=()))


# --- the acts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stays_open", [False, True])
def test_while_a_group_rests_nobody_posts_and_moderators_do(cast, group, stays_open):
    group.stays_open = stays_open
    group.save()
    post = posts(cast.ana, group).post
    rests(cast, group)
    with pytest.raises(ValidationError, match=r"rests until Friday 6 March 2026, .*\. What you wrote is kept"):
        posts(cast.ana, group, moment=FRIDAY + MINUTE)
    with clock.at(FRIDAY + MINUTE), pytest.raises(ValidationError, match="Nothing was changed: do it then"):
        edit_post(by=cast.ana, inside=at(cast.ana, group), post=post, words="Other words.")
    posts(cast.clara, group, "Let us take a breath.", moment=FRIDAY + MINUTE)
    assert Post.objects.count() == 2
    posts(cast.ana, group, moment=FRIDAY + HOUR)
    assert Post.objects.count() == 3


def test_a_rest_that_ends_at_night_lasts_until_the_group_wakes(cast, group):
    rests(cast, group, until=day(4, 20), moment=day(4, 16))
    with pytest.raises(ValidationError, match="The group rests until Monday 9 March 2026"):
        posts(cast.ana, group, moment=day(4, 16))
    posts(cast.clara, group, moment=day(4, 18))  # a moderator speaks while it rests, also outside its hours
    with pytest.raises(ValidationError, match="The group sleeps until Monday"):
        posts(cast.clara, group, moment=day(4, 21))


def test_words_of_wanting_to_die_are_kept_and_held_while_it_rests(cast, group):
    rests(cast, group)
    posted = posts(cast.ana, group, INTENT, moment=FRIDAY + MINUTE)
    assert (posted.post.state, posted.flag.patient, Flag.objects.count()) == ("held", cast.patient(cast.ana), 1)


def test_what_was_promised_stays_promised(cast, group):
    with clock.at(FRIDAY):
        before = time_of(group).answer_by(FRIDAY)
    rests(cast, group, until=FRIDAY + 3 * HOUR)
    assert time_of(group).answer_by(FRIDAY) == before == FRIDAY + 4 * HOUR


def test_what_is_said_last_counts_twice_is_once_and_it_ends_early(cast, group):
    for until in (FRIDAY + 3 * HOUR, FRIDAY + HOUR, FRIDAY + HOUR):
        rests(cast, group, until=until)
    row = Group.objects.get(pk=group.pk)
    assert (row.rests_at, row.rests_by, row.rests_until) == (FRIDAY, cast.clara, FRIDAY + HOUR)
    assert AuditRow.objects.filter(verb=Verb.GROUP_RESTS).count() == 2
    for _ in range(2):
        with clock.at(FRIDAY + MINUTE):
            actions.end_rest(by=cast.clara, group=group)
    posts(cast.ana, group, moment=FRIDAY + MINUTE)
    assert AuditRow.objects.filter(verb=Verb.GROUP_RESTED).count() == 1


@pytest.mark.parametrize("how", ["closed", "past"])
def test_a_closed_group_does_not_rest_and_no_group_until_before_now(cast, group, how):
    with clock.at(FRIDAY):
        if how == "closed":
            close_group(by=cast.carlos, group=group)
    with pytest.raises(ValidationError):
        rests(cast, group, until=FRIDAY if how == "past" else FRIDAY + HOUR)
    assert Group.objects.get(pk=group.pk).rests_until is None


# --- the pages --------------------------------------------------------------------------------------------------------


def test_everybody_reads_until_when_with_where_to_get_help_and_what_they_type_is_kept(cast, group):
    thread = posts(cast.ana, group).post.thread
    rests(cast, group)
    for name, args in (("group", []), ("thread", [thread.pk]), ("new_thread", [])):
        said = visit(cast.ana, FRIDAY + MINUTE, name, group.pk, *args)
        assert "The group rests until Friday 6 March 2026, 11:00, so that everybody can take a breath." in said
        assert "If you do not feel safe or cannot wait, call one of the numbers" in said
        assert "You can write meanwhile, as a moderator." not in said
    send = {"key": str(ids.new()), "title": "T", "words": "Now", "act": "post"}
    assert "What you wrote is kept as a draft" in visit(
        cast.ana, FRIDAY + MINUTE, "new_thread", group.pk, send=send, status=422
    )
    assert PostDraft.objects.get().words == "Now"
    assert "The group rests until" not in visit(cast.ana, FRIDAY + HOUR, "group", group.pk)


def test_a_moderator_lets_it_rest_by_the_page_ends_it_and_members_cannot(cast, group):
    visit(cast.ana, FRIDAY, "rest_group", group.pk, status=403)
    assert "Let the group rest" in visit(cast.clara, FRIDAY, "group", group.pk)
    assert "Let the group rest" not in visit(cast.ana, FRIDAY, "group", group.pk)
    page = visit(cast.clara, FRIDAY, "rest_group", group.pk)
    for words in ("For an hour Friday 6 March 2026, 11:00", "Until 8 in the morning Saturday 7 March 2026, 08:00",
                  "Until its hours begin again Monday 9 March 2026, 09:00"):  # fmt: skip
        assert words in page
    for chosen in ("", "for ever"):
        visit(cast.clara, FRIDAY, "rest_group", group.pk, send={"until": chosen}, status=422)
    visit(cast.clara, FRIDAY, "rest_group", group.pk, send={"until": "morning"}, status=302)
    assert Group.objects.get(pk=group.pk).rests_until == day(5, 8)
    assert "You can write meanwhile, as a moderator." in visit(cast.clara, FRIDAY, "group", group.pk)
    assert "It rests until Saturday 7 March 2026, 08:00." in visit(cast.clara, FRIDAY, "rest_group", group.pk)
    assert "rests until" in visit(cast.clara, FRIDAY, "moderating")
    assert "Clara, who answers for it, lets it rest until Saturday 7 March 2026, 08:00" in visit(
        cast.carlos, FRIDAY, "centre_group", group.pk
    )
    visit(cast.clara, FRIDAY, "rest_group", group.pk, send={"do": "end"}, status=302)
    assert Group.objects.get(pk=group.pk).rests_until is None
    assert "lets it rest" not in visit(cast.carlos, FRIDAY, "centre_group", group.pk)
