"""The part of this folder in what a person takes with them: the sessions in which they had a place."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.meetings.models import Seat
from oncocare.people.registry import GivenField, given


def _there(seat: Seat) -> str:
    """What was kept of whether they came, in words that hold it against nobody."""
    if not seat.attendance:
        return ""
    came = seat.attendance in (Seat.Attendance.PRESENT, Seat.Attendance.LATE)
    return _("You were there") if came else _("It took place without you")


def _rows(patient: Any) -> Any:
    rows = Seat.objects.filter(user=patient.user, centre=patient.centre) if patient.user else Seat.objects.none()
    return rows.select_related("meeting__occurrence").order_by("meeting__occurrence__start", "pk")


given(
    "meetings.Seat", "sessions", gettext_lazy("The sessions in which I had a place"),
    GivenField("meeting", gettext_lazy("When"), value=lambda seat: seat.meeting.occurrence.start),
    GivenField(
        "kind", gettext_lazy("What"), value=lambda seat: seat.meeting.kind,
        words=lambda seat: seat.meeting.get_kind_display(),
    ),
    GivenField("state", gettext_lazy("My place"), words=lambda seat: seat.get_state_display()),
    GivenField("alias", gettext_lazy("My name there")),
    GivenField("why", gettext_lazy("What was written as the place was given back")),
    GivenField("attendance", gettext_lazy("Whether I was there"), words=_there),
    GivenField("minutes", gettext_lazy("Minutes there")),
    place=99, rows=_rows,
)  # fmt: skip
