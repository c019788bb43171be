"""Adopts a schedule, sweeps, and reads what was asked."""

from __future__ import annotations

from oncocare.foundation import clock
from questionnaires.instruments.catalogue import catalogue
from questionnaires.models import Assignment
from questionnaires.scheduling import actions as scheduling
from questionnaires.scheduling.schedule import Schedule, schedule_of, shipped
from questionnaires.scheduling.tasks import plan_all
from tests.cast import BY
from tests.factories.rooms import day

TWO_STAGE, PLAIN = shipped()["two-stage"], shipped()["every-two-weeks"]
NEGATIVE, POSITIVE = {"1": 1, "2": 1, "3": 1, "4": 1}, {"1": 0, "2": 0, "3": 2, "4": 1}


def adopt(centre, schedule=PLAIN):
    return scheduling.adopt_schedule(by=BY, centre=centre, schedule=schedule)


def one_line(**more) -> Schedule:
    line = {"line": "one", "instruments": ["phq-9"], "anchor": "enrolment", **more}
    return schedule_of({"title": {"en": "made up"}, "weekly_minutes": 20, "lines": [line]}, catalogue())


def sweep(number: int, hour: int = 10) -> int:
    with clock.at(day(number, hour)):
        return plan_all()


def asked(patient, *states) -> list[tuple[str, int, str]]:
    rows = Assignment.objects.filter(patient=patient).order_by("opens", "place")
    return [
        (one.instrument, (one.opens - day(0).date()).days, one.state)
        for one in rows
        if not states or one.state in states
    ]


def screen_of(pathway) -> Assignment:
    return Assignment.objects.get(patient=pathway.patient, instrument="phq-4")
