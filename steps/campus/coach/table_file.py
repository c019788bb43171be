"""Reads the coach's table from its files and refuses it whole, with file and line, for whatever is missing. Pure.

`coach.yaml` holds the bands and the danger signs, and `symptoms/<code>.yaml` one symptom each. Every cell names its
outcome, source and signer, and an outcome never gets milder as the severity rises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from oncocare.foundation.datafiles import DataFileError, Document, Place, read
from oncocare.foundation.digest import digest
from steps.campus.coach.table import (
    DANGER,
    HIGHEST,
    LANGUAGES,
    OTHER,
    UNSURE,
    CoachCell,
    CoachOutcome,
    CoachPhase,
    CoachSource,
    CoachTable,
    DangerPart,
    DangerWords,
    SeverityBand,
    SourceRead,
    Symptom,
)
from steps.policy_reader import PolicyReader, listed, name_of, shown

FOLDER = Path(__file__).with_name("table")
TABLE_FILE = "coach.yaml"
FORMAT = 1
SLUG = "coach"
LONGEST_CODE = 40
ALL = "all"

_TABLE = ("language", "table", "version", "title", "bands", "phases", "danger")
_SYMPTOM = ("symptom", "words", "ask", "topics", "cells", "steps", "watch", "sources")
_BANDS, _PHASES = [str(band) for band in SeverityBand], [str(phase) for phase in CoachPhase]
_OUTCOMES = tuple(outcome for outcome in CoachOutcome if outcome is not CoachOutcome.NOTED)


class TableReader(PolicyReader):
    """The reader of policies, with what only this table has: words in each language, and sources that are named."""

    def whole_file(self, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Any]:
        """The mapping that is the file; refuses the file at once where a key is missing or unknown."""
        required, data = tuple(required), self.document.data
        if not isinstance(data, dict):
            self.wrong((), f"the file must be a mapping with the keys {listed(required)}")
            data = {}
        else:
            for key in data:
                if key not in (*required, *optional):
                    self.wrong((key,), f"unknown key {key!r}; allowed: {listed((*required, *optional))}")
            for key in required:
                if key not in data:
                    self.wrong((), f"the file needs the key {key!r}")
        self.done()
        return data

    def done(self) -> None:
        """Raises `DataFileError` with all that was wrong so far, if anything was."""
        if self.problems:
            raise DataFileError(self.document.name, self.problems)

    def words(self, data: Any, place: Place) -> dict[str, str]:
        """A text for people, in each language and no other."""
        found = self.mapping(data, place, LANGUAGES)
        return {code: self.text(found[code], (*place, code)) for code in LANGUAGES if code in found}

    def rows(self, data: Any, place: Place, *, least: int = 1) -> list[Any]:
        """A list of at least so many."""
        if isinstance(data, list) and len(data) >= least:
            return data
        self.wrong(place, f"{name_of(place)} must be a list of at least {least}, not {shown(data)}")
        return []

    def texts_of(self, data: Any, place: Place) -> tuple[str, ...]:
        return tuple(self.text(one, (*place, number)) for number, one in enumerate(self.rows(data, place)))


def table_from(document: Document, symptoms: Iterable[Document]) -> CoachTable:
    """The table of these files. Raises `DataFileError` for the first file with a mistake, naming all of its lines."""
    reader = TableReader(document)
    data = reader.whole_file(_TABLE)
    reader.only(data["language"], ("language",), FORMAT)
    reader.only(data["table"], ("table",), SLUG)
    version, title = reader.whole(data["version"], ("version",), 1), reader.words(data["title"], ("title",))
    bands = _bands(reader, data["bands"])
    if data["phases"] != _PHASES:
        reader.wrong(("phases",), f"the phases must be {listed(CoachPhase)}, in this order")
    danger = _danger(reader, data["danger"])
    reader.done()
    read_in = [_symptom(TableReader(one), bands) for one in symptoms]
    if not read_in:
        raise document.error((), "the table has no symptom")
    return CoachTable(SLUG, version, title, bands, danger, {one.code: one for one in read_in})


def _bands(reader: TableReader, data: Any) -> dict[SeverityBand, tuple[int, int]]:
    found = reader.mapping(data, ("bands",), _BANDS)
    bands: dict[SeverityBand, tuple[int, int]] = {}
    for band in SeverityBand:
        ends = found.get(band)
        if not (isinstance(ends, list) and len(ends) == 2 and all(type(end) is int for end in ends)):
            reader.wrong(("bands", band), f"bands.{band} must be its lowest and its highest severity, such as [1, 3]")
            continue
        bands[band] = (ends[0], ends[1])
    if [number for low, high in bands.values() for number in range(low, high + 1)] != list(range(1, HIGHEST + 1)):
        reader.wrong(("bands",), f"the bands must hold each severity from 1 to {HIGHEST} once, the mildest first")
    return bands


def _danger(reader: TableReader, data: Any) -> DangerPart:
    found = reader.mapping(data, ("danger",), ("source", "signer", "signs", "sources"))
    source = reader.text(found.get("source"), ("danger", "source"))
    signer = reader.text(found.get("signer"), ("danger", "signer"))
    signs = [
        _sign(reader, one, ("danger", "signs", number))
        for number, one in enumerate(reader.rows(found.get("signs"), ("danger", "signs")))
    ]
    for number, sign in enumerate(signs):
        if sign.code and sign.code in [UNSURE, OTHER, *(one.code for one in signs[:number])]:
            reader.wrong(("danger", "signs", number), f"the sign {sign.code!r} is there already")
    sources = _sources(reader, found.get("sources"), ("danger", "sources"))
    return DangerPart(source, signer, tuple(signs), sources, found, digest(found))


def _sign(reader: TableReader, data: Any, place: Place) -> DangerWords:
    found = reader.mapping(data, place, ("sign", "words", "phases", "source"))
    phases = found.get("phases")
    if phases == ALL:
        known = frozenset(CoachPhase)
    else:
        rows = enumerate(reader.rows(phases, (*place, "phases")))
        known = frozenset(reader.word(one, (*place, "phases", number), CoachPhase) for number, one in rows)
    return DangerWords(
        reader.slug(found.get("sign"), (*place, "sign"), LONGEST_CODE),
        reader.words(found.get("words"), (*place, "words")),
        known,
        reader.text(found.get("source"), (*place, "source")),
    )


def _symptom(reader: TableReader, bands: Mapping[SeverityBand, tuple[int, int]]) -> Symptom:
    data = reader.whole_file(_SYMPTOM, ("source_of",))
    code = reader.slug(data["symptom"], ("symptom",), LONGEST_CODE)
    if code == DANGER:
        reader.wrong(("symptom",), f"{DANGER!r} is the part of the danger signs, and no symptom")
    elif code and code != Path(reader.document.name).stem:
        reader.wrong(("symptom",), f"the file of the symptom {code!r} must be called {code}.yaml")
    rows = enumerate(reader.rows(data["topics"], ("topics",), least=0))
    topics = tuple(reader.slug(one, ("topics", number)) for number, one in rows)
    cells, steps = _cells(reader, data["cells"]), _steps(reader, data["steps"])
    sources = _sources(reader, data["sources"], ("sources",))
    for band, number in reader.mapping(data.get("source_of", {}), ("source_of",), (), _BANDS).items():
        reader.whole(number, ("source_of", band), 1, max(1, len(sources)))
    words, ask, watch = (reader.words(data[key], (key,)) for key in ("words", "ask", "watch"))
    reader.done()
    content = {**data, "bands": {str(band): list(ends) for band, ends in bands.items()}}
    return Symptom(code, words, ask, topics, cells, steps, watch, sources, content, digest(content))


def _cells(reader: TableReader, data: Any) -> dict[SeverityBand, dict[CoachPhase, CoachCell]]:
    before, found, cells = len(reader.problems), reader.mapping(data, ("cells",), _BANDS), {}
    for band in SeverityBand:
        row = reader.mapping(found[band], ("cells", band), _PHASES) if band in found else {}
        cells[band] = {
            phase: _cell(reader, row[phase], ("cells", band, phase)) for phase in CoachPhase if phase in row
        }  # fmt: skip
    if len(reader.problems) == before:
        _refuse_milder(reader, cells)
    return cells


def _refuse_milder(reader: TableReader, cells: Mapping[SeverityBand, Mapping[CoachPhase, CoachCell]]) -> None:
    """Whoever feels worse is never told that it can wait longer."""
    for milder, worse in pairwise(SeverityBand):
        for phase in CoachPhase:
            less, more = cells[milder][phase].outcome, cells[worse][phase].outcome
            if more.urgency < less.urgency:
                problem = f"{worse} is answered by {more}, which is milder than {less} for {milder}"
                reader.wrong(("cells", worse, phase), problem)


def _cell(reader: TableReader, data: Any, place: Place) -> CoachCell:
    found = reader.mapping(data, place, ("outcome", "source", "signer"))
    said = found.get("outcome")
    if found and said not in _OUTCOMES:
        reader.wrong((*place, "outcome"), f"the outcome must be {listed(_OUTCOMES)}, not {shown(said)}")
    return CoachCell(
        CoachOutcome(said) if said in _OUTCOMES else CoachOutcome.CALL_WARD_NOW,
        reader.text(found.get("source"), (*place, "source")),
        reader.text(found.get("signer"), (*place, "signer")),
    )


def _steps(reader: TableReader, data: Any) -> dict[SeverityBand, dict[str, tuple[str, ...]]]:
    found, steps = reader.mapping(data, ("steps",), _BANDS), {}
    for band in SeverityBand:
        said = reader.mapping(found[band], ("steps", band), LANGUAGES) if band in found else {}
        steps[band] = {
            code: reader.texts_of(said[code], ("steps", band, code)) for code in LANGUAGES if code in said
        }  # fmt: skip
        if len({len(one) for one in steps[band].values()}) > 1:
            reader.wrong(("steps", band), f"the steps of {band} must be as many in each language")
    return steps


def _sources(reader: TableReader, data: Any, place: Place) -> tuple[CoachSource, ...]:
    return tuple(_source(reader, one, (*place, number)) for number, one in enumerate(reader.rows(data, place)))


def _source(reader: TableReader, data: Any, place: Place) -> CoachSource:
    found = reader.mapping(data, place, ("title", "organisation", "url", "read"), ("year",))
    url = reader.text(found.get("url"), (*place, "url"))
    if url and not url.startswith("https://"):
        reader.wrong((*place, "url"), "the address of a source begins with https://")
    title, organisation = (reader.text(found.get(key), (*place, key)) for key in ("title", "organisation"))
    year = reader.whole(found["year"], (*place, "year"), 1900) if "year" in found else None
    read = reader.word(found["read"], (*place, "read"), SourceRead) if "read" in found else SourceRead.TITLE
    return CoachSource(title, organisation, year, url, read)


def read_table(folder: Path) -> CoachTable:
    """The table in a folder; raises `DataFileError`, and FileNotFoundError where there is none."""
    symptoms = [read(path) for path in sorted((folder / "symptoms").glob("*.yaml"))]
    return table_from(read(folder / TABLE_FILE), symptoms)


@cache
def shipped_table() -> CoachTable:
    """The table that comes with the house."""
    return read_table(FOLDER)
