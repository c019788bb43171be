"""What a person may be called in a group: a name they chose, never their own, that others can read. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

LONGEST = 30  # characters, as `models.LONGEST_NAME`
# Combining marks on one letter. Two are enough for every letter of Vietnamese and polytonic Greek as NFC writes it;
# text that climbs over the lines around it has five and more.
MOST_MARKS = 2
MOST_DIGITS = 5  # a telephone number has six and more
SHORTEST_WORD = 2  # letters of a word of a real name that counts
SHORTEST_PART = 4  # letters of one that is found inside another word too: "Ana" stands in "Susana", and is not her
# Small words of names that belong to nobody; everybody may use them.
PARTICLES = frozenset(
    ("de", "la", "las", "los", "el", "del", "da", "das", "do", "dos", "di", "du", "le", "van", "von", "der", "den")
)

_SEEN = frozenset("LMNPSZ")  # the general categories that have a shape: no control, format, private or unassigned sign
_BRACKETS = ("Ps", "Pe")  # a page writes "(of the team)" and "(mentor)" behind a name
_LOOK_ALIKE = frozenset(("LATIN", "GREEK", "CYRILLIC"))  # scripts with letters that nobody can tell apart
_ADDRESS = re.compile(r"@|://|\bwww\.|\w\.(com|net|org|info|es|pt|eu|io|me|cat)\b", re.IGNORECASE)


class NameFault(StrEnum):
    """Why a name cannot be taken."""

    EMPTY = "empty"
    LONG = "long"
    SIGNS = "signs"  # signs without a shape, too many marks, brackets, scripts that look alike, or no letter at all
    ADDRESS = "address"  # a way to reach somebody
    OWN = "own"  # the real name, or a part of it


def tidied(typed: str) -> str:
    """What was typed in composed letters (NFC), without space around it and with one space where there were more."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


def folded(name: str) -> str:
    """By what two names are the same: no case, no accents, no width. "Álex", "alex" and "ＡＬＥＸ" are one."""
    apart = unicodedata.normalize("NFKD", _one_case(tidied(name)))
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return tidied(unicodedata.normalize("NFKC", _one_case(plain)))


def _one_case(text: str) -> str:
    return text.upper().casefold()  # the dotless i of Turkish is an I in capitals, and then an i


def fault_of(name: str, real: Iterable[str] = ()) -> NameFault | None:
    """What is wrong with a name that was `tidied`; None where nothing is. `real`: the names this person really has."""
    if not name:
        return NameFault.EMPTY
    if not _readable(name):
        return NameFault.SIGNS
    if len(name) > LONGEST:
        return NameFault.LONG
    if _ADDRESS.search(name) or sum(sign.isdigit() for sign in name) > MOST_DIGITS:
        return NameFault.ADDRESS
    return NameFault.OWN if any(tells(name, one) for one in real) else None


def _readable(name: str) -> bool:
    marks = 0
    for sign in name:
        category = unicodedata.category(sign)
        if category[0] not in _SEEN or category in ("Zl", "Zp", *_BRACKETS):
            return False
        marks = marks + 1 if category[0] == "M" else 0
        if marks > MOST_MARKS:
            return False
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in name if sign.isalpha()}
    return len(scripts & _LOOK_ALIKE) < 2 and any(unicodedata.category(sign)[0] in "LN" for sign in name)


def tells(name: str, real: str) -> bool:
    """Whether a name says the real one: all of it, a word of it, or a longer word of it inside another.

    Digits and signs between letters hide nothing: "a-n-a 72" tells "Ana".
    """
    said, whole = folded(name), _letters(real)
    if not whole:
        return False
    if _letters(name) == whole:
        return True
    words, parts = set(_words(said)), _words(folded(real))
    own = {part for part in parts if len(part) >= SHORTEST_WORD and part not in PARTICLES}
    squeezed = _letters(name)
    return not own.isdisjoint(words) or any(len(part) >= SHORTEST_PART and part in squeezed for part in own)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _letters(text: str) -> str:
    return "".join(_words(folded(text)))
