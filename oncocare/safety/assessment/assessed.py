"""What was asked and said, kept as it was asked: each answer with the words of its question. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from oncocare.safety.assessment.wording import NOT_ASKED, RiskQuestions, own


class AnswerSaid(NamedTuple):
    """One question and its answer in words; `code` is the option that was chosen, empty for an answer in words."""

    question: str
    ask: str
    answer: str
    code: str


@dataclass(frozen=True)
class Assessed:
    """A form filled in. `next_contact` is the day agreed on; without one `no_contact` says why none is needed."""

    questions: RiskQuestions
    given: Mapping[str, str]
    next_contact: date | None
    no_contact: str = ""

    @property
    def missing(self) -> list[str]:
        """The choices nobody answered, "not asked" being an answer too, and `next_contact` where neither is said."""
        lacking = [
            one.code
            for one in self.questions.questions
            if one.options and self.given.get(one.code) not in dict(one.options)
        ]
        said = self.next_contact is not None or self.no_contact.strip()
        return lacking if said else [*lacking, "next_contact"]

    @property
    def heard(self) -> bool:
        """Whether a question was put to the person and answered by them."""
        chosen = (self.given.get(one.code, "") for one in self.questions.questions if one.options)
        return any(code not in ("", NOT_ASKED) for code in chosen)

    @property
    def danger(self) -> bool:
        """Whether the answers to our own questions say that the person means to act on it, or has a definite plan."""
        ours = self.questions.code == own("en").code
        return ours and (self.given.get("intent") == "yes" or self.given.get("plan") == "definite")

    @property
    def said(self) -> list[AnswerSaid]:
        """Every answer that was given, in the order of the form."""
        answers = []
        for one in self.questions.questions:
            given = self.given.get(one.code, "").strip()
            words = dict(one.options).get(given, "") if one.options else given
            if words:
                answers.append(AnswerSaid(one.code, one.ask, words, given if one.options else ""))
        return answers
