"""Reads a file of people who come into care, row by row, with the line and the column of what is not right; pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from oncocare.foundation.datafiles import Problem
from oncocare.people.picture.choices import UNSAID
from oncocare.people.picture.contradictions import before_birth, contradictions
from oncocare.people.picture.details import DETAILS, BadDetail, DetailKind, day_of_a_life, from_cell, one_of, plain

KEY, CONSENTED, BORN, LANGUAGE, CLINICIAN = "key", "consented_on", "born_on", "language", "clinician"
NEEDED, OPTIONAL = (KEY, CONSENTED), (BORN, LANGUAGE, CLINICIAN)
COLUMNS = (*NEEDED, *OPTIONAL, *DETAILS)
MOST_PEOPLE = 500  # in one file; each is taken in by some twenty statements
LARGEST = 1_000_000  # bytes
UNSAID_MARK = "-"  # before a reason, such as -private
_QUOTED = re.compile("“[^”]*”|«[^»]*»")
MOST_LINES, MOST_VALUES = 10, 3  # named of problems that are alike
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


def people_and_problems(
    text: str, *, today: date, languages: Mapping[str, str]
) -> tuple[list[ArrivingPerson], list[Problem]]:
    """The rows of a file with a header, commas or semicolons between its cells; and every cell that is not right.

    `today` is the centre's day; `languages` those of the site, of which the first is that of a row without one. A row
    with a problem is read as far as it can be, so that what else is wrong with it can be named at once.
    """
    first, _end, _rest = text.partition("\n")
    wrong = _separator_problem(first)
    if wrong:
        return [], [wrong]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    problems: list[Problem] = []
    rows: list[ArrivingPerson] = []
    line = 1  # on which the row begins that is being read
    try:
        header = [plain(cell).strip() for cell in next(reader, [])]
        if problems := _header_problems(header):
            return [], problems
        line = reader.line_num + 1
        for cells in reader:
            rows += _person_in(line, cells, header, problems, today, languages)
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(line, _unreadable(error)))
    problems += _repeated(rows)
    if not rows and not problems:
        problems.append(Problem(1, _("There is no row below the header.")))
    if len(rows) > MOST_PEOPLE:
        said = {"most": MOST_PEOPLE}
        problems.append(
            Problem(rows[MOST_PEOPLE].line, _("These are more than %(most)s people. Make several files.") % said)
        )
    return rows, problems


def _separator_problem(first: str) -> Problem | None:
    if first.lower().startswith("sep="):
        return Problem(1, _("The first line says what is between the cells. Take this line out."))
    if "\t" in first and "," not in first and ";" not in first:
        return Problem(1, _("There are tabs between the cells. Save the sheet with commas or semicolons."))
    return None


def _unreadable(error: csv.Error) -> str:
    if "field limit" in str(error):
        return _("A cell in this row is too long. Nothing below it was read.")
    return _("A quotation mark in this row has no partner. Nothing below it was read.")


def _header_problems(header: list[str]) -> list[Problem]:
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
    return [Problem(1, message) for message in wrong]


def _person_in(
    line: int, cells: list[str], header: list[str], problems: list[Problem], today: date, languages: Mapping[str, str]
) -> list[ArrivingPerson]:
    """The person of one row; nobody where it is blank, or where its cells do not stand under the columns."""
    cells = [plain(cell).strip() for cell in cells]
    if not any(cells):
        return []
    if len(cells) != len(header):
        said = {"cells": len(cells), "columns": len(header)}
        problems.append(Problem(line, _("%(cells)s cells under %(columns)s columns.") % said))
        return []
    return [_person(_Row(line, dict(zip(header, cells, strict=True)), problems), today, languages)]


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
    unsaid = {name: cell for name, cell in in_cells.items() if _is_reason(name, cell)}
    said = {name: row.take(name, partial(_detail, name, today)) for name in in_cells if name not in unsaid}
    born = row.take(BORN, lambda cell: day_of_a_life(cell, today) if cell else None)
    consented = row.take(CONSENTED, lambda cell: day_of_a_life(cell, today)) or today
    too_early = [*before_birth(said, born), *([CONSENTED] if born and consented < born else [])]
    row.problems += [Problem(row.line, f"{name}: " + _("This is before the date of birth.")) for name in too_early]
    return ArrivingPerson(
        line=row.line,
        key=row.take(KEY, _key) or "",
        consented_on=consented,
        born_on=born,
        language=row.take(LANGUAGE, lambda cell: one_of(cell or next(iter(languages)), languages)) or "",
        clinician=row.cells.get(CLINICIAN, ""),
        said={name: value for name, value in said.items() if value is not None},
        unsaid={name: reason for name in unsaid if (reason := row.take(name, _reason))},
    )


def _is_reason(name: str, cell: str) -> bool:
    """Whether a cell says why nothing is said; own words may begin with a dash and a space."""
    own_words = DETAILS[name].kind is DetailKind.WORDS and cell.startswith(f"{UNSAID_MARK} ")
    return cell.startswith(UNSAID_MARK) and not own_words


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
        key = row.key.lower()
        if key and first.setdefault(key, row.line) != row.line:
            said = {"key": row.key, "line": first[key]}
            yield Problem(row.line, f"{KEY}: " + _("“%(key)s” stands in line %(line)s already.") % said)


def unusual(people: Iterable[ArrivingPerson]) -> list[Problem]:
    """What seldom goes together, by line: to be asked once more before anybody comes in."""
    return [Problem(one.line, str(found.words)) for one in people for found in contradictions(one.said)]


def grouped(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Problems that are alike but for the line and what stands in quotation marks as one: the lines, and what is said.

    Three hundred rows with the same slip would be three hundred lines to scroll on a phone.
    """
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(_QUOTED.sub("“…”", problem.message), []).append(problem)
    return [(_lines(those), _in_common(those)) for those in groups.values()]


def _lines(problems: list[Problem]) -> str:
    lines = list(dict.fromkeys(str(one.line) for one in problems))
    named = ", ".join(lines[:MOST_LINES])
    more = len(lines) - MOST_LINES
    return _("%(lines)s and %(n)s more") % {"lines": named, "n": more} if more > 0 else named


def _in_common(problems: list[Problem]) -> str:
    """What these say, with a few of the values."""
    message = problems[0].message
    values = list(dict.fromkeys(found[0] for one in problems if (found := _QUOTED.findall(one.message))))
    shown = ", ".join(values[:MOST_VALUES]) + (" …" if len(values) > MOST_VALUES else "")
    return _QUOTED.sub(lambda _found: shown, message, count=1) if values else message
