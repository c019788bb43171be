"""Groups in numbers, without a word of them: how reports are closed, and what people said of groups. Pure.

Window: four weeks up to a moment, and the four weeks before them, each as it was known at its end: what was answered or
closed after the end of a window had not been then, and is censored there. So the two can be compared, and the later one
does not look slower because it is young.

Reports: those that were made in the window. Each is in one class, by how soon it is to be looked at
(`threads/promises.py`). The time until a report is closed is counted by the clock; the open ones are censored, by the
product-limit estimator of `oncocare/foundation/lasting.py`. `late`: closed after the promised moment, or open past it;
its denominator is `decided`, those of which one can say it. Times are not said of fewer than `FEWEST`.

What people said: numerator those who chose an answer, denominator those who answered anything (`answered`); the share
that is missing is that of those who were asked, could answer no more, and did not. Of fewer than `FEWEST` people who
answered nothing is said at all: it would tell who said what. Nor is it in the numbers of all groups, where taking away
those that are shown would leave it alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from mentoring.community.moderation.first_reply import FirstReply, PostAsked
from mentoring.community.surveys.asking import FEWEST, OF_A_GROUP
from mentoring.community.threads.promises import looked_at_within
from mentoring.conversations.answer_times import HALF, HOUR, NINE_OF_TEN, Reached
from oncocare.foundation.lasting import Lasted, product_limit, reached

WINDOW = timedelta(days=28)


@dataclass(frozen=True)
class NumbersWindow:
    """From a moment on and before another, both aware."""

    begins: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment falls into it."""
        return self.begins <= moment < self.ends


def windows_at(now: datetime) -> tuple[NumbersWindow, NumbersWindow]:
    """The four weeks up to now, and the four before them."""
    return NumbersWindow(now - WINDOW, now), NumbersWindow(now - 2 * WINDOW, now - WINDOW)


def known_then(posts: Iterable[PostAsked], window: NumbersWindow) -> list[PostAsked]:
    """The posts of a window, as far as one knew of them at its end."""
    return [
        PostAsked(one.made, _before(one.replied, window), _before(one.gone, window))
        for one in posts
        if window.holds(one.made)
    ]


def _before(moment: datetime | None, window: NumbersWindow) -> datetime | None:
    return moment if moment is not None and moment < window.ends else None


# --- reports ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReportSeen:
    """One report: its reason, a value of `PostReport.Reason`; when it was made, by when somebody was to look, when it
    was closed if so, and how.
    """

    reason: str
    made: datetime
    promised: datetime
    closed: datetime | None
    outcome: str


@dataclass(frozen=True)
class Closing:
    """What became of reports, as the head of this file says; `half` and `nine_of_ten` are None where so many were not
    closed, and of too few.
    """

    made: int
    closed: int
    late: int
    decided: int
    half: Reached | None
    nine_of_ten: Reached | None

    @property
    def open(self) -> int:
        """Those nobody had closed."""
        return self.made - self.closed

    @property
    def few(self) -> bool:
        """Whether they are too few to say how long it took."""
        return self.made < FEWEST


def closing(reports: Iterable[ReportSeen], window: NumbersWindow) -> Closing:
    """What became of the reports of a window."""
    made = [one for one in reports if window.holds(one.made)]
    ends = [(one, _before(one.closed, window)) for one in made]
    late = sum((end or window.ends) > one.promised for one, end in ends)
    in_time = sum(end is not None and end <= one.promised for one, end in ends)
    lasted = [Lasted((end or window.ends) - one.made, end is not None) for one, end in ends]
    endings = product_limit(lasted) if len(made) >= FEWEST else ()
    return Closing(
        made=len(made),
        closed=sum(end is not None for _one, end in ends),
        late=late,
        decided=late + in_time,
        half=_reached(endings, HALF),
        nine_of_ten=_reached(endings, NINE_OF_TEN),
    )


def _reached(endings: Sequence[Any], share: Fraction) -> Reached | None:
    ending = reached(endings, share)
    return Reached(-(-ending.at // HOUR), ending.at_risk) if ending else None


def by_urgency(reports: Iterable[ReportSeen], window: NumbersWindow) -> list[tuple[int, Closing]]:
    """The same by class, the most urgent first: within how many staffed hours it is to be looked at, and what became of
    those of which there is one.
    """
    rows = list(reports)
    classes = sorted({looked_at_within(one.reason) for one in rows})
    found = [
        (span // HOUR, closing((one for one in rows if looked_at_within(one.reason) == span), window))
        for span in classes
    ]
    return [(hours, became) for hours, became in found if became.made]


def endings_of(reports: Iterable[ReportSeen], window: NumbersWindow) -> dict[str, int]:
    """How many reports that were made in a window were closed in it with each outcome, the most first."""
    ended = [one.outcome for one in reports if window.holds(one.made) and _before(one.closed, window)]
    return dict(sorted(Counter(ended).items(), key=lambda one: (-one[1], one[0])))


# --- what people said -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FeedbackSeen:
    """What one person was asked and said; `answered` and `skipped`: whether; `over`: the time to answer is past."""

    moment: str
    answered: bool
    skipped: bool
    over: bool
    came_for: Sequence[str] = ()
    gave: Sequence[str] = ()
    expected: str = ""
    why: Sequence[str] = ()
    words: str = ""


@dataclass(frozen=True)
class FeedbackNumbers:
    """What people said, as the head of this file says: how many were asked, answered, would rather not say, did not
    answer in time, or still can; and by question how many chose each answer.
    """

    asked: int
    answered: int
    skipped: int
    unanswered: int
    came_for: Mapping[str, int]
    gave: Mapping[str, int]
    expected: Mapping[str, int]
    why: Mapping[str, int]
    words: tuple[str, ...]

    @property
    def few(self) -> bool:
        """Whether they are too few to say anything."""
        return self.answered < FEWEST

    @property
    def waiting(self) -> int:
        """Those who can still answer."""
        return self.asked - self.answered - self.skipped - self.unanswered

    @property
    def missing(self) -> int:
        """Of 100 who were asked and cannot answer any more, how many did not, rounded up."""
        ended = self.asked - self.waiting
        return -(-100 * (ended - self.answered) // ended) if ended else 0


def said(rows: Iterable[FeedbackSeen], *, of_a_group: bool) -> FeedbackNumbers:
    """What was said by those who were asked what a group was like; or else by those who were asked why not. The words
    stand in the order of the alphabet, so that their place says nothing of who wrote them when.
    """
    asked = [one for one in rows if (one.moment in OF_A_GROUP) == of_a_group]
    answered = [one for one in asked if one.answered]
    return FeedbackNumbers(
        asked=len(asked),
        answered=len(answered),
        skipped=sum(one.skipped for one in asked),
        unanswered=sum(one.over and not one.answered and not one.skipped for one in asked),
        came_for=Counter(code for one in answered for code in one.came_for),
        gave=Counter(code for one in answered for code in one.gave),
        expected=Counter(one.expected for one in answered if one.expected),
        why=Counter(code for one in answered for code in one.why),
        words=tuple(sorted((one.words for one in answered if one.words), key=str.casefold)),
    )


def said_together(
    groups: Iterable[Sequence[FeedbackSeen]], alone: Sequence[FeedbackSeen], *, of_a_group: bool
) -> FeedbackNumbers:
    """The same of all groups, and of what stands `alone` in no group. Each group has a page of its own: what is left
    without those that are shown there is of `FEWEST` people who answered, of none, or not in it.
    """
    told: list[FeedbackSeen] = []
    rest = list(alone)
    for rows in groups:
        (rest if said(rows, of_a_group=of_a_group).few else told).extend(rows)
    left = said(rest, of_a_group=of_a_group)
    return said([*told, *([] if left.answered and left.few else rest)], of_a_group=of_a_group)


# --- a group, or all of them ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WindowNumbers:
    """What happened in one window: posts, people who posted, were there, came in and left; how long the first reply
    took; and what became of reports.
    """

    posts: int
    writers: int
    there: int
    joined: int
    left: int
    first_reply: FirstReply
    reports: Closing
    urgency: Sequence[tuple[int, Closing]]
    endings: Mapping[str, int]


@dataclass(frozen=True)
class GroupNumbers:
    """One group, or several together (`group` is None then): who is in it and what waits now, the last four weeks and
    those before, what people said of it, and why others left it early or did not come.
    """

    group: Any
    members: int
    unanswered: int
    now: WindowNumbers
    before: WindowNumbers
    liked: FeedbackNumbers
    why_not: FeedbackNumbers
