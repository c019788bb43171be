"""How much of a group depends on a few people, without a name. Pure.

Window: the posts that asked in the last 90 days. An answer is any post that somebody else made in the thread after it
and that the group can read. For every three people the rule asks how many of these posts would have had no answer by
anybody, had these three posted nothing: those that have none as it is, and those that nobody but these three answered.
The largest such number is the one that is told, as n of N. Who the three are is not returned.

Whoever answers for the group is none of the three, for they are there by duty: what a moderator answered has an answer
whoever else is gone. How it would be if the moderators had not answered either is counted once more, with the three on
whom most depends then.

Of fewer than `FEWEST_POSTS` posts, or fewer than `FEWEST_PEOPLE` who answered, nothing is told: it would say something
of single people. Both numbers are ours, as no published standard was found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

WINDOW = timedelta(days=90)
FEW = 3  # on so many people does it look
FEWEST_POSTS = 20
FEWEST_PEOPLE = 5


@dataclass(frozen=True)
class AnsweredBy:
    """One post that asked: the members who answered it, its writer and staff aside, and whether staff did."""

    members: frozenset[Hashable]
    staff: bool


@dataclass(frozen=True)
class Fragility:
    """Of so many posts that `asked`: how many have no answer by anybody (`unanswered`), how many would have none
    without the three on whom most depends (`without`), and how many if staff had not answered either.
    """

    asked: int
    unanswered: int
    without: int
    without_staff: int

    @property
    def percent(self) -> int:
        """Of 100 posts, how many would have no answer without the three, rounded down."""
        return 100 * self.without // self.asked

    @property
    def worse_without_staff(self) -> bool:
        """Whether moderators are what keeps it from being worse."""
        return self.without_staff > self.without


def fragility(posts: Sequence[AnsweredBy]) -> Fragility | None:
    """How much hangs on three people; None where there are too few posts, or too few people who answer."""
    if len(posts) < FEWEST_POSTS or len(frozenset().union(*(post.members for post in posts))) < FEWEST_PEOPLE:
        return None
    silent = sum(not post.members for post in posts)
    unanswered = sum(not post.members and not post.staff for post in posts)
    return Fragility(
        asked=len(posts),
        unanswered=unanswered,
        without=unanswered + hang_on_three(post.members for post in posts if not post.staff),
        without_staff=silent + hang_on_three(post.members for post in posts),
    )


def hang_on_three(repliers: Iterable[frozenset[Hashable]]) -> int:
    """The most of these sets, the empty ones aside, that any three people hold all of.

    Exact without trying every three, for only sets of at most three can be held. Of the best three either no two are
    in one set: then they are three who are most often alone in one. Or two are; then the third is in a set with one of
    them, or is one of those three.
    """
    few = Counter(one for one in repliers if 0 < len(one) <= FEW)
    together: dict[Hashable, set[Hashable]] = defaultdict(set)
    for people in few:
        for person in people:
            together[person] |= people
    alone = sorted(together, key=lambda person: -few[frozenset((person,))])[:FEW]
    best, place = _held_by(alone, few), {person: number for number, person in enumerate(together)}
    for one, others in together.items():
        for two in others:
            if place[two] > place[one]:
                thirds = others | together[two] | set(alone)  # they are two by themselves where it is one of them
                best = max(best, *(_held_by((one, two, three), few) for three in thirds))
    return best


def _held_by(people: Iterable[Hashable], few: Mapping[frozenset[Hashable], int]) -> int:
    known = set(people)
    some = (frozenset(part) for size in range(1, FEW + 1) for part in combinations(known, size))
    return sum(few.get(part, 0) for part in some)
