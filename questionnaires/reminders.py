"""What is said to a person about questions: once that they wait, once that they are due, once that they are late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext_lazy as _

from oncocare.foundation.unit import action
from oncocare.notifications.actions import queue
from oncocare.notifications.models import Message
from oncocare.notifications.registry import message
from oncocare.people.days import ZONE, today_of
from oncocare.people.models import Patient, User
from questionnaires.models import Assignment
from questionnaires.selectors import minutes

OPEN, DUE, OVERDUE = "questions.open", "questions.due", "questions.overdue"


def kind_for(opens: date, due: date, closes: date, today: date) -> str:
    """What there is to say on a day about questions that are still open; empty outside their window.

    The day before they are due and the day itself are one reminder, and there is none on the day they open.
    """
    if not opens <= today <= closes:
        return ""
    if today > due:
        return OVERDUE
    return DUE if today > opens and today >= due - timedelta(days=1) else OPEN


@message(OPEN, "questions_open", label=_("Questions are waiting"))
@message(DUE, "questions_due", label=_("Questions are due"))
@message(OVERDUE, "questions_overdue", label=_("Questions are past their day"))
def waiting(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Those sets that this person can answer today: with how long they take, and until when."""
    rows = _open().filter(patient__user=user, bundle__in=[source.partition(":")[2] for source in sources])
    return {f"bundle:{bundle}": _words(of) for bundle, of in _bundles(rows) if _on_the_page(of)}


def _words(rows: list[Assignment]) -> dict[str, Any]:
    _opens, due, closes = _window(rows)
    return {"minutes": minutes(rows), "due": due, "closes": closes}


@action
def remind(*, by: Any = "system:remind") -> int:
    """Queue what is to be said today, in each person's own day; how many reminders are new."""
    sets = [(one, f"bundle:{one.bundle}", kind) for one in _sets() if (kind := _kind_now(one))]
    said = _said([one.patient__user for one, _source, _kind in sets], [source for _one, source, _kind in sets])
    new = [one for one in sets if one[1:] not in said]
    people = Patient.objects.select_related("user", "centre").in_bulk([one.patient for one, _source, _kind in new])
    for one, source, kind in new:
        patient = people[one.patient]
        queue(by=by, user=patient.user, centre=patient.centre, kind=kind, source=source)
    return len(new)


def _sets() -> QuerySet[Assignment, Any]:
    """What is asked together of everybody who can still sign in: counted by the database, as most of it was said."""
    who = ("bundle", "patient", "patient__user", "zone")
    asked = Assignment.objects.filter(
        state=Assignment.State.OPEN, patient__user__is_active=True, patient__died_on=None
    ).annotate(zone=ZONE)
    sets = asked.values(*who).annotate(first=Min("opens"), day=Min("due"), last=Max("closes")).order_by("bundle")
    return sets.values_list(*who, "first", "day", "last", named=True)


def _kind_now(one: Any) -> str:
    """What there is to say about a set on the day it is where the person lives, by which the page shows it too."""
    return kind_for(one.first, one.day, one.last, today_of(one))


def _said(users: list[Any], sources: list[str]) -> set[tuple[str, str]]:
    """What these people were told about these sets."""
    told = Message.objects.filter(user__in=users, source__in=sources)
    return set(told.values_list("source", "kind"))


def _open() -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(state=Assignment.State.OPEN)
    return rows.select_related("patient__centre").order_by("bundle", "place")


def _bundles(rows: QuerySet[Assignment]) -> list[tuple[Any, list[Assignment]]]:
    return [(bundle, list(of)) for bundle, of in groupby(rows, key=lambda one: one.bundle)]


def _window(rows: list[Assignment]) -> tuple[date, date, date]:
    return min(one.opens for one in rows), min(one.due for one in rows), max(one.closes for one in rows)


def _on_the_page(rows: list[Assignment]) -> bool:
    """Whether they can be answered now: windows open and close in the person's own day."""
    opens, _due, closes = _window(rows)
    return opens <= today_of(rows[0].patient) <= closes
