"""What cannot all be true of one person, and what can but seldom is. Pure.

The first is refused. The second is asked once more, for lives do not follow forms: whoever means it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from oncocare.people.picture.details import DETAILS, DetailKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

YEAR = 366  # days


@dataclass(frozen=True)
class Contradiction:
    """What seldom goes together: the details it lies in, and a sentence that says it."""

    details: tuple[str, ...]
    words: StrOrPromise


def before_birth(values: Mapping[str, Any], born: date | None) -> list[str]:
    """The details of these, as `details.checked` keeps them, in which a day or a month is before this birth."""
    return [name for name, value in values.items() if born and value and _begins(name, value) < _as_written(name, born)]


def contradictions(values: Mapping[str, Any]) -> Iterator[Contradiction]:
    """What seldom goes together in a whole picture; `values` by detail, as `details.checked` keeps them.

    A year between the diagnosis and what it was followed by is left open: a lump is often taken out first.
    """
    for name, words in _AFTER_THE_DIAGNOSIS.items():
        if _long_before(name, values.get(name), values.get("diagnosed_on")):
            yield Contradiction((name, "diagnosed_on"), words)
    if values.get("stage") and not values.get("cancer"):
        yield Contradiction(("stage", "cancer"), _("There is a stage and no type of cancer."))
    if values.get("leave_since") and values.get("work") == "none":
        yield Contradiction(("leave_since", "work"), _("There is a sick leave and no paid work."))
    if "none" in (children := values.get("children") or []) and len(children) > 1:
        yield Contradiction(("children",), _("“No children” is chosen together with an age."))
    if "alone" in (home := values.get("living_with") or []) and set(home) - {"alone", "residence"}:
        yield Contradiction(("living_with",), _("“Alone” is chosen together with other people."))


_AFTER_THE_DIAGNOSIS: Mapping[str, StrOrPromise] = {
    "operated_on": _("The operation is more than a year before the diagnosis."),
    "treated_from": _("The rounds of treatment begin more than a year before the diagnosis."),
    "treatments": _("A treatment begins more than a year before the diagnosis."),
}


def _long_before(name: str, value: Any, diagnosed: str | None) -> bool:
    if not value or not diagnosed:
        return False
    limit = date.fromordinal(max(1, date.fromisoformat(diagnosed).toordinal() - YEAR))
    return _begins(name, value) < _as_written(name, limit)


def _begins(name: str, value: Any) -> str:
    """The first day or month of a detail, as it is kept; after every other for one that has none."""
    kind = DETAILS[name].kind
    if kind is DetailKind.DAY:
        return str(value)
    return _first(row["began"] or row["ended"] for row in value) if kind is DetailKind.TREATMENTS else "~"


def _first(months: Iterable[str]) -> str:
    return min(filter(None, months), default="~")


def _as_written(name: str, day: date) -> str:
    return day.isoformat()[:7] if DETAILS[name].kind is DetailKind.TREATMENTS else day.isoformat()
