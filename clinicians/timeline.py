"""One person's whole course, newest first: answers, decisions with their trace, levels, flags, what staff wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinicians.models import Contact, Task
from clinicians.selectors import notes_of
from oncocare.accounts.models import Patient
from oncocare.foundation import clock
from oncocare.safety.kinds import words as flag_words
from oncocare.safety.models import Flag
from questionnaires import selectors as questionnaires
from questionnaires.definition import Text, definition
from questionnaires.models import Assignment, Response
from steps import explain
from steps.models import Decision, Pathway


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


def timeline(patient: Patient, pathway: Pathway) -> list[Day]:
    """Everything that happened to this person here, by day of the centre, the newest first."""
    zone = patient.centre.time_zone
    entries = _entries(patient, pathway)
    return [Day(day, list(of_day)) for day, of_day in groupby(entries, key=lambda one: clock.day(one.at, zone))]


def _entries(patient: Patient, pathway: Pathway) -> list[Entry]:
    language, centre = get_language() or "en", patient.centre
    wording = cache(lambda code: questionnaires.texts(definition(code), centre))  # asked once for each instrument
    entries = [
        *(
            Entry(one.received, "response", one, _reading(one, wording(one.instrument)))
            for one in questionnaires.responses_of(patient)
        ),
        *(
            Entry(one.decided, "decision", one, explain.for_clinician(one.trace, language))
            for one in _decisions(pathway)
        ),
        *(Entry(one.made, "transition", one) for one in pathway.transitions.select_related("decision")),
        *(Entry(one.raised, "flag", one, flag_words(one.kind)) for one in _flags(patient)),
        *(Entry(_moment(one, centre.time_zone), "missed", one) for one in _missed(patient)),
        *(Entry(one.note.made, "note", one.note, one.before) for one in notes_of(patient)),
        *(Entry(one.began, "contact", one) for one in _contacts(patient)),
        *(Entry(one.done_at, "task", one) for one in _done_tasks(patient)),
    ]
    return sorted(entries, key=lambda one: (one.at, _RANK[one.kind]), reverse=True)


_RANK = {"missed": 0, "response": 1, "flag": 2, "decision": 3, "transition": 4, "contact": 5, "note": 6, "task": 7}


def _moment(missed: Assignment, zone: str) -> datetime:
    return datetime.combine(missed.closes, time(23, 59), ZoneInfo(zone))


def _missed(patient: Patient) -> list[Assignment]:
    """One of each set of questions: what was asked together was missed once."""
    missed = patient.assignments.filter(state=Assignment.State.MISSED)
    return list(missed.order_by("bundle", "place").distinct("bundle"))


def _decisions(pathway: Pathway) -> list[Decision]:
    return list(pathway.decisions.select_related("proposal__resolved_by").order_by("point", "number"))


def _flags(patient: Patient) -> list[Flag]:
    return list(patient.flags.select_related("owner", "acknowledged_by", "closed_by"))


def _contacts(patient: Patient) -> list[Contact]:
    return list(patient.contacts.select_related("by"))


def _done_tasks(patient: Patient) -> list[Task]:
    return list(patient.tasks.exclude(done_at=None).select_related("done_by", "owner"))


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
