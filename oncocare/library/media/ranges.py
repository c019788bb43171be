"""Which bytes of a file a browser asks for: RFC 9110, section 14. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

# So much is handed out at once, whatever is asked for: a film that plays for an hour holds no server for an hour. The
# browser asks for what follows as it plays.
MOST = 1_048_576
ONE = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE)


class ByteRange(NamedTuple):
    """The first and the last byte that are sent, both counted from 0 and both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class NotThere(ValueError):
    """What is asked for lies beyond the end of the file."""


def asked(header: str, size: int, *, unchanged: bool = True) -> ByteRange | None:
    """The part of a file of `size` bytes that a Range header asks for, at most `MOST` of it; None where the whole file
    is to be sent: nothing is asked, it is not understood, several parts are asked at once, or the file is another one
    meanwhile (`unchanged` is what If-Range found). `NotThere` where no byte of the file is asked for.
    """
    found = ONE.fullmatch(header)
    if not found or not unchanged or found[1] == found[2] == "":
        return None
    if found[1] == "":
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
        if found[2] and int(found[2]) < first:
            return None
    if first > last:
        raise NotThere
    return ByteRange(first, min(last, first + MOST - 1))
