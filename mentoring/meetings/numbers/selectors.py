"""Reads what is counted of sessions: for a centre beside the four weeks before, and by patient for whoever computes
something from it. Nothing here reads a word that somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from mentoring.community.surveys.numbers import NumbersWindow, windows_at
from mentoring.meetings.attending.noting import EFFORT
from mentoring.meetings.models import Meeting, OpenedHours, Registration, Seat
from mentoring.meetings.numbers.counting import (
    HoursOpened,
    OutsideSeen,
    PatientPlace,
    PatientSessions,
    PlaceSeen,
    SessionFigures,
    SessionRows,
    SessionSeen,
    Spent,
    figures,
    patient_sessions,
)
from mentoring.meetings.opening.selectors import away_days
from oncocare.effort.models import Effort
from oncocare.foundation import clock
from oncocare.people.models import Centre, User
from oncocare.safety.rota.selectors import rota_of

LEFT_BY_THEMSELVES = (Seat.State.DECLINED, Seat.State.GIVEN_BACK)


@dataclass(frozen=True)
class HostFigures:
    """The sessions of one kind that one person holds, by name: the last four weeks and those before."""

    name: str
    kind: str
    now: SessionFigures
    before: SessionFigures


@dataclass(frozen=True)
class CentreSessions:
    """The sessions of a centre together and by who leads them and kind, the last four weeks and those before."""

    now: SessionFigures
    before: SessionFigures
    each: list[HostFigures]


def sessions_in_numbers(centre: Centre) -> CentreSessions:
    """What `counting.py` defines, of a centre, in seven queries."""
    windows = windows_at(clock.now())
    rows = _rows(centre, NumbersWindow(windows[1].begins, windows[0].ends))
    names = dict(User.objects.filter(pk__in={host for host, _kind in rows.held_by()}).values_list("pk", "name"))
    each = [
        HostFigures(names.get(host, ""), kind, *(figures(rows.of(host, kind), window) for window in windows))
        for host, kind in rows.held_by()
    ]
    told = [one for one in each if not (one.now.empty and one.before.empty)]
    now, before = (figures(rows, window) for window in windows)
    return CentreSessions(now, before, sorted(told, key=lambda one: (one.name.casefold(), one.kind)))


def _rows(centre: Centre, span: NumbersWindow) -> SessionRows:
    meetings = Meeting.objects.filter(
        centre=centre, occurrence__start__gte=span.begins, occurrence__start__lt=span.ends
    ).annotate(begins=F("occurrence__start"), ends=F("occurrence__end"), off=F("occurrence__cancelled"))
    sessions = meetings.values_list("pk", "host_id", "kind", "begins", "ends", "off")
    there = Q(
        meeting__centre=centre,
        meeting__occurrence__start__gte=span.begins,
        meeting__occurrence__start__lt=span.ends,
    )
    places = Seat.objects.filter(there).values_list("meeting_id", "state", "attendance", "minutes")
    outside = Registration.objects.filter(there, Registration.STANDS).values_list("meeting_id", "came_in")
    week = OpenedHours.objects.filter(centre=centre).values_list(
        "user_id", "weekday", "opens", "closes", "first", "last", "made", "closed_at"
    )
    rota = rota_of(centre)
    spent = Effort.objects.filter(
        centre=centre.pk, what__startswith=EFFORT, began__gte=span.begins, began__lt=span.ends
    ).values_list("staff", "what", "began", "minutes")
    return SessionRows(
        sessions=[SessionSeen(*row) for row in sessions],
        places=[PlaceSeen(*row) for row in places],
        hours=[HoursOpened(*row, centre.zone, away_days(rota, row[0])) for row in week],
        spent=[Spent(who, what.removeprefix(EFFORT), began, minutes) for who, what, began, minutes in spent],
        outside=[OutsideSeen(meeting, came_in is not None) for meeting, came_in in outside],
    )


def rows_of_patients(centre: Centre, begins: datetime, ends: datetime) -> list[PatientSessions]:
    """By patient of a centre and kind of session, for outcomes and research.

    Window: sessions that begin at `begins` or later and before `ends`, both aware, and were not called off, wherever
    they took place; also those called off in which the patient had said no or given the place back, for a private one
    is off by that. Numerators: `attended`, `word`, `no_word`; denominator: `noted`. `offered` is the denominator of
    what was noted at all. Minutes: the sum over `timed`, the known ones of those attended. Patients are named by their
    ids, and nothing else of them or of the sessions is read. One query. Who may see which patient is asked by whoever
    calls.
    """
    places = Seat.objects.filter(
        Q(meeting__occurrence__cancelled=False) | Q(state__in=LEFT_BY_THEMSELVES),
        patient__centre=centre,
        meeting__occurrence__start__gte=begins,
        meeting__occurrence__start__lt=ends,
    ).values_list("patient_id", "meeting__kind", "state", "attendance", "minutes")
    return patient_sessions(PatientPlace(*row) for row in places)
