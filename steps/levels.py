"""The four levels of care, and what lies above and below each of them. Pure."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """A level of care, lightest first."""

    MONITORING = 1
    CAMPUS = 2
    COMMUNITY = 3
    GROUP_THERAPY = 4


class DecisionOutcome(StrEnum):
    """What a decision does to the level: nothing, one up, one down, or a move to a level named outright."""

    STAY = "stay"
    UP = "up"
    DOWN = "down"
    MOVE = "move"


_BY_NUMBER = {int(level): level for level in Level}


def is_level(number: int) -> bool:
    """Whether `number` is one of the levels, 1 to 4."""
    return number in _BY_NUMBER


def above(level: Level) -> Level | None:
    """The next level up, or None at the highest."""
    return _BY_NUMBER.get(level + 1)


def below(level: Level) -> Level | None:
    """The next level down, or None at the lowest."""
    return _BY_NUMBER.get(level - 1)
