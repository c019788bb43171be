"""Who is new in a group, and what of theirs a moderator reads before the others do: links and addresses. Pure.

Ours, as no published standard was found: people who sell and people who deceive come, leave an address and go; somebody
who has written a few times over a week has been read. It misses some addresses and finds some wrongly: nothing is
refused for it, and a person reads what was found.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from mentoring.community.threads.gentle import EMAIL, numbers_in
from mentoring.community.threads.markup import JOINERS, cleaned, plain_text

KNOWN_POSTS = 3  # that the group can read
KNOWN_AFTER = timedelta(days=7)

# An address of the web as people type it: with its beginning, with something behind a slash, or with an ending that is
# hardly ever the word of a sentence whose space was forgotten ("it hurts.me too" is none).
ENDINGS = (
    "com net org info biz online store shop site club xyz app dev link io tv eu cat es pt fr uk co mx ar cl uy ec br"
)
_REST = r"[^\s<>\"'()\[\]]+"
_HOST = r"(?<![\w@.-])(?:[^\W_][\w-]{0,62}\.){1,8}"
WEB = re.compile(
    rf"(?:https?://|\bwww\.){_REST}|{_HOST}[^\W\d_]{{2,24}}/{_REST}|{_HOST}(?:{'|'.join(ENDINGS.split())})\b"
)

# What a reader takes for the dot of an address: that of Chinese and Japanese, and its name, as it stands in brackets or
# before the commonest ending.
DOT = re.compile(r" ?[(\[{] ?(?:\.|dot|punto|ponto) ?[)\]}] ?| (?:dot|punto|ponto) (?=com\b)|。")
_JOINERS = dict.fromkeys(map(ord, JOINERS))  # they have no width, and a word with them reads like one without


def is_new_here(posts: int, since: datetime, now: datetime, *, trusted: bool) -> bool:
    """Whether somebody who came in at `since` (aware) is new in the group at this moment: until they have written
    `KNOWN_POSTS` that it can read, of which they have so many `posts`, and `KNOWN_AFTER` is over. Mentors and staff are
    `trusted` and never new.
    """
    return not trusted and (posts < KNOWN_POSTS or now < since + KNOWN_AFTER)


def addresses_in(*parts: str) -> frozenset[str]:
    """Links, web and e-mail addresses and telephone numbers in all that the group would read, as it is typed and as it
    is read, in one spelling each, also where signs without width or the name of the dot take them apart.
    """
    words = cleaned("\n\n".join(parts))
    whole = f"{words}\n\n{plain_text(words)}" if "](" in words else words
    text = DOT.sub(".", unicodedata.normalize("NFKC", whole).translate(_JOINERS).casefold())
    return frozenset([*EMAIL.findall(text), *WEB.findall(text), *numbers_in(text)])
