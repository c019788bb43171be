"""Dates of birth: read as somebody types them (31/5/1960, 31.5.60, 31 05 1960, 1960-05-31; the day first, as Europe
writes), and the years since.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<by>[/.\- ])(?P<month>\d{1,2})(?P=by)(?P<year>\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<by>[/.\-])(?P<month>\d{1,2})(?P=by)(?P<day>\d{1,2})")


def birthday(words: str, today: date) -> date | None:
    """The date that these words are, or None; a year of two digits is the newest that has begun by `today`."""
    typed = words.strip()
    read = _DAY_FIRST.fullmatch(typed) or _YEAR_FIRST.fullmatch(typed)
    if read is None:
        return None
    with suppress(ValueError):  # there is no 31 February
        return date(_year(read["year"], today), int(read["month"]), int(read["day"]))
    return None


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    century = today.year - today.year % 100
    return century + int(digits) - (100 if int(digits) > today.year % 100 else 0)


def age_on(born: date, day: date) -> int:
    """Whole years; who was born on 29 February has the birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
