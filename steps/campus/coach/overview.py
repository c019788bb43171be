"""A symptom of the table at one look: what each band comes to, and its cells by phase, in words. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from steps.campus.coach.table import CoachCell, CoachOutcome, CoachPhase, SeverityBand, Symptom
from steps.campus.coach.words import BAND_WORDS, OUTCOME_WORDS, PHASE_WORDS, SHORT_WORDS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class CellShown:
    """One cell in words, with the words of its band; `now` where it cannot wait."""

    band: StrOrPromise
    words: StrOrPromise
    now: bool
    source: str


@dataclass(frozen=True)
class BandSpan:
    """What a band of a symptom comes to over all phases: the calmest outcome and the strictest, in a word each."""

    band: StrOrPromise
    calmest: StrOrPromise
    strictest: StrOrPromise
    now: bool
    alike: bool


def cells_shown(symptom: Symptom) -> list[tuple[StrOrPromise, list[CellShown]]]:
    """The cells of a symptom by phase, the mildest band first."""
    return [
        (PHASE_WORDS[phase], [_shown(band, cells[phase]) for band, cells in symptom.cells.items()])
        for phase in CoachPhase
    ]


def spans_of(symptom: Symptom) -> list[BandSpan]:
    """What each band of a symptom comes to, the mildest first."""
    return [_span(band, cells.values()) for band, cells in symptom.cells.items()]


def as_sought(words: str) -> str:
    """Words as a list of them is in order: whatever their accents and their case."""
    plain = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _shown(band: SeverityBand, cell: CoachCell) -> CellShown:
    now = cell.outcome is CoachOutcome.CALL_WARD_NOW
    return CellShown(BAND_WORDS[band], OUTCOME_WORDS[cell.outcome], now, cell.source)


def _span(band: SeverityBand, cells: Iterable[CoachCell]) -> BandSpan:
    outcomes = sorted((cell.outcome for cell in cells), key=lambda outcome: outcome.urgency)
    least, most = outcomes[0], outcomes[-1]
    now = most is CoachOutcome.CALL_WARD_NOW
    return BandSpan(BAND_WORDS[band], SHORT_WORDS[least], SHORT_WORDS[most], now, alike=least is most)
