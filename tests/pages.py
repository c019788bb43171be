"""What a page says, for tests that read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from django.http import HttpResponse

from oncocare.foundation import clock

BLOCK = (
    "address|article|body|caption|dd|details|div|dl|dt|fieldset|footer|form|h[1-4]|head|header|html|legend|li|main|nav|"
    "ol|option|p|section|summary|table|tbody|td|th|thead|title|tr|ul"
)
TAG = re.compile(r"<[^<>]+>")
OPENS, CLOSES = r"<(?:a|em|span|strong)\b[^<>]*>", r"</(?:a|em|span|strong)>"
EDGES = re.compile(rf" ?(</?(?:{BLOCK})\b[^<>]*>) ?")


def text(answer: HttpResponse, status: int = 200) -> str:
    """The page as a browser reads it: see `seen`."""
    assert answer.status_code == status, answer.content.decode()[:500]
    return seen(answer.content.decode())


def words(answer: HttpResponse, status: int = 200) -> str:
    """What somebody reads: the page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text(answer, status)).split())


def seen(html: str) -> str:
    """HTML without the white space nobody sees: one space for many, none at the edge of a block, a button, a label or
    inside the brackets of a tag; a space at the inner edge of a link or span stands outside it.
    """
    one = TAG.sub(lambda tag: re.sub(r"\s*(/?>)$", r"\1", tag[0]), html)
    one = re.sub(r"(<(?:button|label)\b[^<>]*>)\s+|\s+(</(?:button|label)>)", r"\1\2", one)
    one = re.sub(rf"({OPENS}) +", r" \1", re.sub(rf" +({CLOSES})", r"\1 ", " ".join(one.split())))
    return EDGES.sub(r"\1", " ".join(one.split()))


def at(moment: datetime, act: Callable[[], HttpResponse]) -> HttpResponse:
    """What a page answers at a moment."""
    with clock.at(moment):
        return act()


def shown(answer: HttpResponse) -> str:
    """A page without what is drawn anew for each, to be compared with another."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
