"""One person's whole course, newest first: answers, decisions with their trace, levels, flags, what staff wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinicians.models import Contact, Task
from clinicians.selectors import Corrected, notes_of
from oncocare.people.days import day_of, moment_of
from oncocare.people.models import Patient
from oncocare.safety.kinds import words as flag_words
from oncocare.safety.models import Flag
from oncocare.safety.selectors import with_handovers
from questionnaires import selectors as questionnaires
from questionnaires.definition import Text, definition
from questionnaires.models import Assignment, Response, Score
from steps import explain
from steps.models import Decision, Pathway, Proposal, Transition


@dataclass(frozen=True)
class Entry:
    """One thing that happened: `kind` names the template part that shows `thing`."""

    at: datetime
    kind: str
    thing: Any
    more: Any = None


@dataclass(frozen=True)
class Answer:
    """One answer as the clinician reads it."""

    item: str
    question: str
    answer: str


@dataclass(frozen=True)
class Day:
    """One day of a course, with what happened on it, the latest first."""

    day: date
    entries: list[Entry]


@dataclass(frozen=True)
class Kept:
    """What is kept about one person, each table read once for all that a page shows of it."""

    patient: Patient
    responses: list[Response]
    decisions: list[Decision]
    transitions: list[Transition]
    flags: list[Flag]
    sets: list[Assignment]
    notes: list[Corrected]
    contacts: list[Contact]
    tasks: list[Task]

    @property
    def scores(self) -> list[Score]:
        """Every score in order of measurement, for the charts."""
        scores = (score for one in self.responses for score in one.scores.all())
        return sorted(scores, key=lambda one: (one.measured, one.pk))

    @property
    def proposal(self) -> Proposal | None:
        """The proposal that waits for a clinician."""
        made = [one.proposal for one in self.decisions if hasattr(one, "proposal")]
        return next((one for one in made if one.state == Proposal.State.OPEN), None)

    @property
    def open_flags(self) -> list[Flag]:
        """Flags that nobody has closed, the earliest deadline first."""
        return sorted((one for one in self.flags if not one.closed_at), key=lambda one: (one.deadline, one.pk))

    @property
    def open_sets(self) -> list[Assignment]:
        """One of each set of questions that is open, the earliest due first."""
        return [one for one in self.sets if one.state == Assignment.State.OPEN]

    @property
    def last_contact(self) -> Contact | None:
        """The latest contact, or the latest that was tried."""
        return max(self.contacts, key=lambda one: one.began, default=None)

    @property
    def open_tasks(self) -> list[Task]:
        """Tasks that nobody has done, the earliest due first."""
        return sorted((one for one in self.tasks if not one.done_at), key=lambda one: (one.due, one.pk))


def kept_of(patient: Patient, pathway: Pathway) -> Kept:
    """Everything that is kept about this person here."""
    flags = with_handovers(patient.flags.select_related("owner", "closed_by"))
    decisions = pathway.decisions.select_related("proposal__resolved_by")
    return Kept(
        patient=patient,
        responses=list(questionnaires.responses_of(patient)),
        decisions=list(decisions.order_by("point", "number")),
        transitions=list(pathway.transitions.all()),
        flags=list(flags),
        sets=questionnaires.sets_of(patient),
        notes=notes_of(patient),
        contacts=list(patient.contacts.select_related("by")),
        tasks=list(patient.tasks.select_related("done_by", "owner")),
    )


def timeline(kept: Kept) -> list[Day]:
    """Everything that happened to this person here, by day of the centre, the newest first."""
    centre = kept.patient.centre
    return [Day(day, list(of_day)) for day, of_day in groupby(_entries(kept), key=lambda one: day_of(centre, one.at))]


def _entries(kept: Kept) -> list[Entry]:
    language, centre = get_language() or "en", kept.patient.centre
    wording = questionnaires.texts_of({one.instrument for one in kept.responses}, centre)
    missed = (one for one in kept.sets if one.state == Assignment.State.MISSED)  # what was asked together, missed once
    done = (one for one in kept.tasks if one.done_at)
    entries = [
        *(Entry(one.received, "response", one, _reading(one, wording[one.instrument])) for one in kept.responses),
        *(Entry(one.decided, "decision", one, explain.for_clinician(one.trace, language)) for one in kept.decisions),
        *(Entry(one.made, "transition", one) for one in kept.transitions),
        *(Entry(one.raised, "flag", one, flag_words(one.kind)) for one in kept.flags),
        *(Entry(moment_of(kept.patient, one.closes, LAST_MINUTE), "missed", one) for one in missed),
        *(Entry(one.note.made, "note", one.note, one.before) for one in kept.notes),
        *(Entry(one.began, "contact", one) for one in kept.contacts),
        *(Entry(one.done_at, "task", one) for one in done),
    ]
    return sorted(entries, key=lambda one: (one.at, _RANK[one.kind]), reverse=True)


_RANK = {"missed": 0, "response": 1, "flag": 2, "decision": 3, "transition": 4, "contact": 5, "note": 6, "task": 7}
LAST_MINUTE = time(23, 59)  # until then the questions of a day can be answered where the person lives


def _reading(response: Response, wording: Mapping[str, Text]) -> dict[str, Any]:
    """Scores with their bands, and the answers in words where this centre has the wording."""
    known = definition(response.instrument)
    return {
        "title": known.title,
        "scores": sorted(response.scores.all(), key=lambda one: one.pk),
        "answers": list(_answers(response, wording)),
        "critical": {rule.item for rule in known.risk},
    }


def _answers(response: Response, wording: Mapping[str, Text]) -> Iterator[Answer]:
    text = wording.get(response.language) or wording.get("en") or next(iter(wording.values()), None)
    for key, code in response.answers.items():
        labels = text.options_of(key) if text and key in text.items else {}
        said = "" if code is None else labels.get(code, "")
        yield Answer(key, text.items.get(key, "") if text else "", f"{code}: {said}" if said else _code(code))


def _code(code: int | None) -> str:
    return _("no answer") if code is None else str(code)
