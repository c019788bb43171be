"""A course file: every score of pathways, and what else happened to them, a row each; read whole or refused. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from oncocare.foundation.datafiles import DataFileError, Problem, is_plain_number, plain_date, read_text
from questionnaires.instruments.catalogue import catalogue
from questionnaires.instruments.definition import Definition
from steps.facts import Reading
from steps.levels import Level

COLUMNS = ("patient", "date", "instrument", "score", "value")
RECORDED = "recorded"
EARLIEST = date(1990, 1, 1)

_LEVELS = {str(int(level)): level for level in Level}


class Happened(StrEnum):
    """What else can happen to a pathway on a day; only a miss makes a point."""

    MISSED = "missed"
    HELP_BEGAN = "help-began"
    HELP_ENDED = "help-ended"
    FLAG_OPENED = "flag-opened"
    FLAG_CLOSED = "flag-closed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened on a day beside scores; `level` is set for a level set by hand only."""

    day: date
    what: Happened
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One row of a course file, with the line it begins on (0 where it was not read from one)."""

    patient: str
    what: Reading | Happening
    line: int = 0


# --- out --------------------------------------------------------------------------------------------------------------


def course_csv(rows: Iterable[CourseRow]) -> str:
    """The rows as the text of a course file, which `parse_course` reads as the same rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*COLUMNS, RECORDED))
    writer.writerows([row.patient, *_cells(row.what)] for row in rows)
    return text.getvalue()


def _cells(what: Reading | Happening) -> tuple[str, ...]:
    if isinstance(what, Reading):
        value = f"{what.value.normalize():f}"
        return what.measured.isoformat(), what.instrument, what.score, value, what.recorded.isoformat()
    level = str(int(what.level)) if what.level else ""
    return what.day.isoformat(), "", what.what.value, level, what.day.isoformat()


# --- in ---------------------------------------------------------------------------------------------------------------


def read_course(path: Path, today: date) -> list[CourseRow]:
    """The rows of the course file at `path`; errors as `parse_course`, or `OSError`."""
    return parse_course(read_text(path), str(path), today)


def parse_course(text: str, name: str, today: date) -> list[CourseRow]:
    """The rows of a course file, in its order; no date in it may be after `today`.

    An absent or empty `recorded` is the score's own day. Rows with nothing in them are passed over at the end. Raises
    `DataFileError` with every bad row as `name:line: column: what is wrong`.
    """
    lines = _lines(text.removeprefix("\ufeff"), name)
    columns = _columns(name, *next(lines, (1, [])))
    filled = _without_empty_end(lines)
    problems: list[Problem] = []
    rows = [_row(line, columns, cells, today, problems) for line, cells in filled]
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


def _without_empty_end(lines: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    kept = list(lines)
    while kept and not any(kept[-1][1]):
        kept.pop()
    return kept


def _columns(name: str, line: int, header: list[str]) -> tuple[str, ...]:
    if tuple(header) not in (COLUMNS, (*COLUMNS, RECORDED)):
        allowed = ",".join(COLUMNS)
        given = ",".join(header)[:200] or "empty"
        message = f"the header must be {allowed} or {allowed},{RECORDED}, not {given}"
        raise DataFileError(name, [Problem(line, message)])
    return tuple(header)


class _Bad(ValueError):
    """What is wrong with a row: the column, and what is allowed in it."""


def _row(
    line: int, columns: tuple[str, ...], cells: list[str], today: date, problems: list[Problem]
) -> CourseRow | None:
    """The row, or None after noting what is wrong with it."""
    if len(cells) != len(columns):
        problems.append(Problem(line, f"{len(columns)} columns are needed, {len(cells)} are here"))
        return None
    cell = {RECORDED: "", **dict(zip(columns, cells, strict=True))}
    try:
        _text("patient", cell["patient"])
        day = _day("date", cell["date"], today)
        recorded = _day(RECORDED, cell[RECORDED], today) if cell[RECORDED] else day
        what = _reading(cell, day, recorded) if cell["instrument"] else _event(cell, day, recorded)
    except _Bad as bad:
        problems.append(Problem(line, str(bad)))
        return None
    return CourseRow(cell["patient"], what, line)


def _text(column: str, text: str) -> None:
    if text.strip() != text or not text:
        raise _Bad(f"{column}: {_shown(text)} has spaces around it" if text.strip() else f"{column}: is empty")


def _day(column: str, text: str, today: date) -> date:
    _text(column, text)
    day = plain_date(text)
    if day is None:
        raise _Bad(f"{column}: {_shown(text)} is not a date as YYYY-MM-DD")
    if not EARLIEST <= day <= today:
        raise _Bad(f"{column}: {day} is not between {EARLIEST} and today, {today}")
    return day


def _reading(cell: dict[str, str], day: date, recorded: date) -> Reading:
    if recorded < day:
        raise _Bad(f"{RECORDED}: {recorded} is before the score's own day {day}")
    code, score = cell["instrument"], cell["score"]
    known = catalogue().get(code)
    if known is None:
        raise _Bad(f"instrument: {_shown(code)} is not an instrument; known: {', '.join(catalogue())}")
    if score not in known.scores:
        raise _Bad(f"score: {_shown(score)} is not a score of {code}; its scores: {', '.join(known.scores)}")
    return Reading(day, recorded, code, score, _value(cell["value"], known, score))


def _value(text: str, known: Definition, score: str) -> Decimal:
    if not is_plain_number(text):
        raise _Bad(f"value: {_shown(text)} is not a number written plainly, such as 7 or 2.5")
    value, (low, high) = Decimal(text), known.scores[score].range
    if not low <= value <= high:
        raise _Bad(f"value: {text} is not between {low} and {high}, the range of {known.code} {score}")
    return value


def _event(cell: dict[str, str], day: date, recorded: date) -> Happening:
    if cell["score"] not in tuple(Happened):
        raise _Bad(f"score: {_shown(cell['score'])} is not known without an instrument; allowed: {', '.join(Happened)}")
    if recorded != day:
        raise _Bad(f"{RECORDED}: {recorded} must be empty or {day} where there is no instrument")
    what, value = Happened(cell["score"]), cell["value"]
    if what is not Happened.LEVEL:
        if value:
            raise _Bad(f"value: {_shown(value)} must be empty beside {what}")
        return Happening(day, what)
    if value not in _LEVELS:
        raise _Bad(f"value: {_shown(value)} is not a level from 1 to 4")
    return Happening(day, what, _LEVELS[value])


def _shown(text: str) -> str:
    """A cell as it stands, cut where it is long."""
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
