"""Raising, acknowledging, closing and escalating flags."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.accounts.models import Centre, Patient, User
from oncocare.accounts.permissions import HELD_BY, Permission
from oncocare.audit.actions import record
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.safety.kinds import FLAG_ESCALATED, FLAG_RAISED
from oncocare.safety.models import Flag, Outcome, StaffedHours
from oncocare.safety.promise import Opening, deadline
from oncocare.safety.selectors import hours_of


@action
def raise_flag(*, by: Any, patient: Patient, kind: str, severity: str, source: str, anew: bool = False) -> Flag:
    """A concern about this patient, once per source and kind: owned at once, with a deadline at once.

    `anew`: the person has just said it again, so a flag that was closed meanwhile is followed by another.
    """
    before = Flag.objects.filter(source=source, kind=kind).order_by("number").last()
    if before and not (anew and before.closed_at):
        return before
    now, owner = clock.now(), first_owner(patient)
    until = deadline(now, severity, hours_of(patient.centre), patient.centre.time_zone)
    flag = Flag.objects.create(
        patient=patient,
        centre=patient.centre,
        kind=kind,
        severity=severity,
        source=source,
        number=before.number + 1 if before else 1,
        promised=until,
        deadline=until,
        owner=owner,
        escalated=None if owner else now,
    )
    record(by=by, verb="flag.raised", subject=flag, patient=patient, centre=patient.centre, kind=kind)
    emit(FLAG_RAISED, flag=flag.pk)
    return flag


def first_owner(patient: Patient) -> User | None:
    """The responsible clinician while at the centre, else whoever comes first there; None where nobody may answer."""
    staff = _staff(patient.centre)
    return patient.clinician if patient.clinician in staff else next(iter(staff), None)


def _staff(centre: Centre) -> list[User]:
    """Whoever may answer a flag here, in the order they joined, each person once."""
    may_answer = [role for role, held in HELD_BY.items() if Permission.ANSWER_FLAG in held]
    rows = centre.memberships.filter(user__is_active=True, role__in=may_answer).select_related("user")
    return list(dict.fromkeys(row.user for row in sorted(rows, key=lambda row: (row.user.joined, row.pk))))


@action
def say_whether_it_can_wait(*, by: User, flag: Flag, can_wait: bool) -> Flag:
    """The patient's own answer to "can this wait until tomorrow?"; a no makes the flag urgent, a yes never slows it."""
    flag = _locked(flag)
    flag.can_wait = can_wait
    if not can_wait and flag.acknowledged_at is None:
        flag.severity = "urgent"
        flag.deadline = min(
            flag.deadline, deadline(clock.now(), "urgent", hours_of(flag.centre), flag.centre.time_zone)
        )
        flag.promised = min(flag.promised, flag.deadline)
    flag.save()
    record(by=by, verb="flag.can_wait", subject=flag, patient=flag.patient, centre=flag.centre, can_wait=can_wait)
    return flag


@action
def acknowledge(*, by: User, flag: Flag) -> Flag:
    """A person has read it and takes it on; the first one to do so counts."""
    flag = _locked(flag)
    if flag.acknowledged_at is None:
        flag.acknowledged_at, flag.acknowledged_by, flag.owner = clock.now(), by, by
        flag.save()
        record(by=by, verb="flag.acknowledged", subject=flag, patient=flag.patient, centre=flag.centre)
    return flag


@action
def close(*, by: User, flag: Flag, outcome: str, note: str = "") -> Flag:
    """The concern is answered, with how it ended."""
    flag = _locked(flag)
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Choose how it ended.")})
    if flag.closed_at is not None:
        raise ValidationError(_("This flag was closed already. Nothing was changed."))
    acknowledge(by=by, flag=flag)
    flag.refresh_from_db()
    flag.closed_at, flag.closed_by, flag.outcome, flag.note = clock.now(), by, outcome, note
    flag.save()
    record(by=by, verb="flag.closed", subject=flag, patient=flag.patient, centre=flag.centre, outcome=outcome)
    return flag


@action
def escalate_overdue(*, by: Any = "system:escalate") -> int:
    """Every flag past its deadline that nobody acknowledged goes to the next person, again and again."""
    overdue = Flag.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        acknowledged_at=None, closed_at=None, deadline__lt=clock.now()
    )
    flags = list(overdue.select_related("patient", "centre").order_by("deadline", "pk"))
    for flag in flags:
        _escalate(flag, by)
    return len(flags)


def _escalate(flag: Flag, by: Any) -> None:
    now = clock.now()
    flag.owner = _next_owner(flag)
    flag.escalated = now
    flag.deadline = deadline(now, "urgent", hours_of(flag.centre), flag.centre.time_zone)
    flag.save()
    record(by=by, verb="flag.escalated", subject=flag, patient=flag.patient, centre=flag.centre, to=str(flag.owner_id))
    emit(FLAG_ESCALATED, flag=flag.pk)


def _next_owner(flag: Flag) -> User | None:
    staff = _staff(flag.centre)
    if flag.owner not in staff:
        return staff[0] if staff else None
    return staff[(staff.index(flag.owner) + 1) % len(staff)]


def _locked(flag: Flag) -> Flag:
    """Re-read under a row lock: two people may act on one flag at the same moment."""
    return Flag.objects.select_for_update(of=("self",)).select_related("patient", "centre").get(pk=flag.pk)


@action
def set_staffed_hours(*, by: Any, centre: Centre, openings: list[Opening]) -> None:
    """Replace the hours in which somebody at the centre reads answers."""
    centre.staffed_hours.all().delete()
    StaffedHours.objects.bulk_create(
        StaffedHours(centre=centre, weekday=one.weekday, opens=one.opens, closes=one.closes) for one in openings
    )
    record(by=by, verb="staffed_hours.set", subject=centre, centre=centre, openings=len(openings))
