"""Which hours that must be covered have nobody on duty in a group, and what keeps a group from opening. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from mentoring.community.groups.duty import DutyTurn
from oncocare.safety.promise import Opening

WHOLE_WEEK = tuple(Opening(weekday, time.min, time.max) for weekday in range(7))


@dataclass(frozen=True, order=True)
class CoverGap:
    """From `opens` to `closes`, local time, on a weekday (Monday is 0) nobody is on duty; `time.max` is midnight."""

    weekday: int
    opens: time
    closes: time


def must_cover(hours: Iterable[Opening], stays_open: bool) -> tuple[Opening, ...]:
    """When somebody has to be on duty: in the answering hours, or always where people can post at any hour."""
    return WHOLE_WEEK if stays_open else tuple(hours)


def gaps(hours: Iterable[Opening], turns: Iterable[DutyTurn], stays_open: bool) -> list[CoverGap]:
    """The stretches of a week in which somebody has to be on duty and nobody is, in order, none touching the next."""
    there = [Opening(turn.weekday, turn.opens, turn.closes) for turn in turns]
    return _without(must_cover(hours, stays_open), there)


def new_gaps(before: Iterable[CoverGap], after: Iterable[CoverGap]) -> list[CoverGap]:
    """The stretches that have nobody after a change and had somebody, or needed nobody, before it."""
    return _without([_opening(gap) for gap in after], [_opening(gap) for gap in before])


def _opening(gap: CoverGap) -> Opening:
    return Opening(gap.weekday, gap.opens, gap.closes)


def _without(needed: Iterable[Opening], there: Iterable[Opening]) -> list[CoverGap]:
    """What of the needed stretches lies in none of the others; both may overlap among themselves."""
    left: list[CoverGap] = []
    taken = _joined(there)
    for weekday, opens, closes in _joined(needed):
        since = opens
        for day, begins, ends in taken:
            if day == weekday and since < ends and begins < closes:
                if since < begins:
                    left.append(CoverGap(weekday, since, begins))
                since = ends
        if since < closes:
            left.append(CoverGap(weekday, since, closes))
    return left


def _joined(stretches: Iterable[Opening]) -> list[tuple[int, time, time]]:
    """The same time as stretches that neither overlap nor touch, in order; one that ends before it begins is none."""
    found: list[tuple[int, time, time]] = []
    for weekday, opens, closes in sorted((one.weekday, one.opens, one.closes) for one in stretches):
        if opens >= closes:
            continue
        if found and found[-1][0] == weekday and opens <= found[-1][2]:
            found[-1] = (weekday, found[-1][1], max(found[-1][2], closes))
        else:
            found.append((weekday, opens, closes))
    return found


class GroupLack(StrEnum):
    """One thing without which a group does not open."""

    NAME = "name"
    ABOUT = "about"
    RULES = "rules"
    MODERATOR = "moderator"
    HOURS = "hours"
    COVER = "cover"


def lacks(
    *, name: str, about: str, rules: str, moderators: int, hours: Iterable[Opening], holes: Iterable[CoverGap]
) -> list[GroupLack]:
    """What keeps a group from opening, in the order in which it is put right; nothing where it may open.

    `moderators`: how many answer for it. `holes`: what `gaps` found.
    """
    missing = {
        GroupLack.NAME: not name.strip(),
        GroupLack.ABOUT: not about.strip(),
        GroupLack.RULES: not rules.strip(),
        GroupLack.MODERATOR: moderators < 1,
        GroupLack.HOURS: not list(hours),
        GroupLack.COVER: bool(list(holes)),
    }
    return [lack for lack, so in missing.items() if so]
