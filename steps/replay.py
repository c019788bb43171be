"""Runs recorded courses through a policy, day by day, as the live system would have decided them. Pure."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Any

from oncocare.foundation.datafiles import DataFileError, Problem
from steps.course_file import CourseRow, Happened, Happening
from steps.decision import Decision
from steps.facts import Facts, HelpTurn, PathwayState, Reading, Record
from steps.levels import DecisionOutcome, Level
from steps.policy import Policy
from steps.rules import decide, settle
from steps.standing import Said, Word, advance, answer, begin

DECISION_COLUMNS = ("patient", "date", "level_before", "rule", "outcome", "level_after", "approval", "nominate")


@dataclass(frozen=True, slots=True)
class ReplayRow:
    """One row of a decision file: what became of the decision at one point."""

    patient: str
    date: date
    level_before: Level
    rule: str
    outcome: DecisionOutcome
    level_after: Level
    approval: bool
    nominate: bool


SAID = (Happened.ACCEPTED, Happened.DECLINED, Happened.LEVEL)


class Approvals(StrEnum):
    """What becomes of proposals in a replay: each accepted the same day, none ever answered, or what the file says."""

    GRANT = "grant"
    IGNORE = "ignore"
    RECORDED = "recorded"


class NothingToAnswer(ValueError):
    """A course says that a proposal was answered while none was open."""

    def __init__(self, line: int, answer: str) -> None:
        self.problem = Problem(line, f"score: {answer!r}, but no proposal is open then")
        super().__init__(self.problem.message)


@dataclass(frozen=True, slots=True)
class RecordedCourse:
    """What happened to one patient: the record that the rules look at, and what people said, with its line, by day."""

    record: Record
    said: tuple[tuple[int, Happening], ...]


# --- decisions --------------------------------------------------------------------------------------------------------


def replay(policy: Policy, rows: Iterable[CourseRow], approvals: Approvals, name: str = "course") -> list[ReplayRow]:
    """One row for each point: patients in order of first appearance, points by date.

    `DataFileError` names every line with an answer to a proposal that is not open, where what people said is followed.
    """
    happened: dict[str, list[CourseRow]] = defaultdict(list)
    for row in rows:
        happened[row.patient].append(row)
    decided: list[ReplayRow] = []
    problems: list[Problem] = []
    for patient, own in happened.items():
        try:
            decided += [_decision_row(patient, decision) for decision in decisions(policy, course(own), approvals)]
        except NothingToAnswer as wrong:
            problems.append(wrong.problem)
    if problems:
        raise DataFileError(name, problems)
    return decided


def course(rows: Iterable[CourseRow]) -> RecordedCourse:
    """The course in the rows of one patient; within a day they count in their order."""
    readings: list[Reading] = []
    days: dict[Happened, list[date]] = {what: [] for what in Happened}
    help_days: list[HelpTurn] = []
    said: list[tuple[int, Happening]] = []
    for row in rows:
        match row.what:
            case Reading():
                readings.append(row.what)
            case Happening(day, Happened.HELP_BEGAN | Happened.HELP_ENDED as what):
                help_days.append(HelpTurn(day, began=what is Happened.HELP_BEGAN))
            case Happening(day, what) if what in SAID:
                said.append((row.line, row.what))
            case Happening(day, what):
                days[what].append(day)
    record = Record(
        readings=tuple(readings),
        misses=tuple(days[Happened.MISSED]),
        help=tuple(sorted(help_days, key=lambda event: event.day)),
        flags_opened=tuple(days[Happened.FLAG_OPENED]),
        flags_closed=tuple(days[Happened.FLAG_CLOSED]),
    )
    return RecordedCourse(record, tuple(sorted(said, key=lambda spoken: spoken[1].day)))


def decisions(policy: Policy, happened: RecordedCourse, approvals: Approvals) -> Iterator[Decision]:
    """The decisions about one patient, by date, each as it was settled at once, without the trace.

    Raises `NothingToAnswer` where people are followed and one answered a proposal that is not open.
    """
    granted, said = approvals is Approvals.GRANT, deque(happened.said if approvals is Approvals.RECORDED else ())
    state: PathwayState | None = None
    before: list[Word] = []
    for day in happened.record.points:
        while said and said[0][1].day < day:
            state, before = _follow(state, before, *said.popleft())
        state = state or begin(policy.start_level, day, before)
        decision = decide(Facts(state, happened.record), policy, day, whole=False)
        yield settle(decision, granted)
        state = advance(state, decision.ruling, granted)
    for line, event in said:
        state, before = _follow(state, before, line, event)


def _follow(
    state: PathwayState | None, before: list[Word], line: int, event: Happening
) -> tuple[PathwayState | None, list[Word]]:
    """The pathway after what a person said; before its first point only a level set by hand can be."""
    if event.level:
        verdict = Word(event.day, Said.LEVEL, event.level)
        return (answer(state, verdict), before) if state else (None, [*before, verdict])
    if state is None or state.proposed is None:
        raise NothingToAnswer(line, event.what.value)
    return answer(state, Word(event.day, Said(event.what), state.proposed)), before


def _decision_row(patient: str, decision: Decision) -> ReplayRow:
    return ReplayRow(
        patient=patient,
        date=decision.point,
        level_before=decision.level_before,
        rule=decision.rule or "",
        outcome=decision.outcome,
        level_after=decision.level_after,
        approval=decision.approval,
        nominate=decision.nominate,
    )


def decisions_csv(rows: Iterable[ReplayRow]) -> str:
    """The rows as the text of a decision file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(DECISION_COLUMNS)
    writer.writerows([_cell(value) for value in astuple(row)] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


# --- figures ----------------------------------------------------------------------------------------------------------


DEFINITIONS = {
    "points": "days on which at least one score, or a miss, of a patient was recorded",
    "moves": "points at which the level changed, up or down, by a step or by a move to a level",
    "days_at_level": "person-days from each point to the patient's next point, at the level held after the point; "
    "nothing is counted after the last point",
    "never_above_2": "patients whose level was 1 or 2 before and after every point, of all patients",
    "proposals_per_clinician_week": "decisions that needed approval, divided by the weeks from the first to the last "
    "point of the file (both days counted) and by the number of clinicians",
}


def summary(rows: list[ReplayRow], clinicians: int = 1) -> dict[str, Any]:
    """The figures of a replay as plain JSON data, with their definitions; `clinicians` is at least 1."""
    courses = _courses(rows)
    light = sum(_never_above_campus(course) for course in courses.values())
    proposals = sum(row.approval for row in rows)
    weeks = _weeks(rows)
    return {
        "patients": len(courses),
        "points": len(rows),
        "moves_up": sum(row.level_after > row.level_before for row in rows),
        "moves_down": sum(row.level_after < row.level_before for row in rows),
        "days_at_level": _days_at_level(courses.values()),
        "never_above_2": {"patients": light, "of": len(courses), "share": _share(light, len(courses))},
        "nominations": sum(row.nominate for row in rows),
        "proposals": proposals,
        "clinicians": clinicians,
        "weeks": round(weeks, 4),
        "proposals_per_clinician_week": round(proposals / weeks / clinicians, 4) if rows else None,
        "definitions": DEFINITIONS,
    }


def difference(ours: list[ReplayRow], others: list[ReplayRow]) -> dict[str, Any]:
    """Two replays of the same scores, compared patient by patient, as plain JSON data; only what differs is listed."""
    theirs = _courses(others)
    changed = {patient: _differing(rows, theirs[patient]) for patient, rows in _courses(ours).items()}
    listed = [entry for entry in changed.values() if entry["points"]]
    return {
        "patients_differing": len(listed),
        "of": len(changed),
        "points_differing": sum(len(entry["points"]) for entry in listed),
        "patients": listed,
    }


def _courses(rows: Iterable[ReplayRow]) -> dict[str, list[ReplayRow]]:
    return {patient: list(course) for patient, course in groupby(rows, key=lambda row: row.patient)}


def _never_above_campus(course: list[ReplayRow]) -> bool:
    return all(max(row.level_before, row.level_after) <= Level.CAMPUS for row in course)


def _days_at_level(courses: Iterable[list[ReplayRow]]) -> dict[str, int]:
    days: Counter[Level] = Counter()
    for course in courses:
        for row, following in pairwise(course):
            days[row.level_after] += (following.date - row.date).days
    return {str(int(level)): days[level] for level in Level}


def _weeks(rows: list[ReplayRow]) -> float:
    dates = [row.date for row in rows]
    return ((max(dates) - min(dates)).days + 1) / 7 if dates else 0.0


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _differing(ours: list[ReplayRow], theirs: list[ReplayRow]) -> dict[str, Any]:
    pairs = [(mine, other) for mine, other in zip(ours, theirs, strict=True) if _shown(mine) != _shown(other)]
    return {
        "patient": ours[0].patient,
        "last_level": int(ours[-1].level_after),
        "last_level_against": int(theirs[-1].level_after),
        "points": [
            {"date": mine.date.isoformat(), "this": _shown(mine), "against": _shown(other)} for mine, other in pairs
        ],
    }


def _shown(row: ReplayRow) -> dict[str, Any]:
    """What a row says beyond patient and date; rule names are the policy's own and do not make a difference."""
    return {
        "level_before": int(row.level_before),
        "outcome": row.outcome.value,
        "level_after": int(row.level_after),
        "approval": row.approval,
        "nominate": row.nominate,
    }
