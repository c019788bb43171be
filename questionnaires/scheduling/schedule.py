"""What is asked of a person and when: the language of a schedule, and the days it comes to for one person. Pure.

Every day here is a calendar day where the person lives. A schedule names days after an anchor, never hours, so neither
a change of the clock nor a leap day nor a move to another time zone can skip or double a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from oncocare.foundation.datafiles import Document, Part, read, validate
from oncocare.foundation.digest import digest
from questionnaires.instruments.catalogue import catalogue
from questionnaires.instruments.definition import Definition
from questionnaires.instruments.file import Complaint, Language, Prose
from questionnaires.instruments.refusal import refuse

SHIPPED = Path(__file__).parents[1] / "schedules"
WEEK = 7
MOST_MINUTES_A_WEEK = 60  # a decision of this house: an hour a week is the most any centre may ask for

AnchorKind = Literal[
    "enrolment", "diagnosis", "surgery", "treatment", "cycle", "level:1", "level:2", "level:3", "level:4"
]
ANCHORS: tuple[AnchorKind, ...] = (
    "enrolment", "diagnosis", "surgery", "treatment", "cycle", "level:1", "level:2", "level:3", "level:4",
)  # fmt: skip
KNOWN_AHEAD = ("surgery", "treatment")  # only these can be counted back from
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]


class ScreenCutoff(Part):
    """A screen counts as positive when this score reaches `at_least`, or cannot be computed."""

    instrument: str
    score: str
    at_least: Decimal


class SecondStage(Part):
    """The full instruments that are opened on the spot when any of the cut-offs is reached."""

    any: tuple[ScreenCutoff, ...] = Field(min_length=1)
    open: tuple[str, ...] = Field(min_length=1)


class ScheduleLine(Part):
    """Instruments asked together: `offset` days after the anchor, then every `every` days.

    Without `every` they are asked once, except from a treatment cycle, which repeats by itself. `until` is the last day
    after the anchor, `times` how often in all. They can be answered for `due_days` and `grace_days` more.
    """

    line: Slug
    instruments: tuple[str, ...] = Field(min_length=1)
    anchor: AnchorKind
    offset: int = Field(default=0, ge=-60, le=3650)
    every: int | None = Field(default=None, ge=1, le=366)
    until: int | None = Field(default=None, ge=1, le=36500)
    times: int | None = Field(default=None, ge=1, le=1000)
    due_days: int = Field(default=3, ge=1, le=60)
    grace_days: int = Field(default=4, ge=0, le=60)
    levels: tuple[Annotated[int, Field(ge=1, le=4)], ...] = ()
    never_dropped: bool = False
    then: SecondStage | None = None
    source: Prose = "centre decision"

    @property
    def at_levels(self) -> tuple[int, ...]:
        """The levels at which this line asks; empty for any. Days after entering a level end with leaving it."""
        return (int(self.anchor[-1]),) if self.anchor.startswith("level:") else self.levels


class Schedule(Part):
    """What a centre asks and when. The order of the lines is their priority when a week is full."""

    title: dict[Language, Prose] = Field(min_length=1)
    weekly_minutes: int = Field(ge=1, le=MOST_MINUTES_A_WEEK)
    merge_days: int = Field(default=3, ge=0, le=6)
    min_gap: int = Field(default=7, ge=1, le=60)
    lines: tuple[ScheduleLine, ...] = Field(min_length=1)

    @property
    def content(self) -> dict[str, Any]:
        """As plain data, the way it is stored."""
        return self.model_dump(mode="json")

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the content: two schedules with the same words have the same."""
        return digest(self.content)

    @property
    def instruments(self) -> tuple[str, ...]:
        """Every instrument it may ask, each once, in the order of the lines."""
        opened = (code for line in self.lines if line.then for code in line.then.open)
        return tuple(dict.fromkeys((*(code for line in self.lines for code in line.instruments), *opened)))


def schedule_from(document: Document, known: Mapping[str, Definition]) -> Schedule:
    """The schedule of a file or a form, refused whole: DataFileError names every place that is wrong."""
    found = validate(document, Schedule)
    refuse(document, _complaints(found, known))
    return found


def schedule_of(content: Mapping[str, Any], known: Mapping[str, Definition]) -> Schedule:
    """The schedule stored as plain data. DataFileError."""
    return schedule_from(Document("schedule", "", dict(content), {}), known)


@cache
def shipped() -> Mapping[str, Schedule]:
    """The schedules to begin with, by name."""
    return {path.stem: schedule_from(read(path), catalogue()) for path in sorted(SHIPPED.glob("*.yaml"))}


def _complaints(schedule: Schedule, known: Mapping[str, Definition]) -> Iterator[Complaint]:
    if "en" not in schedule.title:  # whose language has no name reads this one
        yield ("title",), _("Give the name in English too.")
    seen: set[str] = set()
    for place, line in enumerate(schedule.lines):
        if line.line in seen:
            yield ("lines", place, "line"), _("Another line is called %(name)s.") % {"name": line.line}
        seen.add(line.line)
        if line.every and line.every < schedule.min_gap:
            yield ("lines", place, "every"), _("Nothing is asked again within %(n)d days.") % {"n": schedule.min_gap}
        for where, message in line_complaints(line, known):
            yield ("lines", place, *where), message


def line_complaints(line: ScheduleLine, known: Mapping[str, Definition]) -> Iterator[Complaint]:
    """Every way in which one line makes no sense: the place in it, and a sentence in the language of the reader."""
    yield from _instrument_complaints(line, known)
    if line.offset < 0 and line.anchor not in KNOWN_AHEAD:
        yield ("offset",), _("Only an operation and the start of treatment are known days before.")
    if line.anchor == "cycle" and line.every:
        yield ("every",), _("A treatment cycle repeats by its own length. Leave this empty.")
    if line.every and line.every <= line.due_days + line.grace_days:
        closes = line.due_days + line.grace_days
        yield ("every",), _("It can be answered until day %(day)d, so the next must come later.") % {"day": closes}
    if line.anchor != "cycle" and not line.every and (line.until or line.times):
        yield ("every",), _("There is an end, but no repeat.")
    if line.until and line.times:
        yield ("times",), _("Give a last day or a number of times, not both.")
    if line.until is not None and line.until < line.offset:
        yield ("until",), _("The last day is before the first.")
    if line.anchor.startswith("level:") and line.levels:
        yield ("levels",), _("A line counted from a level is asked at that level only. Choose no level here.")


def _instrument_complaints(line: ScheduleLine, known: Mapping[str, Definition]) -> Iterator[Complaint]:
    opened = line.then.open if line.then else ()
    for code in dict.fromkeys((*line.instruments, *opened)):
        if code not in known:
            yield ("instruments",), _("There is no instrument %(code)s.") % {"code": code}
    if len(set(line.instruments)) < len(line.instruments) or set(opened) & set(line.instruments):
        yield ("instruments",), _("An instrument stands here twice.")
    for place, cutoff in enumerate(line.then.any if line.then else ()):
        scores = known[cutoff.instrument].scores if cutoff.instrument in known else {}
        if cutoff.instrument not in line.instruments or cutoff.score not in scores:
            yield ("then", "any", place), _("The screen must be one of the instruments of this line.")
