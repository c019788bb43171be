"""How weak signs add up in a message, and what keeps them from it."""

from __future__ import annotations

import pytest

from oncocare.foundation.datafiles import DataFileError, parse
from oncocare.safety.words.danger import Matcher
from oncocare.safety.words.signs import ENOUGH, WITHIN, Sign, together
from oncocare.safety.words.wordlist import DangerRank, read_list
from tests.safety.words.test_words_notation import LIST, USUAL

SIGNS = """\
signs:
  - {{name: farewell, weight: 2, means: made up, catch: [goodbye], must: [goodbye]}}
  - {{name: gifts, weight: 2, means: made up, catch: ['gave * away'], despite: {despite}, must: [gave it away]}}
  - {{name: despair, weight: 1, means: made up, catch: [hopeless], must: [hopeless]}}
  - {{name: against, weight: -2, means: made up, catch: [holiday], must_not: [holiday]}}
entries:
"""


def found(text: str, despite: str = "[]") -> list[tuple[DangerRank, str, str]]:
    listed = LIST.format(**USUAL).replace("entries:\n", SIGNS.format(despite=despite))
    matcher = Matcher(read_list(parse(listed, "made-up.yaml")))
    return [(one.tier, one.entry, one.words) for one in matcher.findings(text)]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Goodbye. I gave it all away.", ["farewell + gifts"]),
        ("I gave it away! Goodbye!", ["gifts + farewell"]),
        ("Goodbye. Goodbye. Hopeless.", []),
        ("Goodbye, I feel hopeless.", []),
        ("Goodbye, I gave it away, hopeless.", ["farewell + gifts + despair"]),
        ("Goodbye, I gave it away, off on holiday.", []),
        ("On holiday soon. Goodbye, I gave it away.", []),
        ("I never gave it away. Goodbye.", ["gifts + farewell"]),
        (f"Goodbye. {'so ' * WITHIN} gave it away.", []),
        (f"Goodbye. {'so ' * (WITHIN - 3)} gave it away.", ["farewell + gifts"]),
        ("I kill myself. Goodbye, gave it away.", ["one", "farewell + gifts"]),
    ],
)  # fmt: skip
def test_signs_of_different_kinds_add_up_across_sentences(text: str, entries: list[str]):
    hits = found(text, despite="[negation]")
    assert [(tier, entry) for tier, entry, _words in hits] == [(DangerRank.INTENT, entry) for entry in entries]


def test_what_cancels_an_entry_cancels_a_sign_too():
    assert found("I never gave it away. Goodbye.") == []


def test_a_finding_of_signs_reaches_from_the_first_to_the_last():
    assert found("Dear all, goodbye. I gave it away, love.")[0][2] == "goodbye. I gave it away"


def test_a_sign_is_in_one_group_only_and_what_follows_makes_its_own():
    signs = [Sign(place, place, place + 1, kind, 2) for place, kind in enumerate(["a", "b"])]
    later = [Sign(sign.word + 2 * WITHIN, sign.start, sign.end, sign.kind, 2) for sign in signs]
    assert list(together([*later, *signs])) == [tuple(signs), tuple(later)]
    assert list(together(signs[:1])) == []
    assert sum(sign.weight for sign in signs) == ENOUGH


@pytest.mark.parametrize(
    ("sign", "why"),
    [
        ("{name: a, weight: 1, means: b, catch: [c]}", "must needs at least one line"),
        ("{name: a, weight: -1, means: b, catch: [c], must: [c]}", "must_not needs at least one line"),
        ("{name: a, weight: 1, means: b, catch: [], must: [c]}", "catch needs at least one line"),
        ("{name: one, weight: 1, means: b, catch: [c], must: [c]}", "stands here more than once"),
    ],
)
def test_a_sign_without_proof_is_refused(sign: str, why: str):
    text = LIST.format(**USUAL).replace("entries:\n", f"signs:\n  - {sign}\nentries:\n")
    with pytest.raises(DataFileError, match=why):
        read_list(parse(text, "made-up.yaml"))
