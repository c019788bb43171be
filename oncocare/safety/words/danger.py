"""Which danger words stand in a text, of which tier, and where. Pure; it reads whatever is written and never raises.

It misses some and finds some wrongly: what it finds asks a person to look, and what it does not find says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from threading import Lock

from oncocare.safety.words.automaton import Automaton, Keys, Search, Vocabulary
from oncocare.safety.words.notation import GAPS, Sequence_, WordChoice, WordEdge, WordGap
from oncocare.safety.words.signs import Sign, together
from oncocare.safety.words.wordlist import LANGUAGES, Cancelling, DangerRank, ReadList, WordEntry, WordSign, shipped
from oncocare.safety.words.writing import Sentence, sentences, spelled

NEAR = 12  # words before and after, within the sentence
FURTHEST = 30  # words before what was caught at which a context may begin
NARROW = GAPS["*"]


@dataclass(frozen=True, order=True)
class Finding:
    """Words that an entry of a list caught: `text[start:end]` of what was read."""

    start: int
    end: int
    tier: DangerRank
    language: str
    entry: str
    words: str


def findings(text: str, languages: Iterable[str] = LANGUAGES) -> list[Finding]:
    """What the lists of these languages find in a text, in the order of the text."""
    return sorted({one for language in languages for one in matcher(language).findings(text)})


def tier(text: str, languages: Iterable[str] = LANGUAGES) -> DangerRank | None:
    """The highest tier found in a text; None where nothing was."""
    found = {one.tier for one in findings(text, languages)}
    return next((one for one in DangerRank if one in found), None)


_making = Lock()


def matcher(language: str) -> Matcher:
    """The matcher of a list that comes with OncoCare, made once in a process. Making one takes about a second, and
    threads that each made their own would take turns for as long as all of them together.
    """
    with _making:
        return _made(language)


@cache
def _made(language: str) -> Matcher:
    return Matcher(shipped(language))


def make_ready() -> None:
    """Make every matcher now, so that nobody who writes waits for it."""
    for language in LANGUAGES:
        matcher(language)


@dataclass(frozen=True)
class _Side:
    """Where contexts beside a catch begin in the automaton; None where nothing need stand there."""

    before: int | None
    after: int | None
    commas: bool
    at_edge: bool


@dataclass(frozen=True)
class _Contexts:
    """Where the contexts of one `Cancelling` begin: those over a catch with whether they go past commas."""

    over: tuple[tuple[int, bool], ...]
    near: int
    sides: tuple[_Side, ...]


class Matcher:
    """One list, made ready to read texts with."""

    def __init__(self, read: ReadList) -> None:
        self._list = read
        self._spellings = read.spellings
        self._automaton = Automaton()
        self._main = self._automaton.new()
        for number, rule in enumerate(read.rules):
            for sequence in rule.catch:
                self._automaton.add(sequence, self._main, read.spellings, name=number)
        made: dict[Cancelling, _Contexts] = {}
        for rule in read.rules:
            for one in rule.cancelled_by:
                if one not in made:
                    made[one] = self._contexts(one)
        self._cancelled_by = [[made[one] for one in rule.cancelled_by] for rule in read.rules]
        keys = {key for edges in self._automaton.words.values() for key, _state in edges}
        self._vocabulary = Vocabulary(keys, (plain for word in read.file.ordinary for plain in spelled(word, {})))
        self._search = Search(self._automaton)

    @property
    def steps(self) -> int:
        """How much was looked at so far, for a test of how the work grows with the text."""
        return self._search.steps

    def findings(self, text: str) -> Iterator[Finding]:
        """What the list finds in a text."""
        known: dict[str, Keys] = {}
        signs: list[Sign] = []
        words = 0
        for sentence in sentences(text, self._spellings):
            for word in sentence.words:
                if word not in known:
                    known[word] = self._vocabulary.keys(word)
            for entry, begin, end in self._in_sentence(sentence, [known[word] for word in sentence.words]):
                first, last = sentence.places[begin][0], sentence.places[end - 1][1]
                if isinstance(entry, WordSign):
                    signs.append(Sign(words + begin, first, last, entry.name, entry.weight))
                else:
                    yield self._finding(text, first, last, entry.tier, entry.name)
            words += len(sentence.words)
        for group in together(signs):
            first, last = min(sign.start for sign in group), max(sign.end for sign in group)
            kinds = " + ".join(dict.fromkeys(sign.kind for sign in group))
            yield self._finding(text, first, last, DangerRank.INTENT, kinds)

    def _finding(self, text: str, first: int, last: int, tier: DangerRank, entry: str) -> Finding:
        return Finding(first, last, tier, self._list.file.language, entry, text[first:last])

    def _in_sentence(self, sentence: Sentence, keys: list[Keys]) -> Iterator[tuple[WordEntry | WordSign, int, int]]:
        look = _Look(self._search, sentence, keys)
        for name, begin, end in look.catches(self._main):
            if not any(look.cancels(one, begin, end) for one in self._cancelled_by[name]):
                yield self._list.rules[name].entry, begin, end

    def _contexts(self, one: Cancelling) -> _Contexts:
        over: dict[bool, int] = {}
        sides: dict[tuple[bool, bool, bool], _Side] = {}
        both: list[_Side] = []
        for context in one.unless:
            commas = any(_is_wide(part) for part in (context.before, context.after, context.over))
            at_edge = bool(context.after) and isinstance(context.after[0], WordEdge)
            if context.over:
                self._add(context.over, over.setdefault(commas, self._automaton.new()))
                continue
            side = _Side(
                self._automaton.new() if context.before else None,
                self._automaton.new() if context.after else None, commas, at_edge,
            )  # fmt: skip
            if context.before and context.after:
                both.append(side)
            else:
                side = sides.setdefault((commas, at_edge, bool(context.before)), side)
            self._add(context.before, side.before)
            self._add(context.after, side.after)
        near = self._automaton.new()
        for sequence in one.near:
            self._add(sequence, near)
        return _Contexts(tuple((start, commas) for commas, start in over.items()), near, (*sides.values(), *both))

    def _add(self, sequence: Sequence_, start: int | None) -> None:
        if start is not None:
            self._automaton.add(sequence, start, self._spellings, name=0)


class _Look:
    """One sentence that is searched; what was found from a word on is kept, so that nothing is looked for twice."""

    def __init__(self, search: Search, sentence: Sentence, keys: list[Keys]) -> None:
        self._search, self._sentence, self._keys = search, sentence, keys
        self._ends: dict[tuple[int, int, bool], tuple[int, ...]] = {}

    def catches(self, start: int) -> Iterator[tuple[int, int, int]]:
        """Each catch as its entry's number, first word and end; the shortest of those that end alike."""
        tightest: dict[tuple[int, int], int] = {}
        for at in range(len(self._keys)):
            for name, end in self._search.found(start, self._sentence, self._keys, at, commas=True):
                tightest[name, end] = at
        longest = {(name, begin): end for (name, end), begin in sorted(tightest.items())}
        return ((name, begin, end) for (name, begin), end in longest.items())

    def cancels(self, contexts: _Contexts, begin: int, end: int) -> bool:
        """Whether one of these contexts lies over, near or beside the words from `begin` to before `end`."""
        return (
            any(self._over(start, begin, end, commas=commas) for start, commas in contexts.over)
            or any(self._from(contexts.near, at, commas=True) for at in self._around(begin, end))
            or any(self._beside(side, begin, end) for side in contexts.sides)
        )

    def _around(self, begin: int, end: int) -> range:
        return range(max(0, begin - NEAR), min(len(self._keys), end + NEAR))

    def _over(self, start: int, begin: int, end: int, *, commas: bool) -> bool:
        return any(
            found > begin for at in range(max(0, begin - NEAR), end) for found in self._from(start, at, commas=commas)
        )

    def _beside(self, side: _Side, begin: int, end: int) -> bool:
        breaks = self._sentence.breaks
        if side.after is not None:
            if breaks[end] and not side.commas and not side.at_edge:
                return False
            if not self._from(side.after, end, commas=side.commas):
                return False
        if side.before is None:
            return True
        for at in range(begin, max(-1, begin - FURTHEST), -1):
            if begin in self._from(side.before, at, commas=side.commas):
                return True
            if breaks[at] and not side.commas:
                return False
        return False

    def _from(self, start: int, at: int, *, commas: bool) -> tuple[int, ...]:
        """Where the sequences from this start end that begin with the word `at`."""
        key = (start, at, commas)
        if key not in self._ends:
            found = self._search.found(start, self._sentence, self._keys, at, commas=commas)
            self._ends[key] = tuple(end for _name, end in found)
        return self._ends[key]


def _is_wide(sequence: Sequence_) -> bool:
    return any(
        (isinstance(piece, WordGap) and piece.most > NARROW)
        or (isinstance(piece, WordChoice) and any(_is_wide(inner) for inner in piece.of))
        for piece in sequence
    )
