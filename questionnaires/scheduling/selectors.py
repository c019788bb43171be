"""Reads of the schedules: the one a centre follows, what it may look at for a person, and what is to be opened now."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import get_language

from oncocare.notifications.models import Message
from oncocare.people.days import ZONE, day_of, today_of
from oncocare.people.models import Centre, Patient
from questionnaires.instruments.catalogue import catalogue, definition
from questionnaires.instruments.scoring import items_that_apply
from questionnaires.instruments.selectors import texts_of, wordings
from questionnaires.models import Anchor, Assignment, PatientSchedule, ScheduleVersion
from questionnaires.scheduling.occasions import Asked, Due, Plan, ScheduleFacts, costs, occurrences, room_on
from questionnaires.scheduling.registry import asked_beside
from questionnaires.scheduling.reminders import kind_for
from questionnaires.scheduling.schedule import WEEK, Schedule, ScheduleLine, schedule_of
from questionnaires.scheduling.suicide import AskedAbout, too_seldom

STOPPED, WENT_ON = "stopped", "went on"  # kinds of `Anchor` beside the levels, `level:1` to `level:4`
HORIZON = timedelta(days=89)  # with today, 90 days
MADE = ("patient_id", "instrument", "opens", "closes", "state", "line", "occurrence", "response__received")
AT_ONCE = 500  # people whose facts are read together


def newest(centre: Centre) -> ScheduleVersion | None:
    """The schedule in force at a centre; None where nothing is asked by itself."""
    return ScheduleVersion.objects.filter(centre=centre).order_by("number").last()


def schedule_in(version: ScheduleVersion) -> Schedule:
    """A version as the pure rules read it, compiled once per process."""
    return _compiled(version.pk, version.sha256)


def without_text(schedule: Schedule, centre: Centre) -> list[str]:
    """The instruments of a schedule that nobody at this centre could read."""
    read = texts_of(schedule.instruments, centre)
    return [code for code in schedule.instruments if not read[code]]


def unreadable(schedule: Schedule, centre: Centre) -> list[tuple[str, int, list[str]]]:
    """For each language of people who are asked at this centre: how many they are, and the instruments of this schedule
    without wording in it, where there are any; the most people first.
    """
    asked = running().filter(centre=centre).order_by().values_list("patient__language")
    people = asked.annotate(people=Count("pk")).order_by("-people", "patient__language")
    read = wordings(centre)
    found = ((language, n, _without(read, schedule.instruments, language)) for language, n in people)
    return [(language, n, missing) for language, n, missing in found if missing]


def unreadable_now(asked: Iterable[Assignment], language: str, read: Mapping[str, set[str]]) -> list[str]:
    """The instruments among those asked now without wording in this language; `read` is that of `wordings`."""
    return _without(read, (one.instrument for one in asked if one.state == Assignment.State.OPEN), language)


def _without(read: Mapping[str, set[str]], instruments: Iterable[str], language: str) -> list[str]:
    return [code for code in instruments if language not in read.get(code, ())]


@lru_cache(maxsize=64)
def _compiled(pk: uuid.UUID, sha256: str) -> Schedule:
    return schedule_of(ScheduleVersion.objects.get(pk=pk).content, catalogue())


def suicide_asked_too_seldom(centre: Centre) -> tuple[AskedAbout, ...]:
    """The levels at which the schedule in force asks about suicidal thoughts too seldom; none where there is no
    schedule yet, which is said in its own place.
    """
    version = newest(centre)
    return too_seldom(schedule_in(version), catalogue()) if version else ()


def running() -> QuerySet[PatientSchedule]:
    """The courses in which something may be asked: not stopped, and of somebody who can still sign in, if ever."""
    rows = PatientSchedule.objects.filter(stopped="", schedule__isnull=False, patient__died_on=None)
    return rows.exclude(patient__user__is_active=False).select_related("schedule", "patient__centre")


def wanting() -> Iterator[Patient]:
    """Everybody for whom something is to be opened now, in a fixed number of queries for every few hundred people.

    Whoever cannot be reckoned is among them, so that it comes to light in their own unit and holds up nobody.
    """
    patient_schedules = list(running().order_by("pk"))
    for first in range(0, len(patient_schedules), AT_ONCE):
        for patient_schedule, *rows in _rows(patient_schedules[first : first + AT_ONCE]):
            if _wants(patient_schedule, *rows):
                yield patient_schedule.patient


def _wants(patient_schedule: PatientSchedule, *rows: Any) -> bool:
    try:
        return bool(_to_open(patient_schedule, *rows))
    except Exception:  # noqa: BLE001 -- `plan` meets the same again, for this person alone, and says so
        return True


def to_open(patient_schedules: Iterable[PatientSchedule]) -> dict[Any, list[Due]]:
    """By patient, what is due today or was and can still be answered, and was not opened yet."""
    return {
        patient_schedule.patient_id: _to_open(patient_schedule, anchors, assignments, beside)
        for patient_schedule, anchors, assignments, beside in _rows(patient_schedules)
    }


def _to_open(
    patient_schedule: PatientSchedule, anchors: list[Anchor], assignments: list[Any], beside: Mapping[date, int]
) -> list[Due]:
    version = patient_schedule.schedule
    if version is None:  # nothing is asked by itself
        return []
    today, facts = today_of(patient_schedule.patient), _facts(patient_schedule, anchors, assignments, beside)
    made = {(row.line, row.occurrence, row.instrument) for row in assignments}
    plan = occurrences(schedule_in(version), facts, _follows_from(patient_schedule, version), today)
    return [
        due
        for due in plan.due
        if today <= due.closes
        and (due.line, due.occurrence, due.instrument) not in made
        and not any(_in_hand(due, asked, today) for asked in facts.asked)
    ]


def _in_hand(due: Due, asked: Asked, today: date) -> bool:
    """Whether the instrument is open anyway, or was answered since the day it was due."""
    return asked.instrument == due.instrument and asked.ends >= (due.day if asked.answered else today)


def _follows_from(patient_schedule: PatientSchedule, version: ScheduleVersion) -> date:
    """The day from which a course follows its schedule: nothing from before a version was there is made up."""
    return max(patient_schedule.began, day_of(patient_schedule.patient, version.made))


def plan_of(patient: Patient, schedule: Schedule, days: timedelta = HORIZON) -> Plan:
    """What this person receives from today under a schedule, in force or not."""
    patient_schedule = PatientSchedule.objects.select_related("patient__centre").get(patient=patient)
    today = today_of(patient)
    [(_, anchors, assignments, beside)] = _rows([patient_schedule])
    return occurrences(schedule, _facts(patient_schedule, anchors, assignments, beside), today, today + days)


def has_room(patient: Patient, minutes: int) -> bool:
    """Whether something beside the schedule may ask this person for so many minutes today: not while nothing is asked
    of them, and not in a week whose budget what they were or will be asked takes. Whoever asks then registers it
    (`registry.asks_beside`). Four queries.
    """
    rows = PatientSchedule.objects.select_related("schedule", "patient__centre")
    patient_schedule = rows.filter(patient=patient).first()
    if patient_schedule is None or patient_schedule.schedule is None:
        return patient.died_on is None and (patient_schedule is None or not patient_schedule.stopped)
    if patient_schedule.stopped or patient_schedule.patient.died_on:
        return False
    [(_, anchors, assignments, beside)] = _rows([patient_schedule])
    today, schedule = today_of(patient), schedule_in(patient_schedule.schedule)
    asked: dict[date, int] = defaultdict(int, beside)
    made = [row for row in assignments if row.state != Assignment.State.CANCELLED]
    for row in made:
        asked[row.opens] += definition(row.instrument).minutes
    known = {(row.line, row.occurrence, row.instrument) for row in made}
    facts = _facts(patient_schedule, anchors, assignments, beside)
    for due in occurrences(schedule, facts, today, today + timedelta(days=WEEK - 1)).due:
        if (due.line, due.occurrence, due.instrument) not in known:
            asked[due.day] += due.minutes
    return room_on(today, minutes, asked, schedule.weekly_minutes)


@dataclass(frozen=True)
class NextSet:
    """The questions that come next to one person: on which day, how many, and how many minutes they take."""

    day: date
    questions: int
    minutes: int


def next_set(patient: Patient) -> NextSet | None:
    """What comes after today, by the schedule or by hand; None where nothing is to come in the next 90 days. Three
    queries.
    """
    rows = PatientSchedule.objects.filter(patient=patient, stopped="", patient__died_on=None)
    patient_schedule = rows.select_related("schedule", "patient__centre").first()
    if patient_schedule is None:
        return None
    today = today_of(patient)
    [(_, anchors, assignments, beside)] = _rows([patient_schedule])
    coming = [
        (row.opens, row.instrument) for row in assignments if row.state == Assignment.State.OPEN and row.opens > today
    ]
    if version := patient_schedule.schedule:
        facts = _facts(patient_schedule, anchors, assignments, beside)
        plan = occurrences(schedule_in(version), facts, today + timedelta(days=1), today + HORIZON)
        coming += [
            (due.day, due.instrument)
            for due in plan.due
            if not any(_in_hand(due, asked, due.day) for asked in facts.asked)
        ]
    day = min((day for day, _ in coming), default=None)
    codes = dict.fromkeys(code for on, code in coming if on == day)
    return NextSet(day, *_length(codes, patient_schedule.patient.centre)) if day else None


def questions(assignments: Iterable[Assignment], centre: Centre) -> int:
    """How many questions these are together."""
    return _length([assignment.instrument for assignment in assignments], centre)[0]


def _length(codes: Iterable[str], centre: Centre) -> tuple[int, int]:
    """How many questions these instruments have together in the reader's language, in which an item may have no
    wording, and how many minutes they take.
    """
    language = get_language() or "en"
    asked = [(definition(code), texts.get(language)) for code, texts in texts_of(codes, centre).items()]
    items = (items_that_apply(known, {}, text) for known, text in asked)
    return sum(map(len, items)), sum(known.minutes for known, _ in asked)


def line_of(assignment: Assignment) -> ScheduleLine | None:
    """The line of the schedule that asked this, as it stands now; None for what was asked by hand or changed since."""
    if not assignment.line:
        return None
    version = PatientSchedule.objects.select_related("schedule").get(patient=assignment.patient_id).schedule
    if version is None:
        return None
    return next((line for line in schedule_in(version).lines if line.line == assignment.line), None)


def _rows(
    patient_schedules: Iterable[PatientSchedule],
) -> list[tuple[PatientSchedule, list[Anchor], list[Any], Mapping[date, int]]]:
    patient_schedules = list(patient_schedules)
    patients = [patient_schedule.patient_id for patient_schedule in patient_schedules]
    anchors, assignments = defaultdict(list), defaultdict(list)
    for anchor in Anchor.objects.filter(patient__in=patients).order_by("id"):
        anchors[anchor.patient_id].append(anchor)
    rows = Assignment.objects.filter(patient__in=patients).order_by("opens", "pk")
    for row in rows.values_list(*MADE, named=True):  # a year of everybody: whole rows would be read to be thrown away
        assignments[row.patient_id].append(row)
    beside = asked_beside(patients)
    return [
        (whose, anchors[whose.patient_id], assignments[whose.patient_id], beside.get(whose.patient_id, {}))
        for whose in patient_schedules
    ]


def _facts(
    patient_schedule: PatientSchedule, anchors: list[Anchor], assignments: list[Any], beside: Mapping[date, int]
) -> ScheduleFacts:
    patient = patient_schedule.patient
    days = {
        "enrolment": patient_schedule.began,
        "diagnosis": patient.diagnosed_on,
        "surgery": patient.operated_on,
        "treatment": patient.treated_from,
        "cycle": patient.treated_from,
    }
    return ScheduleFacts(
        anchors={kind: day for kind, day in days.items() if day},
        cycle_days=patient.cycle_days or None,
        levels=tuple((anchor.day, int(anchor.kind[-1])) for anchor in anchors if anchor.kind.startswith("level:")),
        stops=tuple(_stops(anchors)),
        asked=tuple(
            _asked(row, patient) for row in assignments if row.state != Assignment.State.CANCELLED
        ),
        beside=beside,
        **costs(catalogue()),
    )  # fmt: skip


def _stops(anchors: Iterable[Anchor]) -> Iterator[tuple[date, date | None]]:
    """From each stop to the day of going on, which may be a day that never comes."""
    begin = None
    for anchor in anchors:
        if anchor.kind == STOPPED:
            begin = anchor.day
        elif anchor.kind == WENT_ON and begin:
            yield begin, anchor.day
            begin = None
    if begin:
        yield begin, None


def _asked(row: Any, patient: Patient) -> Asked:
    answered = row.response__received is not None
    ends = day_of(patient, row.response__received) if answered else row.closes
    return Asked(row.instrument, row.opens, max(ends, row.opens), answered, row.line, row.occurrence)


def minutes(assignments: list[Assignment]) -> int:
    """How many minutes these take together."""
    return sum(definition(assignment.instrument).minutes for assignment in assignments)


def open_sets() -> QuerySet[Assignment, Any]:
    """What is asked together of everybody who can still sign in: grouped by the database, as most is told already."""
    who = ("bundle", "patient", "patient__user", "zone")
    asked = Assignment.objects.filter(
        state=Assignment.State.OPEN, patient__user__is_active=True, patient__died_on=None
    ).annotate(zone=ZONE)
    sets = asked.values(*who).annotate(first=Min("opens"), day=Min("due"), last=Max("closes")).order_by("bundle")
    named: QuerySet[Assignment, Any] = sets.values_list(*who, "first", "day", "last", named=True)
    return named


def kind_now(asked: Any) -> str:
    """What there is to say about a set on the day it is where the person lives, by which the page shows it too."""
    return kind_for(asked.first, asked.day, asked.last, today_of(asked))


def told_of(users: list[Any], sources: list[str]) -> set[tuple[str, str]]:
    """What these people were told about these sets."""
    told = Message.objects.filter(user__in=users, source__in=sources)
    return set(told.values_list("source", "kind"))
