"""Runs recorded scores through a policy, day by day, as the live system would have decided them. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from oncocare.foundation.datafiles import DataFileError, Problem
from steps.decision import Decision
from steps.facts import Facts, Reading
from steps.levels import DecisionOutcome, Level
from steps.policy import Policy
from steps.rules import advance, begin, decide, settle

COLUMNS = ("patient", "date", "instrument", "score", "value")
RECORDED = "recorded"
DECISION_COLUMNS = ("patient", "date", "level_before", "rule", "outcome", "level_after", "approval", "nominate")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row of a score file."""

    patient: str
    reading: Reading


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


# Scores in


def read_scores(path: Path) -> list[ScoreRow]:
    """The rows of the score file at `path`, in its order; errors as `parse_scores`, or `OSError`."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataFileError(str(path), [Problem(line, "not UTF-8 text")]) from error
    return parse_scores(text, str(path))


def parse_scores(text: str, name: str = "scores") -> list[ScoreRow]:
    """The rows of a score file, in its order; dates as YYYY-MM-DD, values as plain decimal numbers.

    An absent or empty `recorded` is the score's own day. Lines with nothing on them are passed over. Raises
    `DataFileError` with every bad row as `name:line: column: what is wrong`.
    """
    lines = _lines(text.removeprefix("\ufeff"), name)
    header = next(lines, (1, []))
    columns = _columns(name, *header)
    problems: list[Problem] = []
    rows = [_row(line, columns, cells, problems) for line, cells in lines if cells]
    if problems:
        raise DataFileError(name, problems)
    return [row for row in rows if row is not None]


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise DataFileError(name, [Problem(begins, f"not valid CSV: {error}")]) from error


def _columns(name: str, line: int, header: list[str]) -> tuple[str, ...]:
    if tuple(header) not in (COLUMNS, (*COLUMNS, RECORDED)):
        allowed = ",".join(COLUMNS)
        message = f"the header must be {allowed} or {allowed},{RECORDED}, not {','.join(header) or 'empty'}"
        raise DataFileError(name, [Problem(line, message)])
    return tuple(header)


def _row(line: int, columns: tuple[str, ...], cells: list[str], problems: list[Problem]) -> ScoreRow | None:
    """The row, or None after noting what is wrong with it."""
    if len(cells) != len(columns):
        problems.append(Problem(line, f"{len(columns)} columns are needed, {len(cells)} are here"))
        return None
    cell = dict(zip(columns, cells, strict=True))
    wrong = [f"{column}: {message}" for column, text in cell.items() if (message := _wrong(column, text))]
    if not wrong and cell.get(RECORDED) and cell[RECORDED] < cell["date"]:
        wrong = [f"{RECORDED}: {cell[RECORDED]} is before the score's own day {cell['date']}"]
    problems.extend(Problem(line, message) for message in wrong)
    return None if wrong else _score_row(cell)


def _wrong(column: str, text: str) -> str:
    """What is wrong with a cell, or nothing."""
    if text == "" and column == RECORDED:
        return ""
    if text.strip() != text or not text:
        return f"{text!r} has spaces around it" if text.strip() else "is empty"
    if column in ("date", RECORDED) and not _is_date(text):
        return f"{text!r} is not a date as YYYY-MM-DD"
    if column == "value" and not _NUMBER.fullmatch(text):
        return f"{text!r} is not a finite decimal number"
    return ""


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _score_row(cell: dict[str, str]) -> ScoreRow:
    measured = date.fromisoformat(cell["date"])
    recorded = date.fromisoformat(cell.get(RECORDED) or cell["date"])
    return ScoreRow(
        cell["patient"], Reading(measured, recorded, cell["instrument"], cell["score"], Decimal(cell["value"]))
    )


# Decisions out


def replay(policy: Policy, rows: Iterable[ScoreRow], grant: bool) -> list[ReplayRow]:
    """One row for each point: patients in order of first appearance, points by date.

    `grant` accepts every proposal the same day; without it each is a stay. No safety flag is ever open in a replay and
    no assignment is ever missed.
    """
    readings: dict[str, list[Reading]] = defaultdict(list)
    for row in rows:
        readings[row.patient].append(row.reading)
    return [
        _decision_row(patient, decision)
        for patient, known in readings.items()
        for decision in course(policy, tuple(known), grant)
    ]


def course(policy: Policy, readings: tuple[Reading, ...], grant: bool) -> Iterator[Decision]:
    """The decisions about one patient, by date, each as it was settled, without the trace. `readings` as in `Facts`."""
    points = sorted({reading.recorded for reading in readings})
    state = begin(policy, points[0])
    for day in points:
        facts = Facts(state.level, state.entered, state.started, state.nominated, readings)
        decision = decide(facts, policy, day, whole=False)
        yield settle(decision, grant)
        state = advance(state, decision, grant)


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


# Figures


DEFINITIONS = {
    "points": "days on which at least one score of a patient was recorded",
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
