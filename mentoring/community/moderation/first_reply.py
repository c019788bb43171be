"""How long people waited in a group for the first reply of another human; the never answered included. Pure.

Window: what asks for an answer in it (a post that opens a thread, or somebody's first in the group) and was made in a
period, up to `now`. Posts of staff ask nothing. A post that waits until a moderator has read it is not in it: the group
cannot read it, and its time begins when it is let through. Each other one is counted once:

- `answered`: somebody else posted after it, while it could be read;
- `waiting`: nobody has yet; it is censored at `now`;
- `gone`: hidden by a moderator, in a thread that a moderator closed, or taken along by its writer, before anybody
  replied; it is censored at that moment, for it waited that long, and whether somebody would have replied nobody knows.

The wait is measured twice: in the staffed hours of the group, in which it promises to answer, and by the clock, as a
person at home feels it. The times and shares are those of the product-limit estimator of
`oncocare/foundation/lasting.py` among all that asked. There is no mean, which those who wait would not be in. Of fewer
than `FEWEST` only the counts are said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from mentoring.community.groups.duty import ANSWER_WITHIN, TASK_AFTER, GroupTime
from mentoring.conversations.answer_times import FEWEST, HALF, HOUR, NINE_OF_TEN, ByThen, Reached
from oncocare.foundation.lasting import Ending, Lasted, left_at, product_limit, reached
from oncocare.safety.promise import openings_after


@dataclass(frozen=True)
class PostAsked:
    """One post that asks: when the group could read it, when somebody else first posted after it, and since when the
    group cannot read it any more, if so. Aware moments.
    """

    made: datetime
    replied: datetime | None
    gone: datetime | None

    @property
    def answered(self) -> datetime | None:
        """When it was answered, as far as it could be read until then."""
        return self.replied if self.replied and (self.gone is None or self.replied <= self.gone) else None


@dataclass(frozen=True)
class ReplyWait:
    """One way to measure the waits: after how many hours, rounded up, half and nine of ten were answered, None where so
    many were not; and of 100 how many within the hours that the community promises itself, None where nobody knows.
    """

    half: Reached | None
    nine_of_ten: Reached | None
    within: ByThen | None


@dataclass(frozen=True)
class FirstReply:
    """What became of what was asked in a group, as the head of this file says."""

    asked: int
    answered: int
    waiting: int
    gone: int
    staffed: ReplyWait
    clock: ReplyWait

    @property
    def few(self) -> bool:
        """Whether they are too few to say more than how many there are."""
        return self.asked < FEWEST


def measure(posts: Iterable[PostAsked], time: GroupTime, now: datetime) -> FirstReply:
    """What became of these posts, and how long it took, up to `now`."""
    return measure_together([(posts, time)], now)


def measure_together(groups: Iterable[tuple[Iterable[PostAsked], GroupTime]], now: datetime) -> FirstReply:
    """The same of the posts of several groups, each in the hours of its own."""
    timed = [(one, time) for posts, time in groups for one in posts if one.made <= now]
    made = [one for one, _time in timed]
    answered = sum(one.answered is not None for one in made)
    gone = sum(one.answered is None and one.gone is not None for one in made)
    ends = [(one.made, one.answered or one.gone or now, one.answered is not None, time) for one, time in timed]
    by_clock = [Lasted(end - start, ended) for start, end, ended, _time in ends]
    staffed = [Lasted(staffed_between(start, end, time), ended) for start, end, ended, time in ends]
    return FirstReply(
        asked=len(made),
        answered=answered,
        waiting=len(made) - answered - gone,
        gone=gone,
        staffed=_wait(staffed, ANSWER_WITHIN),
        clock=_wait(by_clock, TASK_AFTER),
    )


def staffed_between(start: datetime, end: datetime, time: GroupTime) -> timedelta:
    """How much of the hours of the group lies between two aware moments; nothing where the end is not the later."""
    if end <= start:
        return timedelta()
    ahead = end - start + timedelta(days=2)
    openings = openings_after(start, time.hours, time.zone, time.closed, ahead)
    return sum((min(closes, end) - opens for opens, closes in openings if opens < end), timedelta())


def _wait(lasted: Sequence[Lasted], limit: timedelta) -> ReplyWait:
    endings = product_limit(lasted) if len(lasted) >= FEWEST else ()
    return ReplyWait(_reached(endings, HALF), _reached(endings, NINE_OF_TEN), _within(endings, lasted, limit))


def _reached(endings: Sequence[Ending], share: Fraction) -> Reached | None:
    ending = reached(endings, share)
    return Reached(-(-ending.at // HOUR), ending.at_risk) if ending else None


def _within(endings: Sequence[Ending], lasted: Sequence[Lasted], limit: timedelta) -> ByThen | None:
    """None of too few, and where nobody waited so long and some were not answered: after that nothing is known."""
    if len(lasted) < FEWEST:
        return None
    at_risk, left = sum(length >= limit for length, _ended in lasted), left_at(endings, limit)
    return ByThen(limit // HOUR, int(100 * (1 - left)), at_risk) if at_risk or not left else None
