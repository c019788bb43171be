"""Who writes: the name of a centre, its address and its telephone, at the top of a page."""

from __future__ import annotations

from reportlab.platypus import Flowable

from oncocare.paper.text import NAME, SMALL, paragraph
from oncocare.paper.writable import writable


def letterhead(name: str, address: str, phone: str) -> list[Flowable]:
    """The name and, in small letters below it, the lines of the address and the telephone that can be written."""
    lines = [*address.splitlines(), phone]
    return [paragraph(name, NAME), *(paragraph(line, SMALL) for line in lines if writable(line))]
