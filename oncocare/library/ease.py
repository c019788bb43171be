"""How easily a text is read: words a sentence and syllables a word, by the formula of its language. Pure.

English: Flesch, J Appl Psychol 1948;32:221 (reading ease). Spanish: Szigriszt Pazos 1993 (perspicuidad), read on the
INFLESZ scale of Barrio-Cantalejo, An Sist Sanit Navar 2008;31:135. Portuguese: Martins 1996 (Flesch moved by 42). The
higher, the easier; syllables are counted by rule, so a score is right within a few points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# What a sentence takes off for each word in it, and a word for each of its syllables, of a start.
FORMULAS: dict[str, tuple[float, float, float]] = {
    "en": (206.835, 1.015, 84.6),
    "es": (206.835, 1.0, 62.3),
    "pt": (248.835, 1.015, 84.6),
}
WORDS_A_MINUTE = 180  # of a tired reader; Brysbaert, J Mem Lang 2019;109:104047 gives 238 for adults reading silently
PLAIN = 65.0  # from here on the INFLESZ scale says "quite easy" and Flesch's "plain"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_END = re.compile(r"[.!?…:]+(?=\s|$)|\n")


@dataclass(frozen=True)
class Ease:
    """What was counted, and the score where there is a formula for the language and a sentence to measure."""

    sentences: int
    words: int
    syllables: int
    score: float | None

    @property
    def plain(self) -> bool:
        """Whether it is easy enough for everybody."""
        return self.score is not None and self.score >= PLAIN

    @property
    def minutes(self) -> int:
        """How long a tired reader takes; one at least."""
        return max(1, round(self.words / WORDS_A_MINUTE))


def longest(text: str, most: int = 3) -> list[tuple[int, str]]:
    """The sentences with the most words, each with how many, the longest first."""
    sentences = ((len(_WORD.findall(part)), " ".join(part.split())) for part in _END.split(text))
    return sorted((found for found in sentences if found[0]), key=lambda found: -found[0])[:most]


def ease(text: str, language: str) -> Ease:
    """How easily `text` is read in a language by its code, whole or before a hyphen."""
    known = language.split("-", maxsplit=1)[0]
    sentences = sum(1 for part in _END.split(text) if _WORD.search(part))
    found = _WORD.findall(text)
    syllables = sum(map(_COUNTS.get(known, _romance), found))
    formula = FORMULAS.get(known)
    if formula is None or not found:
        return Ease(sentences, len(found), syllables, None)
    start, each_word, each_syllable = formula
    score = start - each_word * len(found) / sentences - each_syllable * syllables / len(found)
    return Ease(sentences, len(found), syllables, round(score, 1))


def _romance(word: str) -> int:
    """Vowels, but for the weak ones beside another: a written accent on a weak vowel keeps it apart."""
    word = word.lower().replace("qu", "k").replace("gue", "ge").replace("gui", "gi")
    strong = "aeoáéóíúâêôãõàëï"
    count, before = 0, ""
    for letter in word:
        if letter in strong:
            count += 1
            if before == "weak":  # a glide
                count -= 1 if letter not in "íúï" else 0
            before = "strong"
        elif letter in "iuüy":
            count += before == ""
            before = "glide" if before == "strong" else "weak"
        else:
            before = ""
    return max(1, count)


def _english(word: str) -> int:
    """Groups of vowels, without a silent e at the end."""
    word = unicodedata.normalize("NFKD", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = re.search(r"[^aeiouylr]e$|[^aeiouydt]ed$|[^aeiouysxzc]es$", word) is not None
    return max(1, groups - silent)


_COUNTS: dict[str, Callable[[str], int]] = {"en": _english, "es": _romance, "pt": _romance}
