"""What a room for video is to the rest of the house, whoever provides it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


class RoomUnavailable(Exception):
    """The room cannot be opened just now. `why` is for the log, and holds nothing of a person."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class MetInRoom(Protocol):
    """What a provider knows of a meeting; a `Meeting` with its times is one."""

    @property
    def pk(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def capacity(self) -> int: ...
    @property
    def link(self) -> str: ...
    @property
    def ends(self) -> datetime: ...


@dataclass(frozen=True)
class GivenKey:
    """A key by its id, and until when it opens."""

    pk: UUID
    ends: datetime


@dataclass(frozen=True)
class RoomPerson:
    """Who comes in: `seat` is the id of their place, their registration or, for staff, of themselves; `name` is what
    the others see. `key` is the one that they come with, `before` those that it ended and that could still open.
    `speaks` is false for those who only watch a talk; `on_stage` are those whom they see.
    """

    seat: UUID
    name: str
    leads: bool
    key: GivenKey
    before: Sequence[GivenKey] = ()
    speaks: bool = True
    on_stage: Sequence[UUID] = ()


@dataclass(frozen=True)
class RelayServer:
    """A TURN server as a browser is told of it: addresses, and a name and password that end by themselves."""

    urls: tuple[str, ...]
    username: str
    credential: str


@dataclass(frozen=True)
class Ticket:
    """What one person's page needs to be in a room, until `until`. `server` is the name of the machine that carries
    sound and picture, as it is shown; empty where it is this site's own. `address` is what is opened: a page of that
    server, or the path of our own gateway.

    The rest is Janus's alone: `opens` goes with every request, `token` with joining as somebody who may speak, `watch`
    with joining to hear and see others. `feeds` are those who speak in a talk, by their ids in the room.
    """

    provider: str
    until: datetime
    name: str
    leads: bool
    server: str = ""
    address: str = ""
    room: str = ""
    person: str = ""
    pin: str = ""
    opens: str = ""
    token: str = ""
    watch: str = ""
    speaks: bool = True
    feeds: tuple[str, ...] = ()
    relays: tuple[RelayServer, ...] = field(default=())

    def for_page(self) -> dict[str, Any]:
        """As JSON takes it; each is called as it is here."""
        return {**asdict(self), "until": self.until.isoformat()}


class MeetingRoom(Protocol):
    """A provider. Each may be asked again and again, and does the same."""

    @property
    def provider(self) -> str:
        """Its name, as a meeting names it."""
        ...

    def open_for(self, meeting: MetInRoom) -> None:
        """There is a room for this meeting, if its provider makes any. `RoomUnavailable` where that cannot be."""

    def ticket(self, meeting: MetInRoom, who: RoomPerson) -> Ticket:
        """What lets this person in; what the keys before theirs let in is out. `RoomUnavailable` where it cannot be."""
        ...

    def close(self, meeting: MetInRoom) -> None:
        """Nobody is in the room any more, and it is gone, if its provider made it."""
