"""What each kind of meeting is: how many are in it, where it can be, and what may be kept of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MeetingType(StrEnum):
    """For what people meet."""

    PRIVATE = "private"
    GROUP = "group"
    THERAPY = "therapy"
    TRAINING = "training"
    SUPERVISION = "supervision"
    WEBINAR = "webinar"


@dataclass(frozen=True)
class MeetingKind:
    """`most`: the places that it may have beside the staff who lead it; `by_themselves`: people may book one in the
    hours that a clinician opened; `waiting`: who comes too late may wait; `aliases`: people may be there under another
    name; `recorded`: it may be, where that was announced; `public`: whoever has no account may come; `of_the_team`:
    those asked to come are who works at the centre and its mentors, and not people in care.
    """

    most: int
    by_themselves: bool = False
    waiting: bool = False
    aliases: bool = False
    recorded: bool = False
    public: bool = False
    of_the_team: bool = False


OF_KINDS = {
    MeetingType.PRIVATE: MeetingKind(most=1, by_themselves=True),
    MeetingType.GROUP: MeetingKind(most=30, waiting=True, aliases=True),
    MeetingType.THERAPY: MeetingKind(most=15, waiting=True, aliases=True),
    MeetingType.TRAINING: MeetingKind(most=100, waiting=True, of_the_team=True),
    MeetingType.SUPERVISION: MeetingKind(most=20, of_the_team=True),
    MeetingType.WEBINAR: MeetingKind(most=500, waiting=True, recorded=True, public=True),
}


def of_kind(kind: str) -> MeetingKind:
    """What a meeting of this kind is, by the value of its `MeetingType`; ValueError for one that is none."""
    return OF_KINDS[MeetingType(kind)]
