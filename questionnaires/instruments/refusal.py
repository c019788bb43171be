"""Refuses a data file with every complaint at its line. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from oncocare.foundation.datafiles import DataFileError, Document, Place, Problem
from questionnaires.instruments.file import Complaint


def refuse(document: Document, complaints: Iterable[Complaint]) -> None:
    """Raise one DataFileError with every complaint at its line; do nothing without any."""
    problems = [Problem(document.line_of(place), f"{_at(place)}: {message}") for place, message in complaints]
    if problems:
        raise DataFileError(document.name, problems)


def _at(place: Place) -> str:
    return ".".join(str(part) for part in place)
