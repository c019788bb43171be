"""Reads a file of people who come into care, row by row, and refuses it whole with line and column; pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from oncocare.foundation.datafiles import DataFileError, Problem
from oncocare.people.picture.choices import UNSAID
from oncocare.people.picture.details import DETAILS, BadDetail, day_of_a_life, from_cell, one_of

KEY, CONSENTED, BORN, LANGUAGE, CLINICIAN = "key", "consented_on", "born_on", "language", "clinician"
NEEDED, OPTIONAL = (KEY, CONSENTED), (BORN, LANGUAGE, CLINICIAN)
COLUMNS = (*NEEDED, *OPTIONAL, *DETAILS)
MOST_PEOPLE = 500  # in one file; each is taken in by some twenty statements
UNSAID_MARK = "-"  # before a reason, such as -private
_KEY = re.compile(r"[A-Za-z0-9._-]{1,40}")


@dataclass(frozen=True)
class ArrivingPerson:
    """One row: who comes in, the day they said yes to care on paper, and what is known of them."""

    line: int
    key: str
    consented_on: date
    born_on: date | None
    language: str
    clinician: str
    said: Mapping[str, Any]
    unsaid: Mapping[str, str]


def read_people(text: str, *, name: str, today: date, languages: Mapping[str, str]) -> list[ArrivingPerson]:
    """The rows of a file with a header, commas or semicolons between its cells; `DataFileError` names every bad cell.

    `today` is the centre's day; `languages` those of the site, of which the first is that of a row without one.
    """
    separator = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    problems: list[Problem] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(header, name)
        rows = list(_rows(reader, header, problems, today, languages))
    except csv.Error as error:
        raise DataFileError(name, [Problem(reader.line_num, str(error))]) from error
    problems += _repeated(rows)
    if not rows and not problems:
        problems.append(Problem(1, _("There is no row below the header.")))
    if len(rows) > MOST_PEOPLE:
        problems.append(
            Problem(0, _("These are more than %(most)s people. Make several files.") % {"most": MOST_PEOPLE})
        )
    if problems:
        raise DataFileError(name, problems)
    return rows


def _check_header(header: list[str], name: str) -> None:
    missing = [column for column in NEEDED if column not in header]
    unknown = [column for column in header if column not in COLUMNS]
    wrong = []
    if missing:
        wrong.append(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)})
    if unknown:
        said = {"columns": ", ".join(column or "–" for column in unknown), "allowed": ", ".join(COLUMNS)}
        wrong.append(_("These columns are not known: %(columns)s. Allowed: %(allowed)s.") % said)
    if len(set(header)) != len(header):
        wrong.append(_("A column stands there twice."))
    if wrong:
        raise DataFileError(name, [Problem(1, message) for message in wrong])


def _rows(
    reader: Any, header: list[str], problems: list[Problem], today: date, languages: Mapping[str, str]
) -> Iterator[ArrivingPerson]:
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            said = {"cells": len(cells), "columns": len(header)}
            problems.append(Problem(reader.line_num, _("%(cells)s cells under %(columns)s columns.") % said))
            continue
        row = _Row(reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True)), problems)
        yield _person(row, today, languages)


class _Row:
    """The cells of one row; what is wrong with one is noted with its line and column."""

    def __init__(self, line: int, cells: Mapping[str, str], problems: list[Problem]) -> None:
        self.line, self.cells, self.problems = line, cells, problems

    def take(self, column: str, read: Callable[[str], Any]) -> Any:
        """The cell, read; None where it is wrong or there is no such column."""
        try:
            return read(self.cells.get(column, ""))
        except BadDetail as bad:
            self.problems.append(Problem(self.line, f"{column}: {bad}"))
            return None


def _person(row: _Row, today: date, languages: Mapping[str, str]) -> ArrivingPerson:
    in_cells = {name: row.cells[name] for name in DETAILS if row.cells.get(name)}
    unsaid = {name: cell for name, cell in in_cells.items() if cell.startswith(UNSAID_MARK)}
    said = {name: row.take(name, partial(_detail, name, today)) for name in in_cells if name not in unsaid}
    return ArrivingPerson(
        line=row.line,
        key=row.take(KEY, _key) or "",
        consented_on=row.take(CONSENTED, lambda cell: day_of_a_life(cell, today)) or today,
        born_on=row.take(BORN, lambda cell: day_of_a_life(cell, today) if cell else None),
        language=row.take(LANGUAGE, lambda cell: one_of(cell or next(iter(languages)), languages)) or "",
        clinician=row.cells.get(CLINICIAN, ""),
        said={name: value for name, value in said.items() if value is not None},
        unsaid={name: reason for name in unsaid if (reason := row.take(name, _reason))},
    )


def _detail(name: str, today: date, cell: str) -> Any:
    return from_cell(DETAILS[name], cell, today)


def _key(cell: str) -> str:
    if not _KEY.fullmatch(cell):
        said = {"value": cell[:40]}
        raise BadDetail(_("“%(value)s” is not a key of 1 to 40 letters, digits, dots, dashes or underscores.") % said)
    return cell


def _reason(cell: str) -> str:
    return one_of(cell.removeprefix(UNSAID_MARK), UNSAID)


def _repeated(rows: list[ArrivingPerson]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        if row.key and first.setdefault(row.key, row.line) != row.line:
            said = {"key": row.key, "line": first[row.key]}
            yield Problem(row.line, f"{KEY}: " + _("%(key)s stands in line %(line)s already.") % said)
