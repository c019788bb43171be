"""The coach's table: symptoms by band of severity and phase, each cell with its outcome, source and signer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from oncocare.foundation.digest import digest
from oncocare.people.picture.details import running

LANGUAGES = ("en", "es")
HIGHEST = 10
DANGER = "danger"  # the part that holds the danger signs; every other part is a symptom
CHEMOTHERAPY = "chemotherapy"  # the kind of treatment in the clinical picture
UNSURE, OTHER = "unsure", "other"  # what a person may tick beside the danger signs; either leads to the ward too


class CoachOutcome(StrEnum):
    """What a person should do, the calmest first; `NOTED` is what follows a symptom that is gone."""

    NOTED = "noted"
    SELF_CARE = "self_care"
    CALL_TEAM = "call_team"
    CALL_WARD_TODAY = "call_ward_today"
    CALL_WARD_NOW = "call_ward_now"

    @property
    def urgency(self) -> int:
        """Its place in the order; a higher one cannot wait as long."""
        return list(CoachOutcome).index(self)

    @property
    def calls(self) -> bool:
        """Whether somebody should be called."""
        return self.urgency > CoachOutcome.SELF_CARE.urgency

    @property
    def calls_ward(self) -> bool:
        """Whether it is the ward that should be called."""
        return self in (CoachOutcome.CALL_WARD_TODAY, CoachOutcome.CALL_WARD_NOW)


class SeverityBand(StrEnum):
    """How bad a symptom is."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class CoachPhase(StrEnum):
    """Where a person is with illness and treatment, as far as the answer depends on it."""

    NEW = "new"
    CHEMOTHERAPY = "chemotherapy"
    TREATMENT = "treatment"
    AFTER = "after"
    LIVING_WITH = "living_with"
    UNKNOWN = "unknown"


class SourceRead(StrEnum):
    """How far somebody read a source when the table was checked against it."""

    WHOLE = "whole"
    BEGINNING = "beginning"
    TITLE = "title"


Words = Mapping[str, str]


@dataclass(frozen=True)
class CoachSource:
    """Where an answer comes from, and how far it was read; without a year where its page says none."""

    title: str
    organisation: str
    year: int | None
    url: str
    read: SourceRead


@dataclass(frozen=True)
class CoachCell:
    """What follows one symptom in one band and phase, where it comes from, and who signed it in the file."""

    outcome: CoachOutcome
    source: str
    signer: str


@dataclass(frozen=True)
class Symptom:
    """One symptom: how people say it, how it is asked, and what follows.

    `content` is the part as it is signed, plain data; `sha256` its hash.
    """

    code: str
    words: Words
    ask: Words
    topics: tuple[str, ...]
    cells: Mapping[SeverityBand, Mapping[CoachPhase, CoachCell]]
    steps: Mapping[SeverityBand, Mapping[str, tuple[str, ...]]]
    watch: Words
    sources: tuple[CoachSource, ...]
    content: Mapping[str, Any]
    sha256: str


@dataclass(frozen=True)
class DangerWords:
    """One danger sign of the body, in plain words, and in which phases it is one."""

    code: str
    words: Words
    phases: frozenset[CoachPhase]
    source: str


@dataclass(frozen=True)
class DangerPart:
    """All danger signs, as they are signed together."""

    source: str
    signer: str
    signs: tuple[DangerWords, ...]
    sources: tuple[CoachSource, ...]
    content: Mapping[str, Any]
    sha256: str

    def signs_in(self, phase: CoachPhase) -> list[DangerWords]:
        """Those that are one in this phase; all of them where the phase is not known."""
        return [sign for sign in self.signs if phase is CoachPhase.UNKNOWN or phase in sign.phases]


@dataclass(frozen=True)
class CoachTable:
    """One version of the table. `bands` holds the lowest and highest severity of each, 1 to 10 together."""

    slug: str
    version: int
    title: Words
    bands: Mapping[SeverityBand, tuple[int, int]]
    danger: DangerPart
    symptoms: Mapping[str, Symptom]

    @property
    def parts(self) -> dict[str, str]:
        """The SHA-256 of each part that can be signed, the danger signs first."""
        return {DANGER: self.danger.sha256, **{code: one.sha256 for code, one in self.symptoms.items()}}

    @property
    def sha256(self) -> str:
        """The SHA-256 of the whole, from those of its parts."""
        return digest({"table": self.slug, "version": self.version, "parts": self.parts})

    def content_of(self, part: str) -> Mapping[str, Any]:
        """A part as it is signed; KeyError for no part."""
        return self.danger.content if part == DANGER else self.symptoms[part].content

    def band_of(self, severity: int) -> SeverityBand | None:
        """The band of a severity from 0 to 10; None for 0. ValueError for any other number."""
        if not 0 <= severity <= HIGHEST:
            raise ValueError(f"a severity is a whole number from 0 to {HIGHEST}, not {severity}")
        return next((band for band, (low, high) in self.bands.items() if low <= severity <= high), None)


def phase_of(said: str | None, treatments: Iterable[Mapping[str, str]], today: date) -> CoachPhase:
    """The phase, from the clinical picture: what was said of it, and the rows of treatments.

    Chemotherapy that goes on, or ended in this month or the one before, counts before whatever was said, and one that
    ended earlier where somebody says that they are in treatment: a fever means something else then, and whoever is too
    careful loses a call.
    """
    rows = [row for row in treatments if row["kind"] == CHEMOTHERAPY]
    if running(rows, today, months=1) or (rows and said == "treatment"):
        return CoachPhase.CHEMOTHERAPY
    return CoachPhase(said) if said in tuple(CoachPhase) else CoachPhase.UNKNOWN
