"""How much of a group hangs on three people: by hand, and against trying every three."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.leaders.fragility import AnsweredBy, Fragility, fragility, hang_on_three


def by(names: str, *, staff: bool = False) -> AnsweredBy:
    """A post that these people answered, a letter each."""
    return AnsweredBy(frozenset(names), staff)


TWENTY = [
    *[by("a")] * 3, *[by("ab")] * 2, by("bc"), by("abc"),  # seven that only a, b and c answered
    *[by("a", staff=True)] * 2,  # and two that a moderator answered too
    by("")  ,  # one without an answer
    *[by("ad")] * 4, *[by("de")] * 4, *[by("abcde")] * 2,
]  # fmt: skip


def test_twenty_posts_by_hand():
    """Without a, b and c 7 + 1 of 20 have no answer; a, d and e bear 3 + 4 + 4, which is more: 11 + 1 = 12. Had the
    moderators not answered, it would be 5 + 4 + 4 + 1 = 14.
    """
    found = fragility(TWENTY)
    assert found == Fragility(asked=20, unanswered=1, without=12, without_staff=14)
    assert (found.percent, found.worse_without_staff) == (60, True)


def test_two_of_five_as_the_page_says_it():
    posts = [*[by("abc")] * 8, *[by("defg")] * 12]
    assert fragility(posts) == Fragility(20, 0, 8, 8)
    assert (fragility(posts).percent, fragility(posts).worse_without_staff) == (40, False)


def test_of_few_posts_or_few_people_nothing_is_said():
    assert fragility(TWENTY[:19]) is None
    assert fragility([*[by("ab")] * 20, by("cd")]) is None
    assert fragility([]) is None


def test_what_staff_answered_has_an_answer_whoever_else_is_gone():
    posts = [by(name, staff=True) for name in "abcde"] * 4
    assert fragility(posts) == Fragility(20, 0, 0, 12)


SETS = st.lists(st.frozensets(st.integers(0, 8), max_size=5), max_size=40)


def by_trying_all(repliers: list[frozenset[int]]) -> int:
    """The slow way: every three people there are."""
    people = [*frozenset().union(*repliers), -1, -2, -3]
    return max(sum(bool(one) and one <= set(three) for one in repliers) for three in combinations(people, 3))


@given(SETS)
def test_it_is_what_trying_every_three_finds(repliers):
    assert hang_on_three(repliers) == by_trying_all(repliers)


@given(SETS, st.permutations(range(9)))
def test_other_people_in_the_same_places_change_nothing(repliers, others):
    assert hang_on_three(repliers) == hang_on_three(frozenset(others[one] for one in some) for some in repliers)


@given(st.lists(st.builds(AnsweredBy, st.frozensets(st.integers(0, 9), max_size=4), st.booleans()), max_size=60))
def test_it_is_never_more_than_there_is_and_never_better_without_staff(posts):
    found = fragility(posts)
    if found is None:
        return
    assert 0 <= found.unanswered <= found.without <= found.without_staff <= found.asked == len(posts)


def test_many_people_are_no_matter():
    many = [frozenset((number, number + 1)) for number in range(0, 2000, 2)] * 3
    assert hang_on_three([*many, frozenset((0,)), frozenset((0, 1, 2))]) == 5
