"""What is said of a meeting as it is planned, and what of that cannot be. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from mentoring.meetings.of_kinds import MeetingType, of_kind
from mentoring.meetings.rooms.link import server_of

LONGEST = {"title": 120, "about": 2000, "place": 200, "link": 500, "phone": 200}  # characters
OF_GROUPS = (MeetingType.GROUP, MeetingType.THERAPY)  # only these can be for a group that writes
WHERE = {"place": "place", "link": "link"}  # by provider: the field without which nobody finds it


@dataclass(frozen=True, kw_only=True)
class PlannedFacts:
    """What a meeting is. `host` and `second` are the users who lead it, `group` the group for which it is, each a row;
    `provider` is where people meet, and `place`, `link` and `phone` say it.
    """

    kind: str
    host: Any
    language: str
    provider: str
    title: str = ""
    about: str = ""
    second: Any = None
    group: Any = None
    capacity: int = 1
    place: str = ""
    link: str = ""
    phone: str = ""
    recorded: bool = False

    @property
    def leaders(self) -> list[Any]:
        """Who is not free while it goes on."""
        return [one for one in (self.host, self.second) if one is not None]


def tidied(facts: PlannedFacts) -> PlannedFacts:
    """Without spaces around its words, and without what is not of its kind or where it is: a private one has no title
    and no words that others could read, and a place does not stand beside a link.
    """
    said: dict[str, Any] = {name: getattr(facts, name).strip() for name in LONGEST}
    said |= {field: "" for provider, field in WHERE.items() if facts.provider != provider}
    if facts.kind == MeetingType.PRIVATE:
        said |= {"title": "", "about": ""}
    if facts.kind not in OF_GROUPS:
        said["group"] = None
    return replace(facts, **said)


def wrong_with(facts: PlannedFacts) -> dict[str, str]:
    """What cannot be, as a word for each field: `missing`, `long`, `unsafe`, `places`, `twice` or `unrecorded`."""
    return dict(_faults(facts))


def _faults(facts: PlannedFacts) -> Iterator[tuple[str, str]]:
    kind = of_kind(facts.kind)
    if not facts.title and facts.kind != MeetingType.PRIVATE:
        yield "title", "missing"
    yield from ((name, "long") for name, most in LONGEST.items() if len(getattr(facts, name)) > most)
    if not 1 <= facts.capacity <= kind.most:
        yield "capacity", "places"
    if facts.recorded and not kind.recorded:
        yield "recorded", "unrecorded"
    if facts.second is not None and facts.second == facts.host:
        yield "second", "twice"
    if (field := WHERE.get(facts.provider)) and not getattr(facts, field):
        yield field, "missing"
    if facts.provider != "place" and not facts.phone:
        yield "phone", "missing"
    if facts.link and not is_safe(facts.link):
        yield "link", "unsafe"


def is_safe(link: str) -> bool:
    """Whether an address leads to a server that people can be told, over an encrypted line, and holds no name and
    password of anybody; any other could not be opened when its hour has come.
    """
    return bool(server_of(link))
