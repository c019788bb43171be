"""Who helps others is found by what they do for different people over months: by hand, in a made-up group, and whatever
anybody posts.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.leaders.growing import (
    HelpCounts,
    Helped,
    LeaderRule,
    PostSeen,
    ThanksSeen,
    Window,
    counts_of,
    pointed_out,
    reached,
    read_since,
)
from tests.factories.rooms import MADRID

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 6, 30, 20, tzinfo=MADRID)  # so that the six months are January to June
ENOUGH = HelpCounts(newcomers=3, waited=3, thanked=3, months=3, in_a_row=3)


def at(month: int, day: int, hour: float = 10) -> datetime:
    """A moment of 2026 in Madrid."""
    return datetime(2026, month, day, tzinfo=MADRID) + hour * HOUR


def count(person: str, posts: list[PostSeen], thanks: list[ThanksSeen] = ()) -> HelpCounts:
    return counts_of({person: "Europe/Madrid"}, posts, thanks, NOW)[person]


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_each_newcomer_is_one_however_often_they_are_answered_and_only_within_a_week():
    first = [PostSeen(f"new {number}", number, at(6, number + 1), first=True) for number in range(3)]
    late = PostSeen("ana", 2, at(6, 3) + timedelta(days=7, seconds=1))
    answers = [PostSeen("ana", 0, at(6, 1, 11)), PostSeen("ana", 0, at(6, 1, 12)), PostSeen("ana", 1, at(6, 9)), late]
    assert count("ana", [*first, *answers]).newcomers == 2
    assert count("ana", [*first, replace(answers[0], shown=False)]).newcomers == 0
    assert count("new 0", [*first, PostSeen("new 0", 0, at(6, 1, 11))]).newcomers == 0  # nobody welcomes themselves


def test_only_the_first_answer_counts_and_only_to_whoever_waited_two_hours():
    asked = [PostSeen("berta", 1, at(6, 1), asks=True), PostSeen("carla", 2, at(6, 1), asks=True)]
    ana = [PostSeen("ana", 1, at(6, 1, 12)), PostSeen("ana", 2, at(6, 1, 11.9))]
    assert count("ana", [*asked, *ana]).waited == 1
    assert count("ana", [*asked, *ana, PostSeen("dora", 1, at(6, 1, 11))]).waited == 0
    again = PostSeen("berta", 3, at(6, 2), asks=True)
    assert count("ana", [*asked, *ana, again, PostSeen("ana", 3, at(6, 3))]).waited == 1  # the same person once more


def test_thanks_are_counted_by_people_and_who_thanks_back_and_forth_is_one():
    back_and_forth = [ThanksSeen("berta", "ana", at(6, day)) for day in range(1, 20)]
    assert count("ana", [], [*back_and_forth, ThanksSeen("ana", "berta", at(6, 5))]).thanked == 1
    assert count("ana", [], [*back_and_forth, ThanksSeen("carla", "ana", at(6, 5))]).thanked == 2
    assert count("ana", [], [ThanksSeen("ana", "ana", at(6, 5))]).thanked == 0


def test_a_month_counts_with_two_days_and_what_is_older_than_six_months_does_not():
    two_days = [PostSeen("ana", 1, at(month, day)) for month in (1, 2, 4, 5, 6) for day in (3, 4)]
    found = count("ana", [*two_days, PostSeen("ana", 1, at(3, 3)), PostSeen("ana", 1, at(3, 3, 11))])
    assert (found.months, found.in_a_row) == (5, 3)
    old = [replace(post, made=post.made - timedelta(days=365)) for post in two_days]
    assert (count("ana", old).months, count("ana", old).in_a_row) == (0, 0)


def test_the_days_are_those_where_the_person_lives():
    """23:30 and 0:30 in Madrid are two days there, and one in Mexico."""
    posts = [PostSeen("ana", 1, at(6, 1, 23.5)), PostSeen("ana", 1, at(6, 2, 0.5))]
    assert count("ana", posts).months == 1
    assert counts_of({"ana": "America/Mexico_City"}, posts, [], NOW)["ana"].months == 0


def test_what_has_to_be_read_reaches_back_to_the_first_month_everywhere():
    for zone in ("Pacific/Kiritimati", "Europe/Madrid", "Pacific/Pago_Pago"):
        for hours in range(-30, 30):  # around the end of a month
            now = at(6, 30, 24 + hours)
            year, month = Window(zone, now).months[0]
            assert read_since(now) <= datetime(year, month + 1, 1, tzinfo=ZoneInfo(zone)) - timedelta(days=7)


@pytest.mark.parametrize("name", ["newcomers", "waited", "thanked", "in_a_row"])
def test_every_one_of_the_four_must_be_reached(name):
    assert pointed_out(ENOUGH)
    less = replace(ENOUGH, **{name: getattr(ENOUGH, name) - 1})
    assert not pointed_out(less)
    assert len(reached(less)) == 3


def test_four_months_of_six_are_as_steady_as_three_in_a_row():
    assert Helped.STEADY in reached(replace(ENOUGH, in_a_row=2, months=4))
    assert Helped.STEADY not in reached(replace(ENOUGH, in_a_row=2, months=3))


def test_a_rule_by_which_the_thanks_of_one_person_would_do_is_refused():
    with pytest.raises(ValueError, match="one person"):
        LeaderRule(thanked=1)


# --- a made-up group --------------------------------------------------------------------------------------------------

LEADERS = ("leader 1", "leader 2", "leader 3")
PAIR = ("pair 1", "pair 2")


class MadeUpGroup:
    """Half a year of a group: newcomers who ask, three who help, one who posts most and helps nobody, two who thank
    each other, one who reads, and twenty who come and go.
    """

    def __init__(self, seed: int) -> None:
        self.chance, self.posts, self.thanks, self.threads = random.Random(seed), [], [], 0  # noqa: S311 -- no secret
        self.others = [f"other {number}" for number in range(20)]
        for days in range(180):
            self._day(NOW - (180 - days) * DAY, days)

    def _day(self, morning: datetime, number: int) -> None:
        if number % 3 == 0:
            self._newcomer(f"new {number}", morning)
        for _ in range(12):  # adverts of the spammer's own, and a word in what others write about
            self._opens("spammer", morning + self._hours(0, 12))
            if self.posts:
                self._posts("spammer", self.chance.choice(self.posts[-40:]).thread, morning + self._hours(0, 12))
        asks, answers = self.chance.sample(PAIR, 2)
        thread = self._opens(asks, morning)
        self._posts(answers, thread, morning + self._hours(3, 5))
        self.thanks.append(ThanksSeen(asks, answers, morning + self._hours(6, 7)))
        if number % 20 == 0:
            self._opens("reader", morning)
        if self.chance.random() < 0.3:
            self._opens(self.chance.choice(self.others), morning + self._hours(0, 10))

    def _newcomer(self, name: str, morning: datetime) -> None:
        thread = self._opens(name, morning, first=True)
        for leader in self.chance.sample(LEADERS, self.chance.choice((1, 1, 2))):
            self._posts(leader, thread, morning + self._hours(3, 9))
            if self.chance.random() < 0.4:
                self.thanks.append(ThanksSeen(name, leader, morning + self._hours(10, 12)))
        if self.chance.random() < 0.15:
            self._posts(self.chance.choice(self.others), thread, morning + self._hours(4, 9))
        if self.chance.random() < 0.3:
            self.thanks.append(ThanksSeen("reader", self.chance.choice(LEADERS), morning + self._hours(10, 12)))

    def _opens(self, who: str, made: datetime, *, first: bool = False) -> int:
        self.threads += 1
        self.posts.append(PostSeen(who, self.threads, made, asks=True, first=first))
        return self.threads

    def _posts(self, who: str, thread: int, made: datetime) -> None:
        self.posts.append(PostSeen(who, thread, made))

    def _hours(self, low: int, high: int) -> timedelta:
        return self.chance.randint(low * 60, high * 60) * timedelta(minutes=1)

    @property
    def people(self) -> dict[str, str]:
        return {post.by: "Europe/Madrid" for post in self.posts}

    def found(self) -> set[str]:
        """Who is pointed out, if everybody had agreed to be seen."""
        counts = counts_of(self.people, self.posts, self.thanks, NOW)
        return {person for person, count in counts.items() if pointed_out(count)}


@pytest.mark.parametrize("seed", range(5))
def test_in_a_made_up_group_those_who_help_are_found_and_nobody_else(seed):
    group = MadeUpGroup(seed)
    written = Counter(post.by for post in group.posts)
    assert written.most_common(1)[0][0] == "spammer"
    assert written["spammer"] > 20 * max(written[leader] for leader in LEADERS)
    counts = counts_of(group.people, group.posts, group.thanks, NOW)
    assert (counts["spammer"].thanked, counts["spammer"].months) == (0, 6)
    assert counts["spammer"].newcomers >= 3  # by posting everywhere
    assert [counts[one].thanked for one in PAIR] == [1, 1]
    assert group.found() == set(LEADERS)


def test_without_the_count_of_thanks_the_spammer_would_be_found():
    group = MadeUpGroup(0)
    counts = counts_of(group.people, group.posts, group.thanks, NOW)
    assert reached(counts["spammer"]) >= {Helped.NEWCOMERS, Helped.STEADY}
    assert Helped.THANKED not in reached(counts["spammer"])


# --- whatever anybody posts -------------------------------------------------------------------------------------------

NAMES = st.sampled_from("abcdef")
MOMENTS = st.integers(0, 150 * 24 * 60).map(lambda minutes: NOW - minutes * timedelta(minutes=1))
POSTS = st.lists(
    st.builds(PostSeen, NAMES, st.integers(0, 4), MOMENTS, st.booleans(), st.booleans()),
    max_size=40,
    unique_by=lambda post: post.made,
)
THANKS = st.lists(st.builds(ThanksSeen, NAMES, NAMES, MOMENTS), max_size=20)
RULES = st.builds(LeaderRule, *[st.integers(0, 2)] * 2, st.just(2), *[st.integers(0, 2)] * 2)
EVERYBODY = dict.fromkeys("abcdef", "Europe/Madrid")


def outcome(posts, thanks, rule, people=EVERYBODY):
    return {person for person, found in counts_of(people, posts, thanks, NOW).items() if pointed_out(found, rule)}


@given(POSTS, THANKS, RULES, st.lists(st.integers(0, 20), min_size=40, max_size=40))
def test_posting_more_changes_nothing(posts, thanks, rule, times):
    """Each says more right after what they said, and in conversations of their own that nobody answers."""
    more = [
        replace(post, made=post.made + number * timedelta(seconds=1), asks=False, first=False, thread=thread)
        for post, often in zip(posts, times, strict=False)
        for number in range(1, often + 1)
        for thread in (post.thread, f"{post.by}'s own")
    ]
    more = [post for post in more if post.made <= NOW]
    assert counts_of(EVERYBODY, posts, thanks, NOW) == counts_of(EVERYBODY, [*posts, *more], thanks, NOW)
    assert outcome(posts, thanks, rule) == outcome([*posts, *more], thanks, rule)


@given(POSTS, POSTS, THANKS, RULES)
def test_whatever_somebody_posts_without_the_thanks_of_two_others_they_are_not_pointed_out(posts, more, thanks, rule):
    of_one = [one for one in thanks if one.to != "a" or one.by == "b"]
    assert "a" not in outcome([*posts, *(replace(post, by="a") for post in more)], of_one, rule)


@given(POSTS, THANKS, RULES, st.permutations("abcdef"))
def test_other_names_change_nothing(posts, thanks, rule, names):
    called = dict(zip("abcdef", names, strict=True))
    other_posts = [replace(post, by=called[post.by]) for post in posts]
    other_thanks = [replace(one, by=called[one.by], to=called[one.to]) for one in thanks]
    assert outcome(other_posts, other_thanks, rule) == {called[one] for one in outcome(posts, thanks, rule)}


@given(POSTS, THANKS)
def test_whoever_is_not_asked_about_is_not_counted(posts, thanks):
    some = {"a": "Europe/Madrid"}
    assert counts_of(some, posts, thanks, NOW) == {"a": counts_of(EVERYBODY, posts, thanks, NOW)["a"]}
