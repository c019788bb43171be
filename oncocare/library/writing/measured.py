"""How easily a text is read, in words for who writes it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oncocare.library import document, marked
from oncocare.library.ease import Ease, ease, longest

LONG = 20  # words from which on a sentence is worth cutting in two
FORMULAS = {
    "en": gettext_lazy(
        "Flesch’s reading ease (J Appl Psychol 1948;32:221): the fewer words in a sentence and syllables in a word, the"
        " higher. Syllables are counted by rule, so it is right within a few points."
    ),
    "es": gettext_lazy(
        "Szigriszt Pazos’ perspicuity (1993), read on the INFLESZ scale (An Sist Sanit Navar 2008;31:135): the fewer"
        " words in a sentence and syllables in a word, the higher. Syllables are counted by rule, so it is right within"
        " a few points."
    ),
    "pt": gettext_lazy(
        "Flesch’s reading ease as Martins moved it for Portuguese (1996): the fewer words in a sentence and syllables"
        " in a word, the higher. Syllables are counted by rule, so it is right within a few points."
    ),
}


@dataclass(frozen=True)
class EaseInWords:
    """What was counted of a text, and what it means."""

    ease: Ease
    meaning: str
    formula: str
    long: list[tuple[int, str]]

    @property
    def score(self) -> int | None:
        """A whole number: more would promise what counting by rule does not keep."""
        return None if self.ease.score is None else max(0, min(100, round(self.ease.score)))


def measured(text: str, language: str) -> EaseInWords:
    """How easily a text in Markdown is read in a language by its code."""
    try:
        words = document.plain(marked.read(text))
    except marked.NotMarked:
        words = text
    found = ease(words, language)
    long = [one for one in longest(words) if one[0] >= LONG]
    return EaseInWords(found, _meaning(found.score), str(FORMULAS.get(language.partition("-")[0], "")), long)


def _meaning(score: float | None) -> str:
    """The bands of the INFLESZ scale, whose edges suit Flesch's as well."""
    if score is None:
        return ""
    if score >= 80:
        return _("Very easy: everybody can follow it, also on a bad day.")
    if score >= 65:
        return _("Easy: most people can follow it without an effort.")
    if score >= 55:
        return _("It takes an effort: somebody tired will read parts of it twice. Shorter sentences help most.")
    return _("Hard: many people will give up. Cut long sentences in two, and use the words that patients use.")
