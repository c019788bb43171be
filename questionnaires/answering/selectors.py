"""What somebody is asked, has answered, and has not sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from oncocare.people.selectors import Standing
from questionnaires import selectors
from questionnaires.instruments import selectors as instruments
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.definition import Definition, InstrumentText
from questionnaires.instruments.scoring import concerns, items_that_apply
from questionnaires.instruments.words import recall
from questionnaires.models import Assignment, Draft

RATHER_NOT = "rather_not"  # chosen in place of a code


@dataclass(frozen=True)
class Unfinished:
    """Answers that were not sent and make no score. Of questions that are still `open` only those that worry: the
    others are the person's own until they are sent. Also of those that were `replaced` only those that worry.
    """

    assignment: uuid.UUID
    instrument: str
    answers: Mapping[str, int | None]
    at: datetime
    state: Literal["open", "unfinished", "replaced"]


def unfinished_among(asked: Iterable[Assignment]) -> list[Unfinished]:
    """What was answered and not sent, or not sent yet, of these assignments, each fetched with its draft."""
    drafts = [one.draft for one in asked if hasattr(one, "draft") and one.draft.answers]
    return [row for draft in drafts for row in (_unfinished(draft), *_replaced(draft)) if row.answers]


def _unfinished(draft: Draft) -> Unfinished:
    asked = draft.assignment
    if asked.state != Assignment.State.OPEN:
        return Unfinished(asked.pk, asked.instrument, draft.answers, draft.changed, "unfinished")
    worrying = _worrying(asked, draft.answers)
    given = [datetime.fromisoformat(at) for item, at in draft.timings.items() if item in worrying]
    return Unfinished(asked.pk, asked.instrument, worrying, max(given, default=draft.changed), "open")


def _replaced(draft: Draft) -> Iterator[Unfinished]:
    asked = draft.assignment
    for item, code, moment in draft.replaced:
        if draft.answers[item] != code:
            worrying = _worrying(asked, {item: code})
            yield Unfinished(asked.pk, asked.instrument, worrying, datetime.fromisoformat(moment), "replaced")


def _worrying(asked: Assignment, answers: Mapping[str, int | None]) -> dict[str, int | None]:
    known = definition(asked.instrument)
    return {item: code for item, code in answers.items() if concerns(known, {item: code}, own=True)}


class Sheet:
    """One assignment as its pages see it: definition, wording in the reader's language, answers so far."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.known: Definition = definition(self.assignment.instrument)
        self.text: InstrumentText | None = instruments.text_in(self.known, self.assignment.centre)
        draft = getattr(self.assignment, "draft", None)
        self.answers: dict[str, int | None] = draft.answers if draft else {}

    @property
    def wording(self) -> InstrumentText:
        """The wording in the reader's language, of a sheet that is not refused."""
        if self.text is None:
            raise LookupError(f"{self.known.code} has no wording here.")
        return self.text

    @property
    def refusal(self) -> str:
        """Why no question can be shown: `closed`, `language`, or empty."""
        if self.assignment.state != Assignment.State.OPEN:
            return "closed"
        return "" if self.text else "language"

    @property
    def items(self) -> list[str]:
        """The items that apply, in order: an instrument may end early or skip after some answers."""
        return items_that_apply(self.known, self.answers, self.text)

    @property
    def recall(self) -> str:
        """The period the questions are about."""
        return recall(self.known)

    @property
    def period(self) -> str:
        """The stem with the period it asks about: in our words only where the stem holds no number of its own."""
        stem = (self.text and self.text.stem) or ""
        has_period = any(letter.isdigit() for letter in stem)
        return stem if has_period else ". ".join(part for part in (self.recall, stem) if part)

    @property
    def next_item(self) -> str | None:
        """The first item without an answer."""
        return next((item for item in self.items if item not in self.answers), None)

    @property
    def complete(self) -> bool:
        """Every item was answered or passed over knowingly."""
        return self.next_item is None

    def place_after(self, item: str) -> str | None:
        """The item after this one; the first without an answer where this one no longer applies."""
        if item not in self.items:
            return self.next_item
        following = self.items[self.items.index(item) + 1 :]
        return following[0] if following else None

    def renew(self) -> None:
        """Take in the answers given meanwhile on another page."""
        draft = getattr(self.assignment, "draft", None)
        self.answers = draft.answers if draft else self.answers

    def place_next(self, item: str, *, changing: bool) -> str | None:
        """The item after this one, with the answers given meanwhile on another page; None where all can be checked."""
        self.renew()
        return None if changing and self.complete else self.place_after(item)

    def chosen(self, item: str) -> dict[str, str]:
        """The answer to an item as its form begins with it."""
        if item not in self.answers:
            return {}
        code = self.answers[item]
        return {"answer": RATHER_NOT if code is None else str(code)}

    def place_before(self, item: str) -> str | None:
        """The item before this one."""
        index = self.items.index(item)
        return self.items[index - 1] if index else None


class AskedItem(NamedTuple):
    """One question: the item, and the sheet it stands on."""

    sheet: Sheet
    item: str


@dataclass(frozen=True)
class ItemPlace:
    """Which one of all questions one is, from 1, of how many, and the question before it."""

    number: int
    count: int
    before: AskedItem | None


class AskedTogether:
    """What is due together and still open, one sheet after the other: announced, answered, checked and sent as one.

    `sheet` is the one the address names. One that cannot be shown here waits, and the others are asked without it.
    """

    def __init__(self, standing: Standing, pk: uuid.UUID) -> None:
        self.rows = selectors.own_bundle(standing, pk)
        sheets = [Sheet(row) for row in self.rows]
        self.sheet = next(sheet for sheet in sheets if sheet.assignment.pk == pk)
        self.sheets = [sheet for sheet in sheets if not sheet.refusal]

    @property
    def items(self) -> list[AskedItem]:
        """Every question that applies, in order."""
        return [AskedItem(sheet, item) for sheet in self.sheets for item in sheet.items]

    @property
    def begun(self) -> bool:
        """Whether anything was answered."""
        return any(sheet.answers for sheet in self.sheets)

    @property
    def minutes(self) -> int:
        """About how long all of it takes."""
        return sum(sheet.known.minutes for sheet in self.sheets)

    @property
    def recalls(self) -> list[str]:
        """The periods the questions are about."""
        return list(dict.fromkeys(sheet.recall for sheet in self.sheets if sheet.recall))

    @property
    def instructions(self) -> list[str]:
        """What the forms say before their questions."""
        said = (sheet.wording.instructions for sheet in self.sheets)
        return list(dict.fromkeys(words for words in said if words))

    @property
    def unanswered(self) -> AskedItem | None:
        """The first question without an answer; None where all can be checked."""
        return next((AskedItem(sheet, sheet.next_item) for sheet in self.sheets if sheet.next_item), None)

    def place(self, item: str) -> ItemPlace:
        """Where this question of the sheet stands among all."""
        items = self.items
        index = items.index(AskedItem(self.sheet, item))
        return ItemPlace(index + 1, len(items), items[index - 1] if index else None)

    def after(self, item: str, *, changing: bool) -> AskedItem | None:
        """The question after this one of the sheet, with the answers given meanwhile; None where all can be checked."""
        self.sheet.renew()
        if changing and self.unanswered is None:
            return None
        if following := self.sheet.place_after(item):
            return AskedItem(self.sheet, following)
        later = self.sheets[self.sheets.index(self.sheet) + 1 :] if self.sheet in self.sheets else []
        return AskedItem(later[0], later[0].items[0]) if later else self.unanswered
