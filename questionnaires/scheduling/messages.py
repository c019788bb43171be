"""What is said to a person about questions: once that they wait, once that they are due, once that they are late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from oncocare.notifications.registry import message
from oncocare.people.days import today_of
from oncocare.people.models import User
from oncocare.people.roles import PATIENT
from questionnaires.models import Assignment
from questionnaires.scheduling.reminders import DUE, OPEN, OVERDUE
from questionnaires.scheduling.selectors import minutes


@message(OPEN, "questions_open", label=_("Questions are waiting"), about=PATIENT)
@message(DUE, "questions_due", label=_("Questions are due"), about=PATIENT)
@message(OVERDUE, "questions_overdue", label=_("Questions are past their day"), about=PATIENT)
def waiting(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Those sets that this person can answer today: with how long they take, and until when."""
    rows = _open().filter(patient__user=user, bundle__in=[source.partition(":")[2] for source in sources])
    return {f"bundle:{bundle}": _words(of) for bundle, of in _bundles(rows) if _on_the_page(of)}


def _words(rows: list[Assignment]) -> dict[str, Any]:
    _opens, due, closes = _window(rows)
    return {"minutes": minutes(rows), "due": due, "closes": closes}


def _open() -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(state=Assignment.State.OPEN)
    return rows.select_related("patient__centre").order_by("bundle", "place")


def _bundles(rows: QuerySet[Assignment]) -> list[tuple[Any, list[Assignment]]]:
    return [(bundle, list(of)) for bundle, of in groupby(rows, key=lambda row: row.bundle)]


def _window(rows: list[Assignment]) -> tuple[date, date, date]:
    return min(row.opens for row in rows), min(row.due for row in rows), max(row.closes for row in rows)


def _on_the_page(rows: list[Assignment]) -> bool:
    """Whether they can be answered now: windows open and close in the person's own day."""
    opens, _due, closes = _window(rows)
    return opens <= today_of(rows[0].patient) <= closes
