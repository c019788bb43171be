"""Reads the staffed hours, the closed days, the rota, who is on call and who may answer at a centre."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, OuterRef, QuerySet, Subquery

from oncocare.foundation import clock
from oncocare.people.access import at_work
from oncocare.people.models import Centre, Membership, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, holders, holding
from oncocare.safety.concerns import Severity
from oncocare.safety.models import Cover, Duty, Holiday, OnCall, StaffedHours, UncoveredHours
from oncocare.safety.promise import Opening, deadline, whole_week
from oncocare.safety.rota.duty import Rota, Turn

SIGNS = {
    UncoveredHours.Role.COORDINATOR: Permission.MANAGE_CENTRE,
    UncoveredHours.Role.CLINICIAN: Permission.ANSWER_FLAG,
}


def hours_of(centre: Centre) -> tuple[Opening, ...]:
    """When the centre is staffed."""
    return tuple(row.opening for row in centre.staffed_hours.all())


def closed_days(centre: Centre) -> frozenset[date]:
    """The days on which it is not, whatever weekday they are."""
    return frozenset(centre.holidays.values_list("day", flat=True))


def rota_of(centre: Centre) -> Rota:
    """Everything that says who answers at this centre, read in one query."""
    here = OuterRef("pk")
    answering = holding(Membership.objects.filter(centre=here), Permission.ANSWER_FLAG)
    rows = Centre.objects.values(
        hours=_rows(StaffedHours.objects.filter(centre=here), "weekday", "opens", "closes"),
        turns=_rows(Duty.objects.filter(centre=here), "weekday", "opens", "closes", "user_id", "rank"),
        staff=ArraySubquery(answering.values("user_id")),
        away=_rows(Cover.objects.filter(centre=here), "day", "absent_id", "instead_id"),
        closed=ArraySubquery(Holiday.objects.filter(centre=here).values("day")),
        called=Subquery(OnCall.objects.filter(centre=here).order_by("-id").values("person")[:1]),
    )
    row = rows.get(pk=centre.pk)
    return Rota(
        zone=centre.time_zone,
        hours=tuple(Opening(*fields) for fields in _read(row["hours"], int, time.fromisoformat, time.fromisoformat)),
        turns=tuple(
            Turn(*fields) for fields in _read(row["turns"], int, time.fromisoformat, time.fromisoformat, UUID, int)
        ),
        staff=tuple(dict.fromkeys(row["staff"])),
        covers={(day, absent): instead for day, absent, instead in _read(row["away"], date.fromisoformat, UUID, UUID)},
        closed=frozenset(row["closed"]),
        on_call=row["called"],
    )


def on_call_of(centre: Centre) -> OnCall | None:
    """Who answers outside the staffed hours, as it was said last; None where nobody does, or they may no longer."""
    last = centre.on_call.select_related("person").last()
    if last is None or (last.person and last.person not in holders(centre, Permission.ANSWER_FLAG)):
        return None
    return last if last.answers else None


def signatures(centre: Centre) -> list[UncoveredHours]:
    """Who signed, since it was last said who is on call, that nobody answers outside the staffed hours; by role."""
    last = centre.on_call.last()
    signed = centre.uncovered_hours.filter(made__gt=last.made) if last else centre.uncovered_hours.all()
    return list({one.role: one for one in signed.select_related("by")}.values())


@dataclass(frozen=True)
class OffHours:
    """What is outside the staffed hours of a centre. covered: every hour is staffed. signed: who signed that nobody
    answers.
    """

    covered: bool
    on_call: OnCall | None
    signed: tuple[UncoveredHours, ...]

    @property
    def settled(self) -> bool:
        """Whether somebody answers, or a coordinator and a clinician have signed that nobody does."""
        return not self.nobody or len(self.signed) == len(UncoveredHours.Role)

    @property
    def nobody(self) -> bool:
        """Whether there are hours in which nobody answers."""
        return not self.covered and self.on_call is None


def role_to_sign(centre: Centre, user: User, off: OffHours) -> UncoveredHours.Role | None:
    """As what this person may sign that nobody answers there; each signs once."""
    if any(one.by_id == user.pk for one in off.signed):
        return None
    left = [role for role in UncoveredHours.Role if role not in {one.role for one in off.signed}]
    return next((role for role in left if user in holders(centre, SIGNS[role])), None)


def off_hours_of(centre: Centre, hours: Iterable[Opening]) -> OffHours:
    """What is outside the staffed `hours` of the centre."""
    return OffHours(whole_week(hours), on_call_of(centre), tuple(signatures(centre)))


def ready_for_patients(centre: Centre) -> bool:
    """Whether patients may be invited: it is settled who answers them at night."""
    return off_hours_of(centre, hours_of(centre)).settled


def read_by(centre: Centre) -> datetime:
    """When a person of the centre reads a worrying answer that is sent now."""
    return deadline(clock.now(), Severity.HIGH, hours_of(centre), centre.time_zone, closed_days(centre))


def _rows(of_centre: QuerySet[Any], *names: str) -> ArraySubquery:
    """These fields of some rows, each row as a JSON array."""
    as_array = Func(*names, function="JSONB_BUILD_ARRAY", output_field=JSONField())
    return ArraySubquery(of_centre.values(row=as_array).values("row"))


def _read(rows: list[list[Any]], *types: Callable[[Any], Any]) -> Iterator[list[Any]]:
    """Rows that came as JSON, each value of its type again; what is empty stays so."""
    for row in rows:
        yield [value if value is None else read(value) for read, value in zip(types, row, strict=True)]


def cover_for(standing: Standing, pk: Any, permission: Permission) -> Cover:
    """A cover at a centre where this person works and holds `permission`."""
    cover = Cover.objects.select_related("centre").filter(pk=pk).first()
    return at_work(standing, cover, f"cover:{pk}", permission)
