"""Reading flags, the rota and the crisis numbers of a centre."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, Max, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from oncocare.foundation import clock
from oncocare.people.access import as_patient, at_work, inside_caseload
from oncocare.people.models import Centre, Membership, Patient, RecordOpening, User
from oncocare.people.permissions import HELD_BY, Permission
from oncocare.safety.crisis import REVIEW_EVERY, Contact, every_number
from oncocare.safety.models import Cover, CrisisReview, Duty, Flag, Handover, Holiday, StaffedHours
from oncocare.safety.promise import Opening
from oncocare.safety.rota import Rota, Turn, on_duty, relieved
from oncocare.safety.timing import Times, Wait, times

PROMISE_MEASURED = timedelta(days=90)


def flag_for(user: User, pk: Any, permission: Permission) -> Flag:
    """A flag at a centre where `user` works and holds `permission`."""
    flag = Flag.objects.select_related("patient__user", "centre", "owner").filter(pk=pk).first()
    return at_work(user, flag, f"flag:{pk}", permission)


def own_flag(user: User, pk: Any) -> Flag:
    """A flag of the signed-in patient, who may say whether it can wait."""
    flag = Flag.objects.select_related("centre", "patient").filter(pk=pk).first()
    return as_patient(user, flag, f"flag:{pk}", Permission.ANSWER)


def open_flags(centre: Centre) -> QuerySet[Flag]:
    """Flags of the centre that nobody has closed, the earliest deadline first."""
    return (
        Flag.objects.filter(centre=centre, closed_at=None)
        .select_related("patient__user", "owner")
        .order_by("deadline", "pk")
    )


def with_handovers(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """Each with `came`: how it came to its owner, the latest first."""
    came = Handover.objects.select_related("from_user").order_by("-id")
    return flags.select_related("acknowledged_by").prefetch_related(Prefetch("handovers", came, to_attr="came"))


def has_open_flag(patient: Patient) -> bool:
    """Whether a safety flag of this patient is open, that is, not closed."""
    return Flag.objects.filter(patient=patient, closed_at=None).exists()


@inside_caseload
def answers_a_flag(user: User, patient: Patient) -> bool:
    """Whoever owns a flag of this patient may open the record, and for a while after closing it, to write it up."""
    recent = Q(closed_at=None) | Q(closed_at__gt=clock.now() - RecordOpening.LASTS)
    return Flag.objects.filter(recent, patient=patient, owner=user).exists()


# --- hours and rota ---------------------------------------------------------------------------------------------------


def hours_of(centre: Centre) -> tuple[Opening, ...]:
    """When the centre is staffed."""
    return tuple(row.opening for row in centre.staffed_hours.all())


def closed_days(centre: Centre) -> frozenset[date]:
    """The days on which it is not, whatever weekday they are."""
    return frozenset(centre.holidays.values_list("day", flat=True))


def holders(centre: Centre, permission: Permission) -> list[User]:
    """Whoever holds the permission here and can sign in, in the order they joined, each person once."""
    return list(dict.fromkeys(row.user for row in _holding(centre.memberships.select_related("user"), permission)))


def _holding(memberships: QuerySet[Membership], permission: Permission) -> QuerySet[Membership]:
    roles = [role for role, held in HELD_BY.items() if permission in held]
    return memberships.filter(user__is_active=True, role__in=roles).order_by("user__joined", "pk")


def around(flag: Any) -> list[Membership]:
    """The roles of everybody who can sign in at the centre of the flag with this id, in the order they joined."""
    rows = Membership.objects.filter(centre__flags=flag, user__is_active=True)
    return list(rows.select_related("user", "centre").order_by("user__joined", "pk"))


def rota_of(centre: Centre) -> Rota:
    """Everything that says who answers at this centre, read in one query."""
    here = OuterRef("pk")
    answering = _holding(Membership.objects.filter(centre=here), Permission.ANSWER_FLAG)
    rows = Centre.objects.values(
        hours=_rows(StaffedHours.objects.filter(centre=here), "weekday", "opens", "closes"),
        turns=_rows(Duty.objects.filter(centre=here), "weekday", "opens", "closes", "user_id", "rank"),
        staff=ArraySubquery(answering.values("user_id")),
        away=_rows(Cover.objects.filter(centre=here), "day", "absent_id", "instead_id"),
        closed=ArraySubquery(Holiday.objects.filter(centre=here).values("day")),
    )
    one = rows.get(pk=centre.pk)
    return Rota(
        zone=centre.time_zone,
        hours=tuple(Opening(*row) for row in _read(one["hours"], int, time.fromisoformat, time.fromisoformat)),
        turns=tuple(Turn(*row) for row in _read(one["turns"], int, time.fromisoformat, time.fromisoformat, UUID, int)),
        staff=tuple(dict.fromkeys(one["staff"])),
        covers={(day, absent): instead for day, absent, instead in _read(one["away"], date.fromisoformat, UUID, UUID)},
        closed=frozenset(one["closed"]),
    )


def _rows(of_centre: QuerySet[Any], *names: str) -> ArraySubquery:
    """These fields of some rows, each row as a JSON array."""
    as_array = Func(*names, function="JSONB_BUILD_ARRAY", output_field=JSONField())
    return ArraySubquery(of_centre.values(row=as_array).values("row"))


def _read(rows: list[list[Any]], *types: Callable[[Any], Any]) -> Iterator[list[Any]]:
    """Rows that came as JSON, each value of its type again; what is empty stays so."""
    for row in rows:
        yield [value if value is None else read(value) for read, value in zip(types, row, strict=True)]


def cover_for(user: User, pk: Any, permission: Permission) -> Cover:
    """A cover at a centre where `user` works and holds `permission`."""
    cover = Cover.objects.select_related("centre").filter(pk=pk).first()
    return at_work(user, cover, f"cover:{pk}", permission)


def to_relieve(centre: Centre, rota: Rota, now: datetime) -> Iterator[Flag]:
    """Open flags whose owner's shift is over, or who is absent or gone: somebody else should have them."""
    held = (
        open_flags(centre)
        .exclude(owner=None)
        .annotate(since=Greatest("raised", "acknowledged_at", Max("handovers__made")))
    )
    yield from (flag for flag in held if relieved(rota, flag.owner_id, flag.since, now))


def left_behind(centre: Centre, now: datetime, rota: Rota | None = None) -> list[Flag]:
    """Of these, those that nobody is on duty to take; they stay with their owner until somebody is. The rota is read
    unless it is given.
    """
    rota = rota or rota_of(centre)
    return [] if on_duty(rota, now) or not rota.turns else list(to_relieve(centre, rota, now))


# --- what became of the promise ---------------------------------------------------------------------------------------


def answer_times(centre: Centre, since: datetime) -> tuple[Times, ...]:
    """How long the flags raised since then waited, by class; those nobody has acknowledged are counted as waiting."""
    rows = Flag.objects.filter(centre=centre, raised__gte=since, raised__lte=clock.now())
    fields = rows.values_list("severity", "raised", "promised", "acknowledged_at")
    return times((Wait(*row) for row in fields), clock.now())


# --- crisis numbers ---------------------------------------------------------------------------------------------------


def numbers_seen(centre: Centre) -> list[tuple[str, tuple[Contact, ...]]]:
    """Every number that people of this centre see on their pages: the centre's own, then those of each country where
    they live, under whose numbers these are.
    """
    own = [contact.shown for contact in centre.crisis_contacts.all()]
    phone = [Contact(_("The centre itself"), centre.phone, "")] if centre.phone else []
    language = get_language() or settings.LANGUAGE_CODE
    return [
        *([(centre.name, (*own, *phone))] if own or phone else []),
        *(every_number(country, language, settings.COUNTRY) for country in _countries(centre)),
    ]


def _countries(centre: Centre) -> list[str]:
    """The country of the centre, and those that its patients moved to."""
    moved = centre.patients.exclude(country="").order_by("country").values_list("country", flat=True).distinct()
    return list(dict.fromkeys([centre.country, *moved]))


def last_review(centre: Centre) -> CrisisReview | None:
    """The last time somebody called every number."""
    return centre.crisis_reviews.select_related("by").order_by("made").last()


def review_due(centre: Centre) -> bool:
    """Whether somebody must call the numbers again: not in the last 90 days, or one of them is new since."""
    last = last_review(centre)
    if last is None or last.made < clock.now() - REVIEW_EVERY:
        return True
    return not {contact.tel for _whose, contacts in numbers_seen(centre) for contact in contacts} <= set(last.numbers)
