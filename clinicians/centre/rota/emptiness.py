"""Why nobody is on duty at a moment: what is missing in the rota, or what keeps somebody away. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from oncocare.safety.promise import openings_after
from oncocare.safety.rota.duty import Rota, off_hours, on_call, on_duty, shifts


class Missing(StrEnum):
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


def missing(rota: Rota, moment: datetime, *, service: bool = False) -> tuple[Missing, ...]:
    """Why nobody is on duty or on call at `moment`, in the order in which it is put right; nothing while somebody is.
    `service`: outside the staffed hours a service answers the telephone, which reads no flags.
    """
    if on_duty(rota, moment) or on_call(rota, moment):
        return ()
    return (*_on_duty(rota, moment), *(() if service else _on_call(rota, moment)))


def _on_duty(rota: Rota, moment: datetime) -> Iterator[Missing]:
    if not rota.staff:
        yield Missing.STAFF
    if not rota.hours:
        yield Missing.HOURS
    if not rota.turns:
        yield Missing.TURNS
    elif moment.astimezone(ZoneInfo(rota.zone)).date() in rota.closed:
        yield Missing.HOLIDAY
    else:
        yield _this_hour(rota, moment)


def _this_hour(rota: Rota, moment: datetime) -> Missing:
    """Why a rota that names people has nobody at this hour of a day that is not closed."""
    today = moment.astimezone(ZoneInfo(rota.zone)).date()
    everybody = replace(rota, staff=tuple({turn.person for turn in rota.turns}), covers={})
    written = [one for one in shifts(everybody, today - timedelta(days=1), today) if one.start <= moment < one.end]
    if written:
        return Missing.ABSENT if any(one.person in rota.staff for one in written) else Missing.LEFT
    opening = next(openings_after(moment, rota.openings, rota.zone, rota.closed), None)
    return Missing.ROW if opening and opening[0] <= moment else Missing.OUTSIDE


def _on_call(rota: Rota, moment: datetime) -> Iterator[Missing]:
    if rota.on_call is None:
        yield Missing.ON_CALL
    elif off_hours(rota, moment):  # within staffed hours without a rota nobody is on call, and nobody is missing
        yield Missing.ON_CALL_AWAY
