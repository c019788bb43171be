"""The code that proves an address: made from its name and the secret key whenever it is needed, and kept nowhere.

The name says for which invitation and until when, and holds an id that no other code has. Whoever reads it in a
session, a message or the log learns no code; a code is good for one address.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.crypto import salted_hmac

from oncocare.foundation import ids

LENGTH = 6


def new(invitation: uuid.UUID, until: datetime) -> str:
    """The name of a new code."""
    return f"{invitation}/{until.isoformat()}/{ids.new()}"


def invitation_of(name: str) -> str:
    """The invitation that a code's name holds."""
    return name.split("/", maxsplit=1)[0]


def until(name: str) -> datetime:
    """When the code of this name stops being valid."""
    return datetime.fromisoformat(name.split("/")[1])


def digits(name: str, email: str, key: str | None = None) -> str:
    """What the mail says, and what has to be typed; under the secret key, or another one that is known."""
    seal = salted_hmac("oncocare.joining.code", f"{name} {email}", secret=key, algorithm="sha256").digest()
    return f"{int.from_bytes(seal) % 10**LENGTH:0{LENGTH}}"
