"""The sessions that somebody holds, as the desk lists them; who did not come and was not in touch since; and which
nobody leads any more.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from clinicians.models import Contact, Task
from clinicians.selectors import source_anew
from mentoring.conversations.models import TeamMessage
from mentoring.meetings.attending.coming import by_video, is_open
from mentoring.meetings.attending.selectors import WERE_THERE, with_places
from mentoring.meetings.kinds import MISSED_TASK, UNLED_TASK
from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.planning.selectors import may_lead
from mentoring.meetings.selectors import led_by, led_or_attended_by, with_times
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.foundation import clock
from oncocare.people.days import moment_of, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.selectors import Standing

LISTED_BEFORE = timedelta(days=28)  # how long one is reminded, on the own page alone, of what was not said
LISTED_AHEAD = timedelta(days=7)


# --- what one holds ---------------------------------------------------------------------------------------------------


def of_today(standing: Standing, centre: Centre) -> list[Any]:
    """The sessions that this person holds today by the clock of their centre, or comes to as one of the team, those
    called off among them; each with `door`, whether one can go in now, and `comes`, whether others hold it. One query.
    """
    today = today_of(centre)
    begins, ends = (moment_of(centre, day, time.min) for day in (today, today + timedelta(days=1)))
    rows = list(with_places(led_or_attended_by(standing, begins, ends).filter(centre=centre)))
    now = clock.now()
    for one in rows:
        one.comes = not one.is_led_by(standing.user)
        one.door = not one.off and by_video(one.provider) and is_open(one.begins, one.ends, now)
    return rows


def to_come(standing: Standing, centre: Centre) -> list[Any]:
    """Those of the seven days after today."""
    begins = moment_of(centre, today_of(centre) + timedelta(days=1), time.min)
    return list(_held(standing, centre, begins, begins + LISTED_AHEAD).filter(begins__gte=begins))


def not_noted(standing: Standing, centre: Centre) -> QuerySet[Any]:
    """Those of the last four weeks that are over and took place, in which it was not said of everybody whether they
    came.
    """
    now = clock.now()
    held = _held(standing, centre, now - LISTED_BEFORE, now)
    return held.filter(ends__lte=now, off=False, expected__gt=F("noted"))


def _held(standing: Standing, centre: Centre, begins: datetime, ends: datetime) -> QuerySet[Any]:
    return with_places(led_by(standing, begins, ends).filter(centre=centre))


# --- who did not come -------------------------------------------------------------------------------------------------


def task_about(seat: Seat) -> str:
    """The source of the task to ask after whoever did not come; another one where it is said anew."""
    noted = seat.attended_at.isoformat() if seat.attended_at else ""
    return f"{MISSED_TASK}{seat.patient_id}:{seat.pk}:{noted}"


def is_to_be_asked_after(seat: Seat) -> bool:
    """Whether this person did not come, said nothing, and was not in touch since the session began; what holds now
    counts. Nobody asks after who died or said no to care.
    """
    patient = seat.patient
    if patient is None or seat.attendance != Seat.Attendance.NO_WORD or patient.died_on:
        return False
    return not said_no(patient, Purpose.CARE) and not in_touch_since(patient, seat.meeting.occurrence.start)


def in_touch_since(patient: Patient, moment: datetime) -> bool:
    """Whether they wrote to their team, were reached, took a place in a session, or came to one, after this moment."""
    places = Seat.objects.filter(patient=patient)
    return (
        TeamMessage.objects.filter(patient=patient, from_team=False, made__gt=moment).exists()
        or Contact.objects.filter(patient=patient, reached=True, began__gt=moment).exists()
        or places.filter(state=Seat.State.BOOKED, since__gt=moment).exists()
        or places.filter(attendance__in=WERE_THERE, meeting__occurrence__start__gt=moment).exists()
    )


def asked_after_in_vain(patient: UUID | str) -> list[str]:
    """The sources of the open tasks to ask after this patient that are no longer needed."""
    tasks = Task.objects.filter(Task.OPEN, source__startswith=f"{MISSED_TASK}{patient}:")
    sources = {source: source.split(":")[2] for source in tasks.values_list("source", flat=True)}
    if not sources:
        return []
    seats = Seat.objects.select_related("patient", "meeting__occurrence").in_bulk(sources.values())
    known = {str(pk): seat for pk, seat in seats.items()}
    return [
        source
        for source, pk in sources.items()
        if pk not in known or source != task_about(known[pk]) or not is_to_be_asked_after(known[pk])
    ]


# --- what nobody leads ------------------------------------------------------------------------------------------------


def unled(user: User, centre: Centre) -> list[Any]:
    """The sessions of a centre that are not over and that this person was to lead, where they lead none any more."""
    rows = with_times(Meeting.objects.filter(host=user, centre=centre)).filter(off=False, ends__gt=clock.now())
    return [] if user in may_lead(centre) else list(rows)


def centres_led_at(user: User) -> list[Centre]:
    """Where this person was to lead sessions that are not over."""
    rows = Meeting.objects.filter(host=user, occurrence__cancelled=False, occurrence__end__gt=clock.now())
    return list(Centre.objects.filter(pk__in=rows.values("centre")).order_by("pk"))


def unled_task(user: User, centre: Centre) -> str:
    """The source of the task to find who leads them; another one where it comes about anew after one that is over."""
    return source_anew(f"{UNLED_TASK}{centre.pk}:{user.pk}")


def led_again(centre: Any) -> list[str]:
    """The sources of the open tasks at a centre to find who leads sessions, where each is led by somebody, is over or
    was called off.
    """
    tasks = Task.objects.filter(Task.OPEN, source__startswith=f"{UNLED_TASK}{centre}:").select_related("centre")
    of = {task.source: (task.source.split(":")[2], task.centre) for task in tasks}
    people = {str(pk): one for pk, one in User.objects.in_bulk({pk for pk, _centre in of.values()}).items()}
    return [source for source, (pk, at) in of.items() if not unled(people[pk], at)]
