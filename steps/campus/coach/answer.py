"""What the coach answers to one symptom: a cell of the table, read out. It writes nothing of its own. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steps.campus.coach.table import CoachOutcome, CoachPhase, CoachSource, CoachTable, SeverityBand, Symptom, Words


@dataclass(frozen=True)
class CoachAnswer:
    """What follows: an outcome, steps to take oneself, and when to call; `band` is None where the symptom is gone."""

    symptom: Symptom
    severity: int
    phase: CoachPhase
    band: SeverityBand | None
    outcome: CoachOutcome
    steps: Mapping[str, tuple[str, ...]]
    watch: Words
    source: str
    signer: str
    sources: tuple[CoachSource, ...]


def answer(table: CoachTable, symptom: str, severity: int, phase: CoachPhase) -> CoachAnswer:
    """The answer of the table to a symptom of `severity` 0 to 10 in a phase.

    KeyError for a symptom that is not in the table, ValueError for a number that is no severity.
    """
    known, band = table.symptoms[symptom], table.band_of(severity)
    if band is None:
        return CoachAnswer(
            known, severity, phase, None, CoachOutcome.NOTED, {}, known.watch, "", "", known.sources,
        )  # fmt: skip
    cell = known.cells[band][phase]
    return CoachAnswer(
        known, severity, phase, band, cell.outcome, known.steps[band], known.watch, cell.source, cell.signer,
        known.sources,
    )  # fmt: skip
