"""Finds many sequences of words in a sentence at once, in a time that grows with its length. Pure.

States are numbers. From each lead edges by a word or the beginning of one, edges by any word (gaps), and edges that
take no word, some of them only where a comma or the end is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from oncocare.safety.words.notation import OneWord, Piece, Sequence_, WordChoice, WordEdge, WordGap
from oncocare.safety.words.writing import Sentence, Spellings, shortened, spelled

STEM = "~"
LEAST_STEM, LEAST_TYPO, LEAST_SWAP, LONGEST_TYPO = 3, 6, 4, 16
ENDING = 2
Keys = tuple[str, ...]
MOST_KNOWN = 20_000
Hit = tuple[int, int]  # the name of a sequence, and the word before which it ends


Edges = defaultdict[int, list[int]]


def _edges() -> Edges:
    return defaultdict(list)


@dataclass
class Automaton:
    """What is looked for, as states. Of the many states most have one edge, so only what is there is kept."""

    words: defaultdict[int, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    any_word: Edges = field(default_factory=_edges)
    free: Edges = field(default_factory=_edges)
    at_edge: Edges = field(default_factory=_edges)
    ends: dict[int, int] = field(default_factory=dict)
    states: int = 0
    _written: dict[str, list[str]] = field(default_factory=dict)

    def new(self) -> int:
        self.states += 1
        return self.states - 1

    def add(self, sequence: Sequence_, start: int, spellings: Spellings, *, name: int) -> None:
        """Looks for the sequence from `start` on, and calls what is found by the number `name`."""
        end = self._lay(sequence, start, spellings)
        final = self.new()
        self.free[end].append(final)
        self.ends[final] = name

    def _lay(self, sequence: Sequence_, state: int, spellings: Spellings) -> int:
        for piece in sequence:
            state = self._piece(piece, state, spellings)
        return state

    def _piece(self, piece: Piece, state: int, spellings: Spellings) -> int:
        if isinstance(piece, OneWord):
            for key in self._keys(piece, spellings):
                state = self._edge(state, key)
            return state
        end = self.new()
        if isinstance(piece, WordEdge):
            self.at_edge[state].append(end)
        elif isinstance(piece, WordGap):
            self.free[state].append(end)
            for _ in range(piece.most):
                following = self.new()
                self.any_word[state].append(following)
                self.free[following].append(end)
                state = following
        else:
            self._choice(piece, state, end, spellings)
        return end

    def _keys(self, word: OneWord, spellings: Spellings) -> list[str]:
        """By what it is looked for; the spellings of one list are the same for all of its words."""
        name = word.text + STEM if word.stem else word.text
        if name not in self._written:
            self._written[name] = [spelled(word.text, {})[0] + STEM] if word.stem else [*spelled(word.text, spellings)]
        return self._written[name]

    def _choice(self, piece: WordChoice, state: int, end: int, spellings: Spellings) -> None:
        for sequence in piece.of:
            begin = self.new()
            self.free[state].append(begin)
            self.free[self._lay(sequence, begin, spellings)].append(end)

    def _edge(self, state: int, key: str) -> int:
        following = self.new()
        self.words[state].append((key, following))
        return following


@dataclass(eq=False)
class _Reached:
    """States that are reached together: what has ended there, where words lead from them, and which of it is known."""

    ends: tuple[int, ...]
    words: dict[str, list[int]]
    any_word: list[int]
    leads: dict[tuple[Keys, bool], _Reached | None] = field(default_factory=dict)


class Search:
    """A finished automaton: what of it stands in a sentence, from a word on.

    What was reached once is kept, so that the same words are followed quickly; the answers do not depend on it.
    """

    def __init__(self, automaton: Automaton) -> None:
        self._automaton = automaton
        self._closed: dict[tuple[int, bool], tuple[int, ...]] = {}
        self._known: dict[frozenset[int], _Reached] = {}
        self._begin: dict[tuple[int, bool], _Reached] = {}
        self.steps = 0  # how many words were followed so far, for a test of how the work grows with the text

    def found(self, start: int, sentence: Sentence, keys: Sequence[Keys], at: int, *, commas: bool) -> list[Hit]:
        """The name and end of every sequence from `start` that begins with the word `at`; past commas or up to one."""
        begin = (start, sentence.breaks[at])
        reached: _Reached | None = self._begin.get(begin)
        if reached is None:
            reached = self._begin[begin] = self._reached(self._closure(start, at_edge=sentence.breaks[at]))
        hits: list[Hit] = []
        position = at
        while reached is not None:
            self.steps += 1
            hits.extend((name, position) for name in reached.ends)
            if position == len(keys) or (not commas and position > at and sentence.breaks[position]):
                break
            word = (keys[position], sentence.breaks[position + 1])
            reached = reached.leads[word] if word in reached.leads else self._follow(reached, word)
            position += 1
        return hits

    def _closure(self, state: int, *, at_edge: bool) -> tuple[int, ...]:
        """Found when it is first needed: most states are never reached."""
        if (state, at_edge) not in self._closed:
            self._closed[state, at_edge] = _closure(state, self._automaton, at_edge=at_edge)
        return self._closed[state, at_edge]

    def _reached(self, states: Iterable[int]) -> _Reached:
        together = frozenset(states)
        if together not in self._known:
            all_of, words = self._automaton, defaultdict[str, list[int]](list)
            for state in together:
                for key, target in all_of.words.get(state, ()):
                    words[key].append(target)
            any_word = [target for state in together for target in all_of.any_word.get(state, ())]
            ends = tuple(all_of.ends[state] for state in together if state in all_of.ends)
            self._known[together] = _Reached(ends, dict(words), any_word)
        return self._known[together]

    def _follow(self, reached: _Reached, word: tuple[Keys, bool]) -> _Reached | None:
        if len(self._known) > MOST_KNOWN:
            self._known, self._begin = {}, {}
        keys, edge = word
        following = set[int]()
        for target in (*reached.any_word, *(target for key in keys for target in reached.words.get(key, ()))):
            following |= {*self._closure(target, at_edge=edge)}
        reached.leads[word] = self._reached(following) if following else None
        return reached.leads[word]


def _closure(state: int, automaton: Automaton, *, at_edge: bool) -> tuple[int, ...]:
    """All states that are reached without a word; only those where something can go on or has ended."""
    seen, waiting = {state}, [state]
    while waiting:
        one = waiting.pop()
        for other in (*automaton.free.get(one, ()), *(automaton.at_edge.get(one, ()) if at_edge else ())):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return tuple(one for one in seen if one in automaton.words or one in automaton.any_word or one in automaton.ends)


class Vocabulary:
    """The words that sequences hold, by which a word of a text is known: whole, by its beginning, or mistyped."""

    def __init__(self, keys: Iterable[str], ordinary: Iterable[str]) -> None:
        keys = set(keys)
        self._whole = {key for key in keys if not key.endswith(STEM)}
        self._stems = {key.removesuffix(STEM) for key in keys - self._whole}
        self._longest = max(map(len, self._stems), default=0)
        self._ordinary = set(ordinary)
        self._shortened: dict[str, list[str]] = defaultdict(list)
        for word in self._whole:
            if len(word) >= LEAST_TYPO:
                for short in _shorter(word):
                    self._shortened[short].append(word)

    def keys(self, word: str) -> Keys:
        """By what a plain word of a text is looked for."""
        return next((keys for form in (word, *shortened(word)) if (keys := self._as_written(form))), ()) or (
            () if word in self._ordinary else tuple(self._mistyped(word))
        )

    def _as_written(self, word: str) -> Keys:
        stems = (
            word[:length] + STEM
            for length in range(LEAST_STEM, min(len(word), self._longest) + 1)
            if word[:length] in self._stems
        )
        return (*((word,) if word in self._whole else ()), *stems)

    def _mistyped(self, word: str) -> set[str]:
        """Known words with one letter more, less, another, or two changed about, never the first or an ending."""
        if not LEAST_SWAP <= len(word) <= LONGEST_TYPO:
            return set()
        found = {swapped for swapped in _swapped(word) if swapped in self._whole}
        found |= set(self._shortened.get(word, ()))
        if len(word) > LEAST_TYPO:
            found |= {short for short in _shorter(word) if short in self._whole}
            found |= {other for other in self._alike(word) if _one_letter_apart(word, other)}
        return found

    def _alike(self, word: str) -> Iterator[str]:
        """Known words as long that are the same without one letter."""
        return (
            other for short in _shorter(word) for other in self._shortened.get(short, ()) if len(other) == len(word)
        )


def _one_letter_apart(word: str, other: str) -> bool:
    """Whether one letter is another, and none of the last two: endings are what words are told apart by."""
    places = [place for place, (one, two) in enumerate(zip(word, other, strict=True)) if one != two]
    return len(places) == 1 and places[0] < len(word) - ENDING


def _shorter(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(1, len(word) - 1))


def _swapped(word: str) -> Iterator[str]:
    return (
        word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        for place in range(1, len(word) - 1)
    )  # fmt: skip
