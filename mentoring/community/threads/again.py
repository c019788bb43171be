"""What moderators decided about a post that its writer may ask somebody else to look at again. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

HIDDEN, SHOWN = "hidden", "shown"
DECIDED = (HIDDEN, "warned", "paused")
LOOKED_AGAIN = ("kept", "back")


def standing_decisions(words: Iterable[Any]) -> list[Any]:
    """Of what moderators told the writer of a post, rows with their `kind`, the first first: what they decided, that
    stands, and that nobody has looked at again. Another look is at all that was decided before it; what is shown again
    is hidden no more. Whatever else they wrote in between, such as that they worry, decides nothing.
    """
    standing: list[Any] = []
    for word in words:
        if word.kind in LOOKED_AGAIN:
            standing = []
        elif word.kind == SHOWN:
            standing = [one for one in standing if one.kind != HIDDEN]
        elif word.kind in DECIDED:
            standing.append(word)
    return standing
