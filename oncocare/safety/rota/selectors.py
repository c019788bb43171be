"""Reads the staffed hours, the closed days, the rota and who may answer at a centre."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, OuterRef, QuerySet

from oncocare.people.access import at_work
from oncocare.people.models import Centre, Membership
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, holding
from oncocare.safety.models import Cover, Duty, Holiday, StaffedHours
from oncocare.safety.promise import Opening
from oncocare.safety.rota.duty import Rota, Turn


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
    )


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
