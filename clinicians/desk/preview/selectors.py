"""What somebody receives in the next 90 days, as the pages show it: by day, by week, in all, and what was dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from oncocare.people.days import today_of
from oncocare.people.models import Patient
from questionnaires.instruments.catalogue import catalogue, definition
from questionnaires.instruments.words import instrument_words
from questionnaires.scheduling import selectors as scheduling
from questionnaires.scheduling.burden import Burden, burden
from questionnaires.scheduling.occasions import DropReason, Due, Plan, ScheduleFacts, costs, occurrences
from questionnaires.scheduling.schedule import Schedule

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class PlannedDay:
    """One occasion; `may_open` and `more` are the questionnaires and minutes of a positive screen."""

    day: date
    instruments: str
    minutes: int
    may_open: str
    more: int


@dataclass(frozen=True)
class PreviewWeek:
    """Seven days: how often, how many minutes, and how many if every screen is positive."""

    begins: date
    occasions: int
    minutes: int
    most: int


@dataclass(frozen=True)
class LeftOut:
    """What is not asked, and why."""

    day: date
    instrument: str
    minutes: int
    why: str


@dataclass(frozen=True)
class Preview:
    """What one person receives in the 90 days from `first`, by day and by week, and what is left out."""

    first: date
    last: date
    days: list[PlannedDay]
    weeks: list[PreviewWeek]
    total: Burden
    most: Burden
    left: list[LeftOut]


def for_patient(patient: Patient, schedule: Schedule) -> Preview:
    """What this person receives from today under a schedule, in force or not."""
    return _preview(scheduling.plan_of(patient, schedule), today_of(patient))


def for_example(
    schedule: Schedule, today: date, level: int, days_to: Mapping[str, int | None], cycle_days: int | None
) -> Preview:
    """What somebody made up receives who joins today at `level`; `days_to` counts from today to each anchor."""
    anchors = {kind: today + timedelta(days) for kind, days in days_to.items() if days is not None}
    facts = ScheduleFacts(
        anchors={"enrolment": today, **anchors}, levels=((today, level),), cycle_days=cycle_days, **costs(catalogue())
    )
    return _preview(occurrences(schedule, facts, today, today + scheduling.HORIZON), today)


def _preview(plan: Plan, first: date) -> Preview:
    minutes = {code: known.minutes for code, known in catalogue().items()}
    return Preview(
        first=first,
        last=first + scheduling.HORIZON,
        days=[_day(day, list(due), minutes) for day, due in groupby(plan.due, key=lambda due: due.day)],
        weeks=list(_weeks(plan.due, first, minutes)),
        total=burden(plan.due),
        most=burden(plan.due, minutes),
        left=[
            LeftOut(drop.occurrence, definition(drop.instrument).title, drop.minutes, reason_words(drop.reason))
            for drop in plan.dropped
        ],
    )


def _day(day: date, due: list[Due], minutes: Mapping[str, int]) -> PlannedDay:
    opened = tuple(dict.fromkeys(code for asked in due for code in asked.may_open))
    total = burden(due)
    return PlannedDay(
        day=day,
        instruments=instrument_words(asked.instrument for asked in due),
        minutes=total.minutes,
        may_open=instrument_words(opened) if opened else "",
        more=burden(due, minutes).minutes - total.minutes,
    )


def _weeks(due: tuple[Due, ...], first: date, minutes: Mapping[str, int]) -> Iterator[PreviewWeek]:
    for number in range(scheduling.HORIZON // WEEK + 1):
        begins = first + number * WEEK
        here = [asked for asked in due if begins <= asked.day < begins + WEEK]
        total = burden(here)
        yield PreviewWeek(begins, total.occasions, total.minutes, burden(here, minutes).minutes)


def reason_words(reason: DropReason) -> str:
    """Why something is not asked."""
    return {
        DropReason.FULL: _("The week was full, and it could wait no longer."),
        DropReason.LATELY: _("It was asked only a few days before."),
    }[reason]
