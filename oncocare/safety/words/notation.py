"""The notation of the lists of danger words: sequences of words with choices and gaps, for people to read. Pure.

`kill|end`             either word
`(my life|myself)`     in brackets a choice may have several words
`[really|just]`        may be there or not, in the same way
`suicid~`              every word that begins so
`@want`                one of a group, which stands at the head of the list
`*`  and  `**`         up to three, and up to twelve, words of any kind
`.`                    the sentence, or the part of it up to a comma, begins or ends here
`=`                    in a context only: the words that were caught
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

GAPS = {"*": 3, "**": 12}
_PIECES = re.compile(r"\s*(\*{1,2}|@[a-z-]+|[()\[\]|.=]|[^\s()\[\]|.=*@]+)")
_CLOSING = {"(": ")", "[": "]"}


class BadPattern(ValueError):
    """What is wrong with a pattern, for whoever wrote it."""


@dataclass(frozen=True)
class OneWord:
    """One word, or with `stem` every word that begins so; as it was written."""

    text: str
    stem: bool = False


@dataclass(frozen=True)
class WordGap:
    """Up to so many words of any kind."""

    most: int


@dataclass(frozen=True)
class WordEdge:
    """Where a sentence, or a part of one, begins or ends."""


@dataclass(frozen=True)
class WordChoice:
    """One of several sequences; an empty one among them where nothing need be there."""

    of: tuple[Sequence_, ...]


Piece = OneWord | WordGap | WordEdge | WordChoice
Sequence_ = tuple[Piece, ...]
Groups = Mapping[str, WordChoice]


@dataclass(frozen=True)
class WordContext:
    """What cancels a catch: `before` and `after` the words that were caught, or `over` them where it names no place."""

    before: Sequence_ = ()
    after: Sequence_ = ()
    over: Sequence_ = ()


def pattern(text: str, groups: Groups) -> Sequence_:
    """The pieces of a pattern. Raises `BadPattern` for what the notation does not know, and where it says nothing."""
    if "=" in text:
        raise BadPattern("the sign = stands in a context only")
    return _whole(text, groups)


def context(text: str, groups: Groups) -> WordContext:
    """The pieces of a context: what stands before and after `=`, or without it what must lie over the words caught."""
    before, sign, after = text.partition("=")
    if "=" in after:
        raise BadPattern("the sign = stands once at most")
    if not sign:
        return WordContext(over=_whole(text, groups))
    if not (before.strip() or after.strip()):
        raise BadPattern("a context says what stands before or after =")
    return WordContext(*(_beside(part, groups) for part in (before, after)))


def _beside(text: str, groups: Groups) -> Sequence_:
    """What stands at one side of `=`: nothing, the end alone, or a pattern."""
    return (WordEdge(),) if text.strip() == "." else _whole(text, groups) if text.strip() else ()


def _whole(text: str, groups: Groups) -> Sequence_:
    pieces = _PIECES.findall(text)
    if "".join(pieces) != re.sub(r"\s", "", text):
        raise BadPattern(f"not readable: {text!r}")
    pieces.reverse()
    sequence = _sequence(pieces, groups, "")
    if not any(isinstance(piece, OneWord | WordChoice) for piece in sequence):
        raise BadPattern("a pattern holds at least one word")
    return sequence


def _sequence(pieces: list[str], groups: Groups, closing: str) -> Sequence_:
    """Pieces up to the end, or within brackets up to `|` or the `closing` one, which are left there."""
    found: list[Piece] = []
    while pieces and not (closing and pieces[-1] in ("|", closing)):
        found.append(_piece(pieces, groups))
        while not closing and pieces and pieces[-1] == "|":  # outside brackets a choice is between single pieces
            pieces.pop()
            found.append(WordChoice(((found.pop(),), (_piece(pieces, groups),))))
    return tuple(found)


def _piece(pieces: list[str], groups: Groups) -> Piece:
    if not pieces:
        raise BadPattern("something is missing behind |")
    piece = pieces.pop()
    if piece in GAPS:
        return WordGap(GAPS[piece])
    if piece == ".":
        return WordEdge()
    if piece in _CLOSING:
        return _brackets(piece, pieces, groups)
    if piece.startswith("@"):
        if piece[1:] not in groups:
            raise BadPattern(f"there is no group {piece[1:]!r} above this place")
        return groups[piece[1:]]
    if piece in (")", "]", "|"):
        raise BadPattern(f"{piece} has nothing before it")
    word, stem = (piece[:-1], True) if piece.endswith("~") else (piece, False)
    if not word.replace("'", "").isalnum():
        raise BadPattern(f"{piece!r} is no word")
    return OneWord(word, stem)


def _brackets(opening: str, pieces: list[str], groups: Groups) -> WordChoice:
    closing = _CLOSING[opening]
    choices: list[Sequence_] = []
    while True:
        choices.append(_sequence(pieces, groups, closing))
        if not pieces:
            raise BadPattern(f"{opening} is not closed")
        if not choices[-1]:
            raise BadPattern("a choice is empty; what may be left out stands in [ ]")
        if pieces.pop() == closing:
            break
    return WordChoice((*choices, ())) if opening == "[" else WordChoice(tuple(choices))
