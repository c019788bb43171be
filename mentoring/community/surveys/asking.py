"""When somebody is asked what a group was like, and why they did not want one, and what they can say. Pure.

What is asked follows the published evaluations of communities of patients: what people came for, what it gave them,
whether it met what they expected, and why others did not come; the words and the choices are ours. The times are ours
too: no source says them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MINUTES = 2  # of the weekly budget; at most so long
AFTER = timedelta(days=28)  # in a group
TOO_LATE = timedelta(days=56)  # who is in it for longer when this begins is not asked any more
EARLY = timedelta(days=14)  # who leaves within these is asked why, and nothing else
LATELY = timedelta(days=28)  # who was asked about the group within these is not asked once more as they leave it
DECLINED_AFTER = timedelta(days=1)  # a "not now" is left in peace for a day
GIVEN_UP_AFTER = timedelta(days=28)  # so long one waits for a week with room; then it is never asked
OPEN_FOR = timedelta(days=14)  # so long it can be answered
REMINDED_AFTER = timedelta(days=3)  # the one message comes then, to who has said nothing
FEWEST = 5  # of fewer people nothing is said


class FeedbackMoment(StrEnum):
    """On what occasion somebody is asked."""

    WEEKS = "weeks"  # after four weeks in a group
    LEFT = "left"  # as they left one
    EARLY = "early"  # as they left within two weeks
    DECLINED = "declined"  # as they said "not now", or that they would rather talk to someone


OF_A_GROUP = (FeedbackMoment.WEEKS, FeedbackMoment.LEFT)  # asked what it was for and gave; the others why not

CAME_FOR: Mapping[str, StrOrPromise] = {
    "same": _("To meet people who are going through the same"),
    "learn": _("To hear how others live with this"),
    "everyday": _("For practical advice for every day"),
    "say": _("To say what I cannot say elsewhere"),
    "help": _("To help others"),
    "told": _("Because somebody of my team told me about it"),
    "other": _("Something else"),
}
GAVE: Mapping[str, StrOrPromise] = {
    "less_alone": _("I feel less alone"),
    "learned": _("I learned something that helps me"),
    "everyday": _("Practical ideas for every day"),
    "said": _("A place to say how I am"),
    "hope": _("Hope"),
    "helped": _("I could help somebody"),
    "ask_team": _("Questions to ask my team"),
    "worries": _("It worried me or made me sad"),
    "nothing": _("Nothing so far"),
}
EXPECTED: Mapping[str, StrOrPromise] = {
    "exceeded": _("It was more than I had hoped for"),
    "met": _("It was what I had hoped for"),
    "partly": _("It was partly what I had hoped for"),
    "not_at_all": _("It was not what I had hoped for"),
}
_NOT_WANTED: Mapping[str, StrOrPromise] = {
    "strength": _("I have no time or strength for it now"),
    "away": _("I would rather not think or read about the illness"),
    "enough": _("I have enough people to talk to"),
    "one": _("I would rather talk to one person"),
    "strangers": _("I do not like writing to people I do not know"),
    "read_by": _("I worry about who could read it"),
}
WHY_LEFT: Mapping[str, StrOrPromise] = {
    **_NOT_WANTED,
    "worries": _("What I read there worried me or made me sad"),
    "quiet": _("Little was written, or nobody answered me"),
    "others": _("The others were in another situation than I am"),
    "hard": _("It was hard to use"),
    "other": _("Something else"),
}
WHY_NOT: Mapping[str, StrOrPromise] = {
    **_NOT_WANTED,
    "unclear": _("I did not understand what it would be"),
    "other": _("Something else"),
}


def why_choices(moment: str) -> Mapping[str, StrOrPromise]:
    """What can be said on this occasion of why not."""
    return WHY_LEFT if moment == FeedbackMoment.EARLY else WHY_NOT


def as_they_left(joined: date, left: date, asked: date | None) -> FeedbackMoment | None:
    """What somebody is asked who left a group by their own choice: why, within the first two weeks; later what it was
    like, unless they were asked that about this group lately (`asked`). Days where they live.
    """
    if left - joined < EARLY:
        return FeedbackMoment.EARLY
    return None if asked and left - asked < LATELY else FeedbackMoment.LEFT


def still_wanted(due: date, today: date) -> bool:
    """Whether it may be asked today; after too many weeks without room it is not asked at all."""
    return due <= today < due + GIVEN_UP_AFTER
