"""The details of a clinical picture: what each may hold, how it is written in a file, and how private it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oncocare.foundation.datafiles import plain_date
from oncocare.people.picture import choices

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_WORDS = 200
MOST_TREATMENTS = 12
EARLIEST = date(1900, 1, 1)
PLANNED_AHEAD = 731  # days, two years
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])[/.-]([0-9]{4})")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class DetailKind(StrEnum):
    """What a detail holds."""

    CHOICE = "choice"  # one code
    CHOICES = "choices"  # several codes, in the order of the options
    DAY = "day"  # a day as YYYY-MM-DD
    NUMBER = "number"  # a whole number
    WORDS = "words"  # what the person says, up to `LONGEST_WORDS` characters
    TREATMENTS = "treatments"  # rows of `kind`, `began` and `ended`, the last two as YYYY-MM or empty


class BadDetail(ValueError):
    """What is wrong with a value, in the language of the page."""


@dataclass(frozen=True)
class Detail:
    """One thing that may be known about a person.

    `holds`: how private it is, as in `Privacy`. `planned`: the day may be to come. `on_patient`: the newest value also
    stands on the row of the patient, where what is asked is counted from it.
    """

    name: str
    kind: DetailKind
    label: StrOrPromise
    holds: str = "health"
    options: Mapping[str, StrOrPromise] | None = None
    planned: bool = False
    on_patient: bool = False
    low: int = 1
    high: int = 365


@dataclass(frozen=True)
class PictureTopic:
    """Details that are asked together: what staff call it, the question to the person, and why we ask."""

    name: str
    title: StrOrPromise
    question: StrOrPromise
    reason: StrOrPromise
    details: tuple[Detail, ...]


DIAGNOSIS = PictureTopic(
    "diagnosis",
    _("Diagnosis"),
    _("When were you told your diagnosis?"),
    _("Some questions come a certain time after this day."),
    (Detail("diagnosed_on", DetailKind.DAY, _("Date of diagnosis"), on_patient=True),),
)
OPERATION = PictureTopic(
    "operation",
    _("Operation"),
    _("Have you had an operation for it, or is one planned?"),
    _("We ask you different things before and after an operation."),
    (Detail("operated_on", DetailKind.DAY, _("Date of the operation"), planned=True, on_patient=True),),
)
TREATMENT = PictureTopic(
    "treatment",
    _("Rounds of treatment"),
    _("When did your treatment begin, or when will it?"),
    _("So that questions come at a good moment of each round of treatment."),
    (
        Detail("treated_from", DetailKind.DAY, _("First day of treatment"), planned=True, on_patient=True),
        Detail("cycle_days", DetailKind.NUMBER, _("Days from one round to the next"), on_patient=True),
    ),
)
PHASE = PictureTopic(
    "phase",
    _("Where the person is"),
    _("Where are you now?"),
    _("So that we do not ask what is not yours to answer."),
    (Detail("phase", DetailKind.CHOICE, _("Phase of the illness"), options=choices.PHASE, on_patient=True),),
)
ILLNESS = PictureTopic(
    "illness",
    _("The illness"),
    _("Which illness is it?"),
    _("So that what you read, and the people you may meet here, fit what you live with."),
    (
        Detail("cancer", DetailKind.CHOICE, _("Type of cancer"), options=choices.CANCER),
        Detail("stage", DetailKind.CHOICE, _("Stage when it was found"), options=choices.STAGE),
        Detail("spread", DetailKind.CHOICE, _("Has it spread to other parts of the body?"), options=choices.YES_NO),
        Detail("came_back", DetailKind.CHOICE, _("Has it come back after treatment?"), options=choices.YES_NO),
    ),
)
TREATMENTS = PictureTopic(
    "treatments",
    _("Treatments"),
    _("Which treatments have you had, or are you having?"),
    _("So that your team knows what you are going through, and somebody who has been through it can be found."),
    (Detail("treatments", DetailKind.TREATMENTS, _("Treatments"), options=choices.TREATMENT),),
)
SELF = PictureTopic(
    "self",
    _("Sex and gender"),
    _("How do you describe yourself?"),
    _("So that we speak to you in the right way, and ask only what concerns you."),
    (
        Detail("sex", DetailKind.CHOICE, _("Sex"), holds="identity", options=choices.SEX),
        Detail("gender", DetailKind.WORDS, _("Gender, in own words"), holds="free_text"),
    ),
)
HOME = PictureTopic(
    "home",
    _("At home"),
    _("Who do you live with?"),
    _("So that we think of the people around you, and of what you carry at home."),
    (
        Detail("living_with", DetailKind.CHOICES, _("Living with"), options=choices.LIVING_WITH),
        Detail("children", DetailKind.CHOICES, _("Children, by age"), options=choices.CHILDREN),
    ),
)
WORK = PictureTopic(
    "work",
    _("Work"),
    _("Do you work?"),
    _("So that we can help with sick leave and with going back to work, when you want that."),
    (
        Detail("work", DetailKind.CHOICE, _("Work"), options=choices.WORK),
        Detail("leave_since", DetailKind.DAY, _("On sick leave since")),
        Detail("education", DetailKind.CHOICE, _("School or studies finished"), options=choices.EDUCATION),
    ),
)
LANGUAGES = PictureTopic(
    "languages",
    _("Languages and needs"),
    _("What would make this easier for you?"),
    _("So that calls, letters and groups come in a language and a form that work for you."),
    (
        Detail("languages", DetailKind.CHOICES, _("Languages spoken"), options=choices.LANGUAGE),
        Detail("needs", DetailKind.CHOICES, _("What helps"), options=choices.NEED),
        Detail("needs_words", DetailKind.WORDS, _("Anything else that helps"), holds="free_text"),
    ),
)

BEFORE_THE_FIRST_QUESTION = (DIAGNOSIS, OPERATION, TREATMENT, PHASE)
WHENEVER = (ILLNESS, TREATMENTS, SELF, HOME, WORK, LANGUAGES)
TOPICS = {topic.name: topic for topic in (*BEFORE_THE_FIRST_QUESTION, *WHENEVER)}
DETAILS: dict[str, Detail] = {detail.name: detail for topic in TOPICS.values() for detail in topic.details}


def checked(detail: Detail, value: Any, today: date) -> Any:
    """`value` as it is kept: a code, codes in the order of the options, an ISO day, a number, words, or rows.

    None for what is empty. `BadDetail` for what this detail cannot hold; `today` is the person's day.
    """
    if value in (None, "", [], ()):
        return None
    return _CHECKS[detail.kind](detail, value, today)


def plain(text: str) -> str:
    """`text` without what nobody sees and what turns the words beside it round: control characters but the tab and the
    ends of lines, and the marks by which a text overrides or isolates a direction.
    """
    return _UNSEEN.sub("", text)


def one_of(value: Any, allowed: Iterable[str]) -> str:
    """`value`, which has to be one of these codes. `BadDetail`."""
    codes = list(allowed)
    if value not in codes:
        said = _shown(value, allowed=", ".join(codes))
        raise BadDetail(gettext("“%(value)s” is not allowed. Allowed: %(allowed)s.") % said)
    return str(value)


def day_of_a_life(value: Any, today: date, *, planned: bool = False) -> date:
    """A date, or a text that writes one as YYYY-MM-DD; after `today` only where it is `planned`, and then at most
    `PLANNED_AHEAD`. `BadDetail`.
    """
    day = value if isinstance(value, date) else plain_date(str(value))
    if day is None:
        raise BadDetail(gettext("“%(value)s” is not a date written as 2026-01-31.") % _shown(value))
    if day < EARLIEST:
        raise BadDetail(gettext("“%(value)s” is before 1900.") % _shown(day))
    if day > today and not planned:
        raise BadDetail(gettext("“%(value)s” is still to come.") % _shown(day))
    if too_far(day, today):
        raise BadDetail(gettext("“%(value)s” is more than two years ahead.") % _shown(day))
    return day


def too_far(day: date, today: date) -> bool:
    """Whether nobody plans that far ahead: a slip of the pen, from which nothing may be counted."""
    return (day - today).days > PLANNED_AHEAD


def _choice(detail: Detail, value: Any, today: date) -> str:
    return one_of(value, detail.options or {})


def _choices(detail: Detail, value: Any, today: date) -> list[str]:
    for one in value:
        _choice(detail, one, today)
    return [code for code in detail.options or {} if code in value]


def _day(detail: Detail, value: Any, today: date) -> str:
    return day_of_a_life(value, today, planned=detail.planned).isoformat()


def _number(detail: Detail, value: Any, today: date) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and detail.low <= int(text) <= detail.high):
        said = _shown(text, low=detail.low, high=detail.high)
        raise BadDetail(gettext("“%(value)s” is not a whole number from %(low)s to %(high)s.") % said)
    return int(text)


def _words(detail: Detail, value: Any, today: date) -> str | None:
    words = " ".join(plain(str(value)).split())
    if len(words) > LONGEST_WORDS:
        raise BadDetail(gettext("This is longer than %(most)s letters.") % {"most": LONGEST_WORDS})
    return words or None


def _treatments(detail: Detail, value: Any, today: date) -> list[dict[str, str]]:
    if len(value) > MOST_TREATMENTS:
        raise BadDetail(gettext("These are more than %(most)s treatments.") % {"most": MOST_TREATMENTS})
    rows = [_treatment(detail, row, today) for row in value]
    return sorted(rows, key=lambda row: (row["began"], row["kind"]))


def _treatment(detail: Detail, row: Mapping[str, Any], today: date) -> dict[str, str]:
    kept = {
        "kind": _choice(detail, row.get("kind"), today),
        "began": month(row.get("began") or ""),
        "ended": month(row.get("ended") or ""),
    }
    if kept["ended"] and kept["ended"] < kept["began"]:
        raise BadDetail(gettext("It ended in %(ended)s, before it began in %(began)s.") % kept)
    return kept


_CHECKS = {
    DetailKind.CHOICE: _choice,
    DetailKind.CHOICES: _choices,
    DetailKind.DAY: _day,
    DetailKind.NUMBER: _number,
    DetailKind.WORDS: _words,
    DetailKind.TREATMENTS: _treatments,
}


def running(treatments: Iterable[Mapping[str, str]], today: date, *, months: int = 0) -> list[str]:
    """The kinds of treatment, of rows as they are kept, that go on, or ended this month or in the `months` before."""
    behind = today.year * 12 + today.month - 1 - months
    first = f"{behind // 12:04}-{behind % 12 + 1:02}"
    return [row["kind"] for row in treatments if not row.get("ended") or row["ended"] >= first]


def _shown(value: Any, **more: Any) -> dict[str, Any]:
    return {"value": plain(str(value))[:40], **more}


def month(text: str) -> str:
    """A month as YYYY-MM, from 2026-03, 3/2026 or 03.2026; empty for empty. `BadDetail` for anything else."""
    text = text.strip()
    if not text:
        return ""
    if found := _MONTH.fullmatch(text):
        year, number = found.group(1), found.group(2)
    elif found := _MONTH_FIRST.fullmatch(text):
        year, number = found.group(2), found.group(1).zfill(2)
    else:
        raise BadDetail(gettext("“%(value)s” is not a month written as 3/2026.") % _shown(text))
    if int(year) < EARLIEST.year or int(year) > 2200:
        raise BadDetail(gettext("%(value)s is not a year of a life.") % _shown(year))
    return f"{year}-{number}"


def from_cell(detail: Detail, cell: str, today: date) -> Any:
    """A detail as one cell of a file writes it; several codes with `;` between them, treatments as
    `chemotherapy 2026-01 2026-05; radiotherapy 2026-06`. None for an empty cell; `BadDetail`.
    """
    cell = cell.strip()
    if detail.kind is DetailKind.CHOICES:
        return checked(detail, [part.strip() for part in cell.split(";") if part.strip()], today)
    if detail.kind is DetailKind.TREATMENTS:
        return checked(detail, [_cell_row(part) for part in cell.split(";") if part.strip()], today)
    return checked(detail, cell, today)


def _cell_row(part: str) -> dict[str, str]:
    kind, *months = part.split()
    if len(months) > 2:
        raise BadDetail(gettext("“%(value)s” is not a treatment with a first and a last month.") % _shown(part.strip()))
    return dict(zip(("kind", "began", "ended"), (kind, *months), strict=False))


def shape(detail: Detail) -> str:
    """What a cell of this detail may hold, for whoever fills in the file."""
    shapes = {
        DetailKind.CHOICE: " | ".join(detail.options or {}),
        DetailKind.CHOICES: "; ".join(detail.options or {}),
        DetailKind.DAY: "2026-01-31",
        DetailKind.NUMBER: f"{detail.low}–{detail.high}",
        DetailKind.WORDS: "…",
        DetailKind.TREATMENTS: "chemotherapy 2026-01 2026-05; radiotherapy 2026-06",
    }
    return shapes[detail.kind]
