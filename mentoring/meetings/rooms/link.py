"""The hospital's own video, by a link: whose server it is, and which links are taken. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from mentoring.meetings.rooms.room import MetInRoom, RoomPerson, RoomUnavailable, Ticket


def server_of(link: str) -> str:
    """The name of the machine in a link, as it is shown to people; empty where the link cannot be opened safely: it
    must be https, with a name and without a user or password before it.
    """
    try:
        parts = urlsplit(link)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    odd = parts.scheme != "https" or "." not in name or "@" in parts.netloc or any(one.isspace() for one in link)
    if odd or not name.isascii():
        return ""
    return name if port in (None, 443) else f"{name}:{port}"


@dataclass(frozen=True)
class LinkRooms:
    """The room is made elsewhere, by whoever gave the link; the way there is all that this site has."""

    provider: str = "link"

    def open_for(self, meeting: MetInRoom) -> None:
        """Nothing is made. `RoomUnavailable` without a link that can be opened."""
        if not server_of(meeting.link):
            raise RoomUnavailable("the link of the meeting cannot be opened")

    def ticket(self, meeting: MetInRoom, who: RoomPerson) -> Ticket:
        """The link, and whose server it leads to."""
        self.open_for(meeting)
        return Ticket(
            provider=self.provider, until=who.key.ends, name=who.name, leads=who.leads,
            server=server_of(meeting.link), address=meeting.link,
        )  # fmt: skip

    def close(self, meeting: MetInRoom) -> None:
        """Nothing was made."""
