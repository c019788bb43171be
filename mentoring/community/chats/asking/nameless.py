"""A summary without names, what in it may still tell who somebody is, and when a group has agreed. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mentoring.community.chats.quoting import as_words
from mentoring.community.threads.gentle import SHORTEST_NAME, Personal, personal


def without_names(text: str, names: Iterable[str], real: Iterable[str], somebody: str) -> str:
    """The text with `somebody` in the place of each of these names, also after an @. `names` were chosen in the group
    and count in whatever case; `real` are the names of staff, of which each part counts where it is written with its
    capital. Only whole words count, the longest name first.
    """
    parts = [part for name in real for part in name.split() if len(part) >= SHORTEST_NAME and part[:1].isupper()]
    text = _replaced(text, [*names, *real], somebody, re.IGNORECASE)
    return _replaced(text, parts, somebody, 0)


def _replaced(text: str, names: Iterable[str], somebody: str, flags: int) -> str:
    plain = {name.strip() for name in names if name.strip()}
    known = sorted({*plain, *map(as_words, plain)}, key=lambda name: (-len(name), name))
    if not known:
        return text
    pattern = rf"(?<!\w)@?(?:{'|'.join(map(re.escape, known))})(?!\w)"
    return re.sub(pattern, lambda _found: somebody, text, flags=flags)


@dataclass(frozen=True)
class PersonalPlace:
    """A line of a text, from 1, that seems to tell of somebody: what, as `gentle` finds it."""

    line: int
    told: Personal


def personal_places(text: str) -> list[PersonalPlace]:
    """Every line that has a telephone number, an e-mail address or an announced name in it."""
    found = ((number, personal(line, ())) for number, line in enumerate(text.splitlines(), start=1))
    return [PersonalPlace(number, told) for number, told in found if told.anything]


class GroupSaid(StrEnum):
    """Whether a group has agreed."""

    OPEN = "open"  # people may still answer
    CHANGED = "changed"  # the summary is not any more what everybody was asked about
    NO = "no"  # somebody said no, or somebody who is quoted said nothing, or nobody else than who asks said anything
    YES = "yes"


def group_said(
    *,
    over: bool,
    same: bool,
    quoted: Collection[Any],
    yes: Collection[Any],
    no: Collection[Any],
    askers: Collection[Any] = (),
) -> GroupSaid:
    """What a group said, by the ids of whose words are `quoted` and of who said what: nobody no, and yes everybody who
    is quoted and somebody besides the `askers`; the silence of all is no yes. Before it is `over` nobody reads how it
    stands, so that nobody is pressed. `same`: the summary stands as everybody was asked; where a quote was taken out
    since, it does not go.
    """
    if not same:
        return GroupSaid.CHANGED
    if not over:
        return GroupSaid.OPEN
    agreed = set(yes) >= set(quoted) and bool(set(yes) - set(askers))
    return GroupSaid.YES if agreed and not no else GroupSaid.NO
