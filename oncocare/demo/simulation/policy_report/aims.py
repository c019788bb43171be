"""What the shipped policy is meant to come to, and what was measured of version 1. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Aim:
    """The least and the most that a figure should be; None where it has no such side."""

    least: float | None
    most: float | None

    def met(self, value: float) -> bool:
        """Both ends are within."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


# Aims of this project, set on 2026-11-28; no study gives them, and no run with made-up people can prove them.
AIMS: Mapping[str, Aim] = {
    "never-4": Aim(0.80, 0.90),
    "solved": Aim(0.40, 0.60),
    "severe-twice-never-offered": Aim(0, 0),
    "left-light": Aim(0, 0),
    "days-to-offer": Aim(0, 0),
    "flags": Aim(None, 2.5),
    "proposals": Aim(None, 1.5),
    "mentors": Aim(0.10, 0.20),
}

# Version 1 of the PHQ policy, in an older simulator of 1,500 people without worsenings and effects of help; it was
# written in version 1 of the language, whose reader is not kept, so it cannot be run again.
VERSION_1: Mapping[str, float] = {"never-4": 0.60, "calm-entries": 0.47, "left-light": 75}
