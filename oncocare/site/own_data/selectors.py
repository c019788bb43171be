"""What a person takes with them, from every room that registered its part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from oncocare.foundation import clock
from oncocare.people.models import Patient
from oncocare.people.registry import Given, GivenField, all_given
from oncocare.web.templatetags.web import day, moment, plain

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BREAK = mark_safe("<br>")


@dataclass(frozen=True)
class GivenPart:
    """One part as its page shows it: what it is called, and each row as `key` and `value` of a summary list."""

    name: str
    label: StrOrPromise
    rows: list[list[dict[str, Any]]]


def page_of(patient: Patient) -> list[GivenPart]:
    """Every part in words, in the language of the page; what is empty in a row is left out."""
    return [
        GivenPart(part.name, part.label, [list(_pairs(part, row)) for row in part.rows(patient)])
        for part in all_given()
    ]


def _pairs(part: Given, row: Any) -> Iterator[dict[str, Any]]:
    for field in part.fields:
        words = _words(field, row)
        said = words if isinstance(words, list) else [words]
        if lines := [line for one in said for line in str(one).splitlines()]:
            yield {"key": field.label, "value": format_html_join(BREAK, "{}", ((line,) for line in lines))}


def _words(field: GivenField, row: Any) -> Any:
    if field.words:
        return field.words(row)
    display = getattr(row, f"get_{field.name}_display", None)
    return display() if display and not field.value else _plain_words(_value(field, row))


def _plain_words(value: Any) -> str:
    """A value without words of its own, as a page says it."""
    match value:
        case None:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case time():
            return value.strftime("%H:%M")
        case Decimal():
            return plain(value)
        case _:
            return str(value)


def _value(field: GivenField, row: Any) -> Any:
    return field.value(row) if field.value else getattr(row, field.name)


def file_of(patient: Patient) -> Mapping[str, Any]:
    """Every part as values, under names that stay the same in every language."""
    parts = {part.name: [_values(part, row) for row in part.rows(patient)] for part in all_given()}
    return {"made": clock.now(), "centre": patient.centre.name, **parts}


def _values(part: Given, row: Any) -> dict[str, Any]:
    return {field.name: _value(field, row) for field in part.fields}
