"""What a page asks gently about before a post is sent: telephone numbers, addresses, names, another language. Pure.

It misses some and finds some wrongly: whoever writes decides, and nothing is refused for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

DIGITS_OF_A_NUMBER = 9  # fewer is a date, a dose or a price
DIGITS_AFTER_A_PLUS = 7
NUMBER = re.compile(r"(?<![\w+])(\+?)(\(?\d(?:[ .\-()/]{0,2}\d){5,20})(?!\w)")
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
SHORTEST_NAME = 3  # letters; a shorter one is a word of its own too often
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"
# A name after words that announce one; of what is only called something, such as a medicine, two words or more.
ANNOUNCED = (
    re.compile(
        r"\b(?i:me llamo|mi nombre es|my name is|chamo-me|o meu nome é|sra?\.?|señora?|don|doña|mr\.?|mrs\.?|ms\.?)\s+"
        rf"({_CAPITAL}(?: {_CAPITAL}){{0,3}})"
    ),
    re.compile(
        r"\b(?i:se llama|su nombre es|(?:her|his|their) name is|(?:is|was) called|chama-se|o nome del[ea] é)\s+"
        rf"({_CAPITAL}(?: {_CAPITAL}){{1,3}})"
    ),
)

FEWEST_WORDS = 8  # below this nobody can say in which language a text is
SURE_ENOUGH = 0.5
# Words that stand in nearly every sentence of one of the languages and hardly in one of the others.
STOP_WORDS = {
    "en": "the and is it to of in that was for with you my are have this but not what they were i",
    "es": "el la los las y es en que un una con mi por del pero muy yo lo se al hay fue como más",
    "pt": "o os as e é em que um uma com meu minha por do da não mas muito eu ao foi como mais",
}


@dataclass(frozen=True)
class Personal:
    """What a text seems to tell of somebody: a telephone number, an e-mail address, real names. `read_first`: a
    moderator reads it before the group does, for an address in it.
    """

    telephone: bool
    email: bool
    names: tuple[str, ...]
    read_first: bool = False

    @property
    def told(self) -> bool:
        """Whether it tells anything of somebody."""
        return self.telephone or self.email or bool(self.names)

    @property
    def anything(self) -> bool:
        """Whether the page asks before it posts."""
        return self.told or self.read_first


@dataclass(frozen=True)
class LanguageGuess:
    """In which language a text seems to be, empty where nobody can say, and how sure that is, from 0 to 1."""

    language: str
    sure: float


def personal(words: str, own_names: Iterable[str]) -> Personal:
    """What a text tells of whoever wrote it, who has these names, or of others. A name of their own counts where all of
    it stands there, another's where words announce it.

    It is not compared with the names of the others in a group: the answer would tell who is in it.
    """
    folded = f" {_folded(words)} "
    named = (name for name in own_names if len(_folded(name)) >= SHORTEST_NAME)
    own = {name for name in named if f" {_folded(name)} " in folded}
    return Personal(
        telephone=any(numbers_in(words)),
        email=EMAIL.search(words) is not None,
        names=tuple(sorted(own | {name for pattern in ANNOUNCED for name in pattern.findall(words)})),
    )


def numbers_in(words: str) -> Iterator[str]:
    """The telephone numbers in a text, in digits alone."""
    for match in NUMBER.finditer(DATE.sub(" ", words)):
        digits = "".join(sign for sign in match[2] if sign.isdigit())
        if len(digits) >= (DIGITS_AFTER_A_PLUS if match[1] else DIGITS_OF_A_NUMBER):
            yield digits


def _folded(words: str) -> str:
    """The words alone, without accents and case, a space between each."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", words.lower()) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", bare))


def other_language(words: str, own: str) -> LanguageGuess:
    """The language in which a text seems to be where that is not `own`, the code of the group's; else an empty guess.

    `sure` is the share of the words known of either language that the other has more.
    """
    found = Counter(re.findall(r"[^\W\d_]+", words.lower()))
    if sum(found.values()) < FEWEST_WORDS:
        return LanguageGuess("", 0.0)
    hits = {code: sum(found[word] for word in known.split()) for code, known in STOP_WORDS.items()}
    here = hits.get(own[:2])
    best = max(hits, key=lambda code: (hits[code], code))
    if here is None or best == own[:2] or not hits[best]:
        return LanguageGuess("", 0.0)
    sure = (hits[best] - here) / (hits[best] + here)
    return LanguageGuess(best, sure) if sure >= SURE_ENOUGH else LanguageGuess("", sure)
