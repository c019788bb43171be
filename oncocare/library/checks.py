"""A self-check as it is written in Markdown: a question, its answers, and what is said to each. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from oncocare.library.document import ANSWER, ANSWERS, BECAUSE, QUESTION, CheckAnswer, SelfCheck

CHOICE = re.compile(r"[-*][ \t]+\[([xX ])\][ \t]*(.*)")


def read(text: str) -> SelfCheck:
    """What stands in a box: a question; then answers, each a line that begins with `- [ ]` or `- [x]`, and below each
    what is said to it. It may be wrong: see `wrong`.
    """
    question: list[str] = []
    answers: list[tuple[str, bool, list[str]]] = []
    for line in text.split("\n"):
        if found := CHOICE.fullmatch(line.strip()):
            answers.append((_single(found[2]), found[1] != " ", []))
        else:
            (answers[-1][2] if answers else question).append(line)
    said = (CheckAnswer(words, right, _single(" ".join(below))) for words, right, below in answers)
    return SelfCheck(_single(" ".join(question)), tuple(said))


def _single(words: str) -> str:
    return " ".join(words.split())


def wrong(check: SelfCheck) -> Iterator[str]:
    """What nobody could be asked so."""
    if not 0 < len(check.question) <= QUESTION:
        yield _("::: check needs a question, in at most %(most)s characters") % {"most": QUESTION}
    if not ANSWERS[0] <= len(check.answers) <= ANSWERS[1] or sum(one.right for one in check.answers) != 1:
        yield _("::: check needs 2 to 4 answers, each a line that begins with - [ ], the right one alone with - [x]")
    if any(not 0 < len(one.words) <= ANSWER or not 0 < len(one.because) <= BECAUSE for one in check.answers):
        said = _("an answer of ::: check has at most %(answer)s characters, and below it what is said to it, %(most)s")
        yield said % {"answer": ANSWER, "most": BECAUSE}


def write(check: SelfCheck) -> str:
    """A self-check with its box; `read` gives the same of what stands inside."""
    answers = "\n".join(f"- [{'x' if one.right else ' '}] {one.words}\n  {one.because}" for one in check.answers)
    return f"::: check\n{check.question}\n\n{answers}\n:::"
