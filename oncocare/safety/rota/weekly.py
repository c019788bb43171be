"""Hours and holidays as people write them, `09:00–13:00, 15:00–18:00` and `2026-12-25 Christmas`. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from datetime import date, time
from itertools import pairwise

from django.utils.translation import gettext as _

Stretch = tuple[time, time]

CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
STRETCH = re.compile(rf"\s*{CLOCK}\s*(?:-|–|—|to|a)\s*{CLOCK}\s*")
DAY = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})/(?P<m2>\d{1,2})/(?P<y2>\d{4}))\b[\s,;]*"
)
NAME_LENGTH = 100


class NotReadable(ValueError):
    """What was written cannot be kept; the sentences say which part and why."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))


def read_hours(text: str) -> tuple[Stretch, ...]:
    """The stretches of one day in their order, none for an empty text; 24:00 is `time.max`. Raises `NotReadable`."""
    found = sorted(_stretch(part) for part in text.split(",") if part.strip())
    for (_opens, closes), (opens, _closes) in pairwise(found):
        if opens < closes:
            raise NotReadable(_("Two of the times overlap. Write each hour once."))
    return tuple(found)


def _stretch(part: str) -> Stretch:
    found = STRETCH.fullmatch(part)
    if not found:
        raise NotReadable(
            _("“%(part)s” is not a time from and until. Write it like 09:00–17:00.") % {"part": part.strip()}
        )
    opens, closes = (_clock(found[group], found[group + 1] or "0", part) for group in (1, 3))
    if closes <= opens:
        raise NotReadable(_("“%(part)s” ends before it begins.") % {"part": part.strip()})
    return opens, closes


def _clock(hour: str, minute: str, part: str) -> time:
    if (int(hour), int(minute)) == (24, 0):
        return time.max
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise NotReadable(_("“%(part)s” holds a time of day that does not exist.") % {"part": part.strip()}) from None


def write_hours(stretches: Iterable[Stretch]) -> str:
    """The same as a person reads it; `read_hours` reads it back."""
    return ", ".join(f"{write_clock(opens)}–{write_clock(closes)}" for opens, closes in stretches)


def write_clock(clock: time) -> str:
    """One time of day; the end of the day is 24:00."""
    return "24:00" if clock == time.max else f"{clock:%H:%M}"


def read_days(text: str, today: date) -> dict[date, str]:
    """The day and name of each line, no day before `today` and none twice. Raises `NotReadable` with every bad line."""
    days: dict[date, str] = {}
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            day, name = _line(line.strip(), today, days)
            days[day] = name
        except NotReadable as reason:
            wrong.append(_("Line %(number)s: %(reason)s") % {"number": number, "reason": reason})
    if wrong:
        raise NotReadable(*wrong)
    return days


def _line(line: str, today: date, known: Container[date]) -> tuple[date, str]:
    written = DAY.match(line)
    if not written:
        raise NotReadable(_("it does not begin with a date such as 2026-12-25."))
    year, month, day = (int(written[group] or written[f"{group}2"]) for group in "ymd")
    try:
        found = date(year, month, day)
    except ValueError:
        raise NotReadable(_("there is no such day.")) from None
    if found < today:
        raise NotReadable(_("this day is past."))
    if found in known:
        raise NotReadable(_("this day stands here twice."))
    name = line[written.end() :].strip()
    if len(name) > NAME_LENGTH:
        raise NotReadable(_("the name is longer than %(most)s letters.") % {"most": NAME_LENGTH})
    return found, name


def write_days(days: Mapping[date, str]) -> str:
    """One line a day; `read_days` reads it back."""
    return "\n".join(f"{day} {name}".strip() for day, name in sorted(days.items()))
