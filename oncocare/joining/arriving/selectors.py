"""What a file of people may hold, for whoever fills it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from oncocare.joining.arriving.people_file import BORN, CLINICIAN, COLUMNS, CONSENTED, KEY, LANGUAGE, NEEDED
from oncocare.people.picture.details import DETAILS, shape

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EXAMPLE = {
    KEY: "ONC-0001", CONSENTED: "2026-01-31", BORN: "1961-05-04", "diagnosed_on": "2025-11-03", "cancer": "breast",
    "stage": "2", "treatments": "operation 2025-12 2025-12; chemotherapy 2026-01", "sex": "female",
    "living_with": "partner; children", "work": "employed", "leave_since": "2025-12-01", "gender": "-private",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: what it is, what a cell may hold, and whether every row needs it."""

    name: str
    label: StrOrPromise
    shape: str
    needed: bool


def columns_in_words() -> list[Column]:
    """Every column a file may have, in the order of the template."""
    return [Column(name, label, holds, name in NEEDED) for name, label, holds in _columns()]


def _columns() -> Iterator[tuple[str, StrOrPromise, str]]:
    yield KEY, _("The key of the person at your centre, never their name"), "ONC-0001"
    yield CONSENTED, _("The day on which the person signed yes to care, on paper"), "2026-01-31"
    yield BORN, _("Date of birth"), "1961-05-04"
    yield LANGUAGE, _("Language"), " | ".join(code for code, _name in settings.LANGUAGES)
    yield CLINICIAN, _("E-mail address of the colleague who looks after the person"), "name@example.org"
    for name, detail in DETAILS.items():
        yield name, detail.label, shape(detail)


def example_row() -> list[str]:
    """One made-up person, in the order of the columns."""
    return [EXAMPLE.get(column, "") for column in COLUMNS]
