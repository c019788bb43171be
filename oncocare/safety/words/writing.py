"""A text as sentences of plain words: without case, accents and the spellings of telephones. Pure.

Each word knows its place in the text. Whatever a text holds, it is read; the time grows with its length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_MARKS = "\u0300-\u036f\u200b-\u200d\u2060\ufeff\u00ad"  # accents written apart, and what cannot be seen
_APOSTROPHES = "'’‘ʼ`´＇"
_WORD = re.compile(rf"[^\W_](?:[\w{_MARKS}{_APOSTROPHES}*@$]*[^\W_])?[{_MARKS}]*")
_END = re.compile(r"(?<!\.)\.(?!\.)|[!?¡¿]|\n\s*\n")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\-‐‑]*")  # a hyphen joins words: matar-me, self-harm
_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_LOOK_ALIKE = str.maketrans("013457@$", "oieastas")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_DOUBLE_VOWEL = re.compile(r"([aeiou])\1+")
LONGEST_WORD = 40  # no word of a list is longer, and neither is what is caught

Spellings = Mapping[str, tuple[str, ...]]


@dataclass
class Sentence:
    """The words of one sentence, where each stands in the text, and before which a comma or the like stands.

    `breaks` has one more than there are words: the sentence begins and ends with one.
    """

    words: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    breaks: list[bool] = field(default_factory=list)


def sentences(text: str, spellings: Spellings) -> Iterator[Sentence]:
    """The sentences of a text, with `spellings` (by plain word, apostrophes kept) written out."""
    known: dict[str, tuple[str, ...]] = {}
    sentence, end = Sentence(), 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        if sentence.words and _END.search(between):
            sentence.breaks.append(True)
            yield sentence
            sentence = Sentence()
        written = found[0]
        if written not in known:
            known[written] = spelled(written, spellings)
        for number, word in enumerate(known[written]):
            first = number == 0
            sentence.breaks.append(not sentence.words or (first and not _SPACES.fullmatch(between)))
            sentence.words.append(word)
            sentence.places.append(found.span())
        end = found.end()
    if sentence.words:
        sentence.breaks.append(True)
        yield sentence


def spelled(word: str, spellings: Spellings) -> tuple[str, ...]:
    """The plain words that one written word stands for."""
    letters = _letters(word[:LONGEST_WORD])
    for form in (letters, *shortened(letters)):
        if form in spellings:
            return spellings[form]
    return (letters.replace("'", ""),)


def shortened(letters: str) -> tuple[str, ...]:
    """What a word drawn out (`muerooo`, `killlll`) may be, and one with a vowel twice; nothing for any other.

    Two consonants stay two: `perro` is not `pero`.
    """
    forms = (_DRAWN_OUT.sub(r"\1\1", letters), _DRAWN_OUT.sub(r"\1", letters))
    return tuple(dict.fromkeys(form for form in (*forms, _DOUBLE_VOWEL.sub(r"\1", forms[1])) if form != letters))


def _letters(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.translate(_APOSTROPHE))
    kept = "".join(sign for sign in apart if sign.isalnum() or sign in "'@$").casefold()
    if any(sign in "013457@$" for sign in kept) and any(sign.isalpha() for sign in kept):
        kept = kept.translate(_LOOK_ALIKE)
    return kept
