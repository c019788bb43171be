"""What an open page is told: that something is new in a group, never what. Pure.

A signal goes from the transaction of the act to the process by PostgreSQL, as one line, and from there to each page as
server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass

NEWS = "live"  # the channel of PostgreSQL for what is new
ACCESS = "live_access"  # and for whose access to a group has to be looked at again
LARGEST = 2**63 - 1  # the largest number that a row can hold
RETRY = b"retry: 1000\n\n"  # milliseconds after which a browser whose stream broke comes back
ALIVE = b":\n\n"  # a comment: nothing in front of us may think that the line is dead


@dataclass(frozen=True)
class Signal:
    """One thing that is new in a group; `number` counts in the group. `author` is the id of the person who posted, and
    empty where a post was changed.
    """

    number: int
    thread: str
    author: str = ""

    @property
    def posted(self) -> bool:
        """Whether there is something to read; else what was there is not as it was."""
        return self.author != ""


def written(group: object, signal: Signal) -> str:
    """The line that goes through PostgreSQL."""
    return f"{group}:{signal.number}:{signal.thread}:{signal.author}"


def read(line: str) -> tuple[str, Signal]:
    """The id of the group, and the signal; ValueError for any other line."""
    group, number, thread, author = line.split(":")
    return group, Signal(int(number), thread, author)


def frame(signal: Signal, reader: str) -> bytes:
    """The signal as an event for a page of this person: `news`, `own` for what they posted themselves, or `changed`."""
    event = "changed" if not signal.posted else "own" if signal.author == reader else "news"
    said = json.dumps({"thread": signal.thread, "number": signal.number})
    return f"id: {signal.number}\nevent: {event}\ndata: {said}\n\n".encode()


def ending(why: str) -> bytes:
    """The last event of a stream that must not come back by itself."""
    return f"event: end\ndata: {json.dumps({'why': why})}\n\n".encode()


def number_in(text: str) -> int | None:
    """The number that a page says it has heard up to; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST else None
