"""What becomes of a flag that nobody takes on: whom it comes to, when, and who is told. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from oncocare.safety.concerns import Severity
from oncocare.safety.promise import climbs_at, deadline
from oncocare.safety.rota.duty import Climb, Rota, climb, first_owner, nobody_on, relieved, shifts, takes_over


@dataclass(frozen=True)
class Arrival:
    """The flag comes to somebody at a moment (UTC): when it is raised, at the end of a shift, or because it climbed."""

    at: datetime
    up: Climb
    climbed: bool


def course(
    rota: Rota,
    responsible: UUID | None,
    raised: datetime,
    severity: str,
    caps: Mapping[str, timedelta],
    climbs: int = 2,
) -> tuple[datetime, tuple[Arrival, ...]]:
    """What is promised for a flag raised at `raised` (aware), for the patient of the `responsible` clinician; and each
    time it comes to somebody, up to so many `climbs`.
    """
    promised = deadline(raised, severity, rota.hours, rota.zone, rota.closed)
    owner, since, until = first_owner(rota, responsible, raised), raised, climbs_at(raised, promised, caps[severity])
    changes = [Arrival(raised.astimezone(UTC), Climb(owner, everybody=False, nobody=nobody_on(rota, raised)), False)]
    for _number in range(climbs):
        for moment in _shift_changes(rota, since, until):
            if owner and relieved(rota, owner, since, moment) and takes_over(rota, severity, False, moment):
                owner, since = first_owner(rota, responsible, moment), moment
                changes.append(Arrival(moment, Climb(owner, everybody=False, nobody=False), False))
        had = {change.up.to for change in changes if change.up.to}
        up, staffed = (
            climb(rota, owner, had, until),
            deadline(until, Severity.URGENT, rota.hours, rota.zone, rota.closed),
        )
        changes.append(Arrival(until, up, True))
        owner, since, until = up.to, until, climbs_at(until, staffed, caps[severity])
    return promised, tuple(changes)


def _shift_changes(rota: Rota, after: datetime, until: datetime) -> Iterator[datetime]:
    """Every moment after one and before another at which a shift begins or ends, in order."""
    first, last = (moment.astimezone(ZoneInfo(rota.zone)).date() for moment in (after, until))
    moments = {moment for shift in shifts(rota, first - timedelta(days=1), last) for moment in (shift.start, shift.end)}
    yield from sorted(moment for moment in moments if after < moment < until)
