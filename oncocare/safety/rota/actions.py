"""Writes the staffed hours, the holidays, the rota, its covers, and who is on call at a centre."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action, hold
from oncocare.people.days import today_of
from oncocare.people.models import Actor, Centre, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders
from oncocare.safety.models import Cover, Duty, Holiday, OnCall, StaffedHours, UncoveredHours
from oncocare.safety.promise import Opening
from oncocare.safety.rota.duty import Turn
from oncocare.safety.rota.risk import uncovered
from oncocare.safety.rota.selectors import hours_of, off_hours_of, role_to_sign
from oncocare.safety.rota.weekly import write_hours


@action
def set_staffed_hours(*, by: Actor, centre: Centre, openings: list[Opening]) -> None:
    """Replace the hours in which somebody at the centre reads answers."""
    centre.staffed_hours.all().delete()
    StaffedHours.objects.bulk_create(
        StaffedHours(centre=centre, weekday=opening.weekday, opens=opening.opens, closes=opening.closes)
        for opening in openings
    )
    record(by=by, verb=Verb.STAFFED_HOURS_SET, subject=centre, centre=centre, openings=len(openings))


@action
def set_holidays(*, by: Actor, centre: Centre, days: Mapping[date, str]) -> None:
    """Replace the holidays from today on; those that are past stay."""
    centre.holidays.filter(day__gte=today_of(centre)).delete()
    Holiday.objects.bulk_create(Holiday(centre=centre, day=day, name=name) for day, name in days.items())
    record(by=by, verb=Verb.HOLIDAYS_SET, subject=centre, centre=centre, days=len(days))


@action
def set_rota(*, by: Actor, centre: Centre, turns: Collection[Turn]) -> None:
    """Replace the weekly rota; refused whole while it names somebody who does not answer flags here."""
    staff = {user.pk for user in holders(centre, Permission.ANSWER_FLAG)}
    if {turn.person for turn in turns} - staff:
        raise ValidationError(_("Somebody on this rota does not answer flags at this centre any more."))
    places = Counter((turn.weekday, turn.opens, turn.closes, turn.rank) for turn in turns)
    for (_weekday, opens, closes, _rank), people in places.items():
        if people > 1:
            raise ValidationError(
                _("Two people have the same rank on one day: %(hours)s.") % {"hours": write_hours([(opens, closes)])}
            )
    centre.rota.all().delete()
    Duty.objects.bulk_create(
        Duty(
            centre=centre, user_id=turn.person, weekday=turn.weekday, opens=turn.opens, closes=turn.closes,
            rank=turn.rank,
        )
        for turn in turns
    )  # fmt: skip
    record(by=by, verb=Verb.ROTA_SET, subject=centre, centre=centre, turns=len(turns))


@action
def set_on_call(*, by: User, centre: Centre, person: User | None = None, service: str = "", number: str = "") -> OnCall:
    """From now on this person or this service answers outside the staffed hours, or nobody does.

    Whatever was signed before is void: where nobody answers, two people sign anew.
    """
    service, number = service.strip(), number.strip()
    if person is not None and (service or number):
        raise ValidationError(_("Choose a person or a service, not both."))
    if bool(service) != bool(number):
        raise ValidationError({"number": _("Write the service and the number that reaches it.")})
    if person is not None and person not in holders(centre, Permission.ANSWER_FLAG):
        raise ValidationError({"person": _("This person does not answer flags at this centre. Choose somebody else.")})
    named = OnCall.objects.create(centre=centre, person=person, service=service, number=number, by=by)
    record(by=by, verb=Verb.ON_CALL_SET, subject=named, centre=centre)
    return named


@action
def sign_uncovered_hours(*, by: User, centre: Centre, role: str, words: str) -> UncoveredHours:
    """Somebody says that they know that nobody answers outside the staffed hours, in these `words`; two people must."""
    hold(centre)  # one person may press two buttons at once
    off = off_hours_of(centre, hours_of(centre))
    if words != uncovered(centre.name):
        raise ValidationError(_("The words changed while this page was open. Read them again."))
    if not off.nobody:
        raise ValidationError(_("Somebody answers at every hour here, so there is nothing to sign."))
    if role != role_to_sign(centre, by, off):
        raise ValidationError(_("A coordinator and a clinician sign, once each, and they are two different people."))
    signed = UncoveredHours.objects.create(centre=centre, role=role, words=words, by=by)
    record(by=by, verb=Verb.UNCOVERED_HOURS_SIGNED, subject=signed, centre=centre, role=role)
    return signed


@action
def set_cover(*, by: Actor, centre: Centre, day: date, absent: User, instead: User | None) -> Cover:
    """On this day somebody else answers in place of this person, or nobody does; said again, the last word counts."""
    if day < today_of(centre):
        raise ValidationError({"day": _("This day is past.")})
    if instead is not None:
        _check_stand_in(centre, day, absent, instead)
    cover, _made = Cover.objects.update_or_create(centre=centre, day=day, absent=absent, defaults={"instead": instead})
    record(by=by, verb=Verb.COVER_SET, subject=cover, centre=centre, day=str(day))
    return cover


def _check_stand_in(centre: Centre, day: date, absent: User, instead: User) -> None:
    if instead == absent:
        raise ValidationError({"instead": _("Nobody stands in for themselves. Choose somebody else.")})
    if instead not in holders(centre, Permission.ANSWER_FLAG):
        raise ValidationError({"instead": _("This person does not answer flags at this centre. Choose somebody else.")})
    if centre.covers.filter(day=day, absent=instead).exists():
        raise ValidationError({"instead": _("This person is absent that day too. Choose somebody else.")})


@action
def remove_cover(*, by: Actor, cover: Cover) -> None:
    """Remove a cover: the person on the rota answers again."""
    record(by=by, verb=Verb.COVER_REMOVED, subject=cover, centre=cover.centre, day=str(cover.day))
    cover.delete()
