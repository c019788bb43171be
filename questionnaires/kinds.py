"""The events this room tells the rooms above."""

import uuid

from oncocare.events.registry import kind

RESPONSE_SUBMITTED = kind("response.submitted", carries="response patient bundle")  # once for what one press stored
ASSIGNMENT_MISSED = kind("assignment.missed", carries="assignment patient")


def sent_beside(key: uuid.UUID, instrument: str) -> uuid.UUID:
    """The key of a response that the same press stored after the one with this key."""
    return uuid.uuid5(key, instrument)
