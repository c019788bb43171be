"""What made-up people say of groups: how often each answer is chosen, and words of their own, by language. Pure.

The numbers are made up, and no evidence of what groups are for or give.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from oncocare.foundation.datafiles import Part, read, validate

FOLDER = Path(__file__).with_name("said")
SPOKEN = ("en", "es")

ANSWERS, SKIPS = 0.88, 0.07  # shares of those who are asked; the others say nothing
SAYS_WORDS = 0.4  # of those who answer
CAME_FOR: Mapping[str, int] = {"same": 9, "learn": 6, "say": 6, "everyday": 5, "told": 3, "help": 2, "other": 1}
GAVE: Mapping[str, int] = {
    "less_alone": 9, "said": 6, "learned": 5, "everyday": 5, "hope": 4, "helped": 3, "ask_team": 3, "worries": 2,
    "nothing": 1,
}  # fmt: skip
EXPECTED: Mapping[str, int] = {"met": 8, "exceeded": 5, "partly": 4, "not_at_all": 1}
EXPECTED_OF_NOTHING: Mapping[str, int] = {"partly": 1, "not_at_all": 2}
WHY_LEFT: Mapping[str, int] = {
    "strength": 5, "away": 4, "others": 3, "worries": 3, "quiet": 2, "one": 2, "read_by": 1, "hard": 1
}  # fmt: skip
WHY_NOT: Mapping[str, int] = {
    "strength": 5,
    "enough": 4,
    "away": 3,
    "strangers": 3,
    "one": 3,
    "read_by": 2,
    "unclear": 1,
}

Said = Annotated[str, StringConstraints(min_length=10, max_length=400)]


class Opinions(Part):
    """Words in one language: of a group that somebody is in, of why they left one, and of why they did not come."""

    language: Literal["en", "es"]
    liked: Annotated[tuple[Said, ...], Field(min_length=8)]
    left: Annotated[tuple[Said, ...], Field(min_length=3)]
    declined: Annotated[tuple[Said, ...], Field(min_length=2)]


@cache
def opinions(language: str) -> Opinions:
    """Those of a language of `SPOKEN`; `DataFileError` with each mistake's line."""
    return validate(read(FOLDER / f"{language}.yaml"), Opinions)
