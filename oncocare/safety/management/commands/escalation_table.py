"""Writes the table of when a flag is promised to be read, when it climbs and who is told, from the code itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand

from oncocare.safety.concerns import Severity
from oncocare.safety.promise import Opening
from oncocare.safety.rota.course import course
from oncocare.safety.rota.duty import Climb, Rota, Turn

FILE = Path(settings.BASE_DIR) / "docs" / "safety" / "escalation.md"
ZONE = ZoneInfo("Europe/Madrid")
CLARA, PAU, NORA = (UUID(int=number) for number in (1, 2, 3))
NAMES = {CLARA: "Clara", PAU: "Pau", NORA: "Nora"}
OPENS, CLOSES = time(9), time(18)
CHRISTMAS = frozenset(date(2026, 12, 24) + timedelta(days=number) for number in range(14))
AUGUST = frozenset(date(2026, 8, 3) + timedelta(days=number) for number in range(21))
EXAMPLE = Rota(
    zone=ZONE.key,
    hours=tuple(Opening(day, OPENS, CLOSES) for day in range(5)),
    turns=tuple(Turn(day, OPENS, CLOSES, who, rank) for day in range(5) for rank, who in ((1, CLARA), (2, PAU))),
    staff=(CLARA, PAU, NORA),
    covers={},
    closed=CHRISTMAS | AUGUST,
)
CLOSURES = {
    "An ordinary week and its weekend": [
        datetime(2026, 3, 9, 10, tzinfo=ZONE),
        datetime(2026, 3, 13, 17, 30, tzinfo=ZONE),
        datetime(2026, 3, 14, 3, tzinfo=ZONE),
        datetime(2026, 3, 15, 20, tzinfo=ZONE),
    ],
    "Christmas: closed from 24 December to 6 January": [
        datetime(2026, 12, 23, 17, 30, tzinfo=ZONE),
        datetime(2026, 12, 25, 17, 30, tzinfo=ZONE),
        datetime(2026, 12, 26, 3, tzinfo=ZONE),
        datetime(2026, 12, 27, 20, tzinfo=ZONE),
        datetime(2026, 12, 28, 10, tzinfo=ZONE),
    ],
    "Three weeks in August: closed from 3 to 23 August": [
        datetime(2026, 7, 31, 17, 30, tzinfo=ZONE),
        datetime(2026, 8, 1, 3, tzinfo=ZONE),
        datetime(2026, 8, 2, 20, tzinfo=ZONE),
        datetime(2026, 8, 3, 10, tzinfo=ZONE),
        datetime(2026, 8, 7, 17, 30, tzinfo=ZONE),
    ],
}
HEAD = """# When a flag climbs, and who is told

Written by `python manage.py escalation_table --write`. A test compares it with the code, and another compares what the
code says here with flags that are left alone in a database.

A made-up centre: staffed Monday to Friday from 9 to 18 by the clock of Madrid. Clara is first on the rota and
responsible for the person, Pau is second, Nora answers flags and is not on the rota. Nobody takes the flag on, so that
one sees who is told. **Promised** is what the person reads, in staffed hours: it is honest, and it never moves. A flag
**climbs** at that moment, and at the latest after {urgent} hours (urgent), {high} hours (high priority) or {medium}
hours (medium) by the clock. After the second climb it goes on: each time after one staffed hour, and at the latest
after the same cap.

Somebody who was tried and not reached has a **next attempt**, by a moment that whoever tried chose. Once that moment is
past, the flag is late for everybody, and climbs as one of its class that was raised then: read the row of that moment.
It goes on until somebody says how it went.

What the tables cannot show: a mail at five in the morning reaches whoever reads it. Where nobody is on call nobody has
to, and the person has the numbers to call until the opening. That is the risk which a coordinator and a clinician sign
before such a centre may invite anybody. An on-call *service* answers patients who call and reads no flags, so with a
service the tables "Nobody on call" hold.
"""
COLUMNS = ("Raised", "Class", "Promised", "Told at once", "First climb", "Second climb")


class Command(BaseCommand):
    """Print docs/safety/escalation.md as the code would have it, or write it."""

    help = "Computes when flags are promised to be read, when they climb and who is told, for an example centre."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/safety/escalation.md, do not print")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            FILE.write_text(text(), encoding="utf-8")
        else:
            self.stdout.write(text(), ending="")


def text() -> str:
    """The text of docs/safety/escalation.md."""
    caps = {severity: length // timedelta(hours=1) for severity, length in settings.FLAG_CAPS.items()}
    on_call = {"Nobody on call": EXAMPLE, "Nora on call": replace(EXAMPLE, on_call=NORA)}
    parts = [HEAD.format(**caps)]
    for closure, moments in CLOSURES.items():
        parts.append(f"\n## {closure}\n")
        parts += [f"\n### {who}\n\n" + "\n".join(_table(rota, moments)) + "\n" for who, rota in on_call.items()]
    return "".join(parts)


def _table(rota: Rota, moments: list[datetime]) -> Iterator[str]:
    yield f"| {' | '.join(COLUMNS)} |"
    yield "|" + "---|" * len(COLUMNS)
    for moment in moments:
        for severity in reversed(Severity):
            yield f"| {' | '.join(_row(rota, moment, severity))} |"


def _row(rota: Rota, moment: datetime, severity: Severity) -> list[str]:
    promised, changes = course(rota, CLARA, moment, severity, settings.FLAG_CAPS)
    hours = round((promised - moment.astimezone(promised.tzinfo)) / timedelta(hours=1))
    cells = [_told(changes[0].up)]
    for change in changes[1:]:
        told = f"{_written(change.at)}: {_told(change.up)}"
        cells = [*cells, told] if change.climbed else [*cells[:-1], f"{cells[-1]}. {told} (shift)"]
    return [_written(moment), severity.value, f"{_written(promised)} ({hours} h)", *cells]


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%a %-d %b %H:%M}"


def _told(up: Climb) -> str:
    """Who owns it then, and who else is told."""
    name = NAMES[up.to] if up.to else "nobody"
    if up.nobody:
        return f"{name}; everybody who answers flags and the coordinators"
    return f"{name}; everybody who answers flags" if up.everybody else name
