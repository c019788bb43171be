"""How one measure has gone, in the words that a person reads of it. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from questionnaires.instruments.scoring import ReliableChange
from steps.conditions import number


def how_it_went(values: list[tuple[date, Decimal]], most: Decimal, change: ReliableChange | None) -> str:
    """From the first to the latest value, of the `most` there can be, and whether that is better: by the published
    reliable change, and no word about it where none is published. Empty without a value.
    """
    if not values:
        return ""
    (began, first), (ended, latest) = values[0], values[-1]
    if len(values) == 1:
        return _("%(latest)s of %(most)s so far.") % {"latest": number(latest), "most": number(most)}
    said = {"latest": number(latest), "first": number(first), "most": number(most), "since": _since(began, ended)}
    if first == latest:
        return _("%(latest)s of %(most)s, as at the beginning.") % said
    moved = _("From %(first)s to %(latest)s of %(most)s %(since)s") % said
    verdict = _verdict(change)
    return f"{moved}: {verdict}." if verdict else f"{moved}."


def _verdict(change: ReliableChange | None) -> str:
    if change is None:
        return ""
    return {
        "improved": _("much better"),
        "worse": _("harder than then"),
        "none": _("about the same"),
    }[change.way]


def _since(began: date, ended: date) -> str:
    """The month; with its year where another has begun since, and the day where the month is still the same."""
    if (began.year, began.month) == (ended.year, ended.month):
        english = (get_language() or "en").startswith("en")
        return _("since %(day)s") % {"day": date_format(began, "j F" if english else "MONTH_DAY_FORMAT")}
    form = "F" if began.year == ended.year else "YEAR_MONTH_FORMAT"
    return _("since %(month)s") % {"month": date_format(began, form)}
