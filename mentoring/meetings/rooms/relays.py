"""Names and passwords of a TURN server that end by themselves. Pure.

Source: draft-uberti-behave-turn-rest-00, section 2.2, as coturn's `use-auth-secret` reads it: the name begins with the
second at which it ends, and the password is the base64 of HMAC-SHA1 of the name under the secret that both sides know.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from mentoring.meetings.rooms.room import RelayServer


def signed(secret: str, words: str) -> str:
    """Base64 of HMAC-SHA1 of `words`, 28 letters. SHA-1 is what the protocol knows; as a HMAC it stands."""
    return base64.b64encode(hmac.new(secret.encode(), words.encode(), hashlib.sha1).digest()).decode()


def relay_for(person: str, *, until: datetime, secret: str, urls: Sequence[str]) -> tuple[RelayServer, ...]:
    """What a browser is told so that its sound and picture may go through the relay; nothing where there is none.

    `person` is an id that says nothing of whoever it is: the relay writes it into its log. `until` is aware.
    """
    if not urls:
        return ()
    username = f"{int(until.timestamp())}:{person}"
    return (RelayServer(urls=tuple(urls), username=username, credential=signed(secret, username)),)
