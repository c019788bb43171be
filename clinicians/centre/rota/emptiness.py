"""Why nobody is on duty at a moment: what is missing in the rota, or what keeps somebody away. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from oncocare.safety.promise import openings_after
from oncocare.safety.rota.duty import Rota, off_hours, on_call, on_duty


class Lack(StrEnum):
    """One thing for want of which nobody is on duty."""

    STAFF = "staff"  # nobody at the centre may answer flags
    HOURS = "hours"  # no staffed hours are set
    TURNS = "turns"  # no row of the rota names anybody
    HOLIDAY = "holiday"  # the centre is closed that day
    OUTSIDE = "outside"  # it is outside the staffed hours
    ROW = "row"  # the centre is staffed, and no row of the rota has this hour
    LEFT = "left"  # whoever stands in the row may no longer answer flags
    ABSENT = "absent"  # whoever stands in the row is absent, and so is who stands in, or nobody does
    ON_CALL = "on call"  # nobody is named as on call
    ON_CALL_AWAY = "on call away"  # whoever is named is absent or may no longer answer flags


def lacks(rota: Rota, moment: datetime, *, service: bool = False) -> tuple[Lack, ...]:
    """Why nobody is on duty or on call at `moment`, in the order in which it is put right; nothing while somebody is.
    `service`: outside the staffed hours a service answers the telephone, which reads no flags.
    """
    if on_duty(rota, moment) or on_call(rota, moment):
        return ()
    return (*_on_duty(rota, moment), *(() if service else _on_call(rota, moment)))


def _on_duty(rota: Rota, moment: datetime) -> Iterator[Lack]:
    if not rota.staff:
        yield Lack.STAFF
    if not rota.hours:
        yield Lack.HOURS
    if not rota.turns:
        yield Lack.TURNS
    else:
        yield _this_hour(rota, moment)


def _this_hour(rota: Rota, moment: datetime) -> Lack:
    """Why a rota that names people has nobody at this hour."""
    as_written = replace(rota, staff=tuple({turn.person for turn in rota.turns}), covers={})
    if named := on_duty(as_written, moment):
        return Lack.ABSENT if any(person in rota.staff for person in named) else Lack.LEFT
    if on_duty(replace(as_written, closed=frozenset()), moment):
        return Lack.HOLIDAY
    opening = next(openings_after(moment, rota.openings, rota.zone, rota.closed), None)
    return Lack.ROW if opening and opening[0] <= moment else Lack.OUTSIDE


def _on_call(rota: Rota, moment: datetime) -> Iterator[Lack]:
    if rota.on_call is None:
        yield Lack.ON_CALL
    elif off_hours(rota, moment):  # within staffed hours without a rota nobody is on call, and nobody is missing
        yield Lack.ON_CALL_AWAY
