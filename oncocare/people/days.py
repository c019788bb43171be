"""Whose day it is: the patient's, where they live, or the centre's. Every calendar day comes from here."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db.models import Case, DateField, Expression, F, Value, When
from django.db.models.functions import Coalesce, NullIf

from oncocare.foundation import clock
from oncocare.people.birthdays import age_on
from oncocare.people.models import Centre, Patient

EASTERNMOST = "Pacific/Kiritimati"  # every day begins there


class Somewhere(Protocol):
    """A patient, a centre, or a row read with `ZONE`."""

    @property
    def zone(self) -> str:
        """The name of a time zone."""


ZONE = Coalesce(NullIf(F("patient__time_zone"), Value("")), F("patient__centre__time_zone"))
"""The zone of a patient, for rows that point at one and are read without them."""


def today_of(whose: Somewhere) -> date:
    """The day it is where this patient lives, or where this centre is."""
    return clock.today(whose.zone)


def age_of(patient: Patient) -> int | None:
    """How many whole years old this person is where they live; None where nobody knows the day of birth."""
    return age_on(patient.born_on, today_of(patient)) if patient.born_on else None


def day_of(whose: Somewhere, moment: datetime) -> date:
    """The day a moment falls on where this patient lives, or where this centre is."""
    return clock.day(moment, whose.zone)


def moment_of(whose: Somewhere, day: date, at: time) -> datetime:
    """That time of that day by the clock on the wall where this patient lives, or where this centre is."""
    return datetime.combine(day, at, ZoneInfo(whose.zone))


def newest_today() -> date:
    """The newest day that has begun anywhere."""
    return clock.today(EASTERNMOST)


def newest_day_over() -> date:
    """The newest day that is over anywhere."""
    return newest_today() - timedelta(days=1)


def todays_of(centre: Centre) -> Expression:
    """The day it is where each patient of a centre lives, for rows that point at one.

    The days are counted here: a database may not know every zone that people choose.
    """
    zones = centre.patients.exclude(time_zone="").values_list("time_zone", flat=True).order_by().distinct()
    elsewhere = defaultdict(list)
    for zone in zones:
        elsewhere[clock.today(zone)].append(zone)
    here = today_of(centre)
    return Case(
        *(When(patient__time_zone__in=of, then=Value(day)) for day, of in elsewhere.items() if day != here),
        default=Value(here),
        output_field=DateField(),
    )
