"""Rooms on a Jitsi server, opened by a signed token. Pure.

Source: Jitsi's `lib-jitsi-meet/doc/tokens.md`: HS256, `iss` the app, `aud` what the server takes, `sub` its domain,
`room` the one room that the token opens, `exp` until when, `context.user` who comes, all of it texts. `affiliation` is
what the server's module `token_affiliation` reads; without the module whoever comes first leads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlsplit

import jwt

from mentoring.meetings.rooms.room import MetInRoom, RoomPerson, Ticket
from mentoring.meetings.rooms.tokens import person_name, room_name

# What the page of Jitsi is told: no page before it (ours was that), nobody is asked for an address, nothing is kept.
SETTINGS = (
    "config.prejoinConfig.enabled=false",
    "config.disableDeepLinking=true",
    "config.fileRecordingsEnabled=false",
    "config.liveStreamingEnabled=false",
    "config.transcription.enabled=false",
    "config.disableThirdPartyRequests=true",
    "config.analytics.disabled=true",
)


@dataclass(frozen=True)
class JitsiRooms:
    """`origin` such as `https://video.hospital.example`, `app` and `secret` as the server knows them."""

    origin: str
    app: str
    secret: str = field(repr=False)
    audience: str = "jitsi"
    provider: str = "jitsi"

    def open_for(self, meeting: MetInRoom) -> None:
        """Jitsi makes a room as the first comes in."""

    def ticket(self, meeting: MetInRoom, who: RoomPerson) -> Ticket:
        """The address of the room, with a token that lets this person in until the key that they came with ends."""
        room = room_name(self.secret, meeting.pk)
        token = self.token(meeting, who, room)
        address = f"{self.origin}/{quote(room)}?jwt={token}#{'&'.join(SETTINGS)}"
        return Ticket(
            provider=self.provider, until=who.key.ends, name=who.name, leads=who.leads, server=self.server, room=room,
            address=address, token=token,
        )  # fmt: skip

    def close(self, meeting: MetInRoom) -> None:
        """Jitsi ends a room as the last leaves."""

    @property
    def server(self) -> str:
        """The name of the machine, as it is shown."""
        return urlsplit(self.origin).netloc

    def token(self, meeting: MetInRoom, who: RoomPerson, room: str) -> str:
        """It says what they are called in this meeting and nothing else of them."""
        user = {
            "id": person_name(self.secret, meeting.pk, who.seat), "name": who.name,
            "moderator": str(who.leads).lower(), "affiliation": "owner" if who.leads else "member",
        }  # fmt: skip
        features = dict.fromkeys(("livestreaming", "recording", "transcription", "outbound-call"), False)
        claims = {
            "iss": self.app, "aud": self.audience, "sub": urlsplit(self.origin).hostname, "room": room,
            "exp": _second(who.key.ends), "context": {"user": user, "features": features},
        }  # fmt: skip
        return jwt.encode(claims, self.secret, algorithm="HS256")


def _second(moment: datetime) -> int:
    return int(moment.timestamp())
