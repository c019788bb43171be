"""Reading a clinical picture: what is known of each detail now, who said it and when, and what was said before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import bidirectional

from django.utils.formats import date_format

from oncocare.people.models import Patient, PictureEntry
from oncocare.people.picture.details import DETAILS, Detail, DetailKind
from oncocare.web.templatetags.web import day


@dataclass(frozen=True)
class Picture:
    """What is known about one person: of each detail the newest entry; a detail nobody has asked has none."""

    entries: Mapping[str, PictureEntry]

    def value(self, name: str) -> Any:
        """What is known of a detail, as `details.checked` keeps it; None where nothing is. KeyError for no detail."""
        entry = self.entries.get(DETAILS[name].name)
        return said(entry) if entry else None

    def unsaid(self, name: str) -> str:
        """Why nothing is known of a detail: a code of `choices.UNSAID`; empty where it is known or was never asked."""
        entry = self.entries.get(DETAILS[name].name)
        return entry.unsaid if entry else ""

    def newest(self, names: Iterable[str]) -> int:
        """The number of the newest entry of these details, by which a page knows what came in since; 0 for none."""
        return max((self.entries[name].pk for name in names if name in self.entries), default=0)

    def since(self, names: Iterable[str], seen: int) -> list[PictureEntry]:
        """The entries of these details that came in after that one, in the order of the details."""
        return [self.entries[name] for name in names if name in self.entries and self.entries[name].pk > seen]


def said(entry: PictureEntry) -> Any:
    """What an entry says, wherever it stands."""
    return (entry.words or None) if DETAILS[entry.detail].kind is DetailKind.WORDS else entry.value


def picture_of(patient: Patient, *, until: int | None = None) -> Picture:
    """What is known about this person now, or was when `until` was the newest entry (`Picture.newest`); one query."""
    entries = patient.picture.all() if until is None else patient.picture.filter(pk__lte=until)
    newest = entries.order_by("detail", "-pk").distinct("detail")
    return Picture({entry.detail: entry for entry in newest if entry.detail in DETAILS})


def history_of(patient: Patient) -> list[PictureEntry]:
    """Everything that was ever said, the latest first."""
    return [entry for entry in patient.picture.order_by("-pk") if entry.detail in DETAILS]


def needs_large_letters(patients: Iterable[Patient]) -> set[Any]:
    """The ids of those of these people who said that large letters help them; one query."""
    newest = PictureEntry.objects.filter(patient__in=patients, detail="needs").order_by("patient", "-pk")
    return {entry.patient_id for entry in newest.distinct("patient") if "large_print" in (entry.value or [])}


def isolated(words: str) -> str:
    """Words to stand inside a sentence: what is written from right to left turns nothing beside it round."""
    turned = any(bidirectional(letter) in ("R", "AL") for letter in words)
    return f"\u2068{words}\u2069" if turned else words


def in_words(detail: Detail, value: Any) -> str:
    """What is known of a detail as a sentence of a page says it; empty for None."""
    options = detail.options or {}
    match detail.kind:
        case _ if value is None:
            return ""
        case DetailKind.CHOICE:
            return str(options.get(value, value))
        case DetailKind.CHOICES:
            return ", ".join(str(options.get(code, code)) for code in value)
        case DetailKind.DAY:
            return day(date.fromisoformat(value))
        case DetailKind.TREATMENTS:
            return "; ".join(_treatment_in_words(detail, row) for row in value)
        case _:
            return str(value)


def _treatment_in_words(detail: Detail, row: Mapping[str, str]) -> str:
    months = " – ".join(month_in_words(row[name]) for name in ("began", "ended") if row[name])
    kind = str((detail.options or {}).get(row["kind"], row["kind"]))
    return f"{kind} ({months})" if months else kind


def month_in_words(month: str) -> str:
    """A month kept as YYYY-MM, as the language of the page writes it."""
    return str(date_format(date.fromisoformat(f"{month}-01"), "YEAR_MONTH_FORMAT"))
