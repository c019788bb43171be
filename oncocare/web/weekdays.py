"""Names of weekdays. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.formats import date_format


def weekday(number: int) -> str:
    """The name of a weekday; Monday is 0."""
    monday = date(2024, 1, 1)
    return str(date_format(monday + timedelta(days=number), "l", use_l10n=False))
