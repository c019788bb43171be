"""What lets one person into one room of Janus, made from a secret and never kept. Pure.

Source: Janus 1.1.2, `src/auth.c` and "HMAC-Signed token authentication" of its documentation: a token is
`<second at which it ends>,<realm>,<descriptor>…:<base64 of HMAC-SHA1>`. The realm of the gateway is `janus`, that of a
room the name of its plugin, where `room=<id>` must be among the descriptors. Janus looks at the time itself.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from mentoring.meetings.rooms.relays import signed

PLUGIN = "janus.plugin.videoroom"
GATEWAY = "janus"
LETTERS = 26  # of base32: 130 bits


def janus_token(secret: str, realm: str, descriptors: list[str], until: datetime) -> str:
    """A token of Janus. ValueError for a descriptor that would be read as two."""
    if odd := [one for one in descriptors if set(one) & {",", ":"}]:
        raise ValueError(f"{odd[0]} cannot stand in a token")
    words = ",".join([str(int(until.timestamp())), realm, *descriptors])
    return f"{words}:{signed(secret, words)}"


def gateway_token(secret: str, until: datetime) -> str:
    """Goes with every request of a page: it opens the gateway, and there the plugin of rooms and no other."""
    return janus_token(secret, GATEWAY, [PLUGIN], until)


def entry_token(secret: str, room: str, key: UUID, until: datetime) -> str:
    """Lets whoever came with this key into the room as somebody who may speak; the room must list it too."""
    return janus_token(secret, PLUGIN, [f"room={room}", f"key={key.hex}"], until)


def watch_token(secret: str, room: str, until: datetime) -> str:
    """Lets hear and see those who speak in the room, and nothing else, for no room lists it."""
    return janus_token(secret, PLUGIN, [f"room={room}"], until)


def derived(secret: str, use: str, *parts: UUID) -> str:
    """26 letters and digits for one use: the same for the same parts, and unguessable without the secret."""
    words = ":".join([use, *(part.hex for part in parts)])
    digest = hmac.new(secret.encode(), words.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:LETTERS]


def room_name(secret: str, meeting: UUID) -> str:
    """Under which name the gateway knows the room of a meeting: it does not learn which meeting it is."""
    return derived(secret, "room", meeting)


def room_secret(secret: str, meeting: UUID) -> str:
    """What changes and ends the room. No page ever has it."""
    return derived(secret, "secret", meeting)


def room_pin(secret: str, meeting: UUID) -> str:
    """What everybody in the room came in with, beside their own token."""
    return derived(secret, "pin", meeting)


def person_name(secret: str, meeting: UUID, seat: UUID) -> str:
    """Under which name the gateway knows one person in one meeting; another in the next."""
    return derived(secret, "person", meeting, seat)
