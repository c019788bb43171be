"""Reads a file of item answers, row by row, and refuses it whole with line and column; pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from oncocare.foundation.datafiles import DataFileError, Problem, plain_date, read_text
from questionnaires.instruments.catalogue import catalogue
from questionnaires.instruments.definition import Definition

if TYPE_CHECKING:
    from _csv import Reader

T = TypeVar("T")
FIXED = ("patient", "date", "instrument")
_KEY = re.compile(r"[A-Za-z0-9._-]{1,40}")
_CODE = re.compile(r"-?[0-9]{1,6}")


@dataclass(frozen=True)
class AnswerRow:
    """One questionnaire as it stands in the file; an empty cell is a missing item."""

    line: int
    patient: str
    day: date
    instrument: str
    answers: dict[str, int | None]


class _Bad(ValueError):
    """What is wrong with one cell."""


def read_answers(path: Path) -> list[AnswerRow]:
    """The rows of the file at `path` in its order; `DataFileError` for every bad row, `OSError` if unreadable."""
    return parse_answers(read_text(path), str(path))


def parse_answers(text: str, name: str = "answers") -> list[AnswerRow]:
    """The rows of a file with the header `patient,date,instrument,1,2,…`; raises `DataFileError`."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems: list[Problem] = []
    try:
        header = next(reader, [])
        _check_header(header, name)
        rows = [row for row in _rows(reader, header, problems) if row is not None]
    except csv.Error as error:
        raise DataFileError(name, [Problem(reader.line_num, f"not a table of commas: {error}")]) from error
    if not rows and not problems:
        problems.append(Problem(1, "there is no row below the header"))
    if problems:
        raise DataFileError(name, problems)
    return rows


def _check_header(header: list[str], name: str) -> None:
    if tuple(header[:3]) != FIXED or len(header) < 4:
        raise DataFileError(
            name, [Problem(1, f"the header must begin with {','.join(FIXED)}, then one column an item")]
        )
    if len(set(header)) != len(header):
        raise DataFileError(name, [Problem(1, "the header names a column twice")])


def _rows(reader: Reader, header: list[str], problems: list[Problem]) -> Iterator[AnswerRow | None]:
    for cells in reader:
        if cells:
            yield _row(reader.line_num, header, cells, problems)


def _row(line: int, header: list[str], cells: list[str], problems: list[Problem]) -> AnswerRow | None:
    if len(cells) != len(header):
        problems.append(Problem(line, f"{len(cells)} cells, but the header has {len(header)} columns"))
        return None
    row = dict(zip(header, cells, strict=True))
    wrong: list[Problem] = []
    patient = _take(row, "patient", _patient, line, wrong)
    day = _take(row, "date", _day, line, wrong)
    known = _take(row, "instrument", _instrument, line, wrong)
    answers = _answers(row, known, line, wrong) if known else {}
    problems.extend(wrong)
    return None if wrong or not (patient and day and known) else AnswerRow(line, patient, day, known.code, answers)


def _take(row: dict[str, str], column: str, read: Callable[[str], T], line: int, wrong: list[Problem]) -> T | None:
    """One cell, read; what is wrong with it is noted with its line and column."""
    try:
        return read(row[column])
    except _Bad as bad:
        wrong.append(Problem(line, f"{column}: {bad}"))
        return None


def _answers(row: dict[str, str], known: Definition, line: int, wrong: list[Problem]) -> dict[str, int | None]:
    """The cells of the instrument's items; a column of another instrument must be empty."""
    codes = {
        column: _take(row, column, partial(_code, known, column), line, wrong) for column in row if column not in FIXED
    }
    return {column: code for column, code in codes.items() if column in known.items}


def _patient(cell: str) -> str:
    if not _KEY.fullmatch(cell):
        raise _Bad(f"{cell[:40]!r} is not a key of 1 to 40 letters, digits, dots, dashes or underscores")
    return cell


def _day(cell: str) -> date:
    day = plain_date(cell)
    if day is None:
        raise _Bad(f"{cell[:40]!r} is not a date written as 2026-01-31")
    return day


def _instrument(cell: str) -> Definition:
    if cell not in catalogue():
        raise _Bad(f"{cell[:40]!r} is not an instrument; allowed: {', '.join(catalogue())}")
    return catalogue()[cell]


def _code(known: Definition, column: str, cell: str) -> int | None:
    if column not in known.items:
        if cell:
            raise _Bad(f"{known.code} has no item {column}; items: {', '.join(known.items)}")
        return None
    if not cell:
        return None
    if not _CODE.fullmatch(cell) or int(cell) not in known.items[column].codes:
        raise _Bad(f"{cell[:40]!r} is not allowed; allowed: {known.items[column].allowed}")
    return int(cell)


def sittings(rows: list[AnswerRow]) -> Iterator[list[AnswerRow]]:
    """The rows answered together: one patient, one day, each instrument once; patients as they appear, by day."""
    place: dict[str, int] = {}
    for row in rows:
        place.setdefault(row.patient, len(place))
    ordered = sorted(rows, key=lambda row: (place[row.patient], row.day, row.line))
    for _, together in groupby(ordered, key=lambda row: (row.patient, row.day)):
        sitting: list[AnswerRow] = []
        for row in together:
            if row.instrument in {other.instrument for other in sitting}:
                yield sitting
                sitting = []
            sitting.append(row)
        yield sitting
