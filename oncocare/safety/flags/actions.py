"""Flags raised, told, passed on, acknowledged and closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.effort.actions import spend
from oncocare.effort.models import Effort
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold, one_by_one
from oncocare.notifications.actions import queue_each
from oncocare.people.models import Actor, Centre, Membership, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders, holding
from oncocare.safety.assessment.actions import keep_assessment
from oncocare.safety.assessment.assessed import Assessed
from oncocare.safety.concerns import FlagKind, Severity, worst
from oncocare.safety.flags.kinds import FLAG_CLOSED, FLAG_ESCALATED, FLAG_JOINED, FLAG_RAISED, NOBODY_ON, YOURS
from oncocare.safety.flags.selectors import (
    BY_ANSWERS,
    BY_FEEDBACK,
    BY_MESSAGE,
    BY_POST,
    BY_WORD,
    nobody_has_it,
    raised_by,
    to_relieve,
)
from oncocare.safety.models import Attempt, Duty, Flag, FlagOutcome, Handover, Occasion
from oncocare.safety.promise import LATEST_ATTEMPT, climbs_at, deadline
from oncocare.safety.rota.duty import Rota, answering, climb, first_owner, nobody_on, takes_over, unattended
from oncocare.safety.rota.selectors import rota_of

NOT_PASSED_ON = "A flag could not be passed on; it is tried again at the next turn."

# --- a flag -----------------------------------------------------------------------------------------------------------


@action
def raise_flag(
    *, by: Actor, patient: Patient, kind: str, severity: str, source: str, repeated: bool = False, join: bool = False
) -> Flag:
    """A concern about this patient, once per source and kind: owned at once, with a deadline at once. The same source
    once more with a higher severity makes its open flag more severe.

    `repeated`: the person has just said it again, so a flag that was closed meanwhile is followed by another.
    `join`: while a flag of this kind is open for this patient, it is one occasion more for that one.
    ValueError for a kind or a severity that is on no list.
    """
    kind, severity = FlagKind(kind), Severity(severity)
    if join:
        hold(patient)  # two may come at the same moment
    before = list(raised_by(source, kind, patient))
    latest = _locked(before[-1]) if before else None  # somebody may close it at this moment
    if latest and not (repeated and latest.closed_at):
        return _once_more(by, latest, severity, source, repeated=repeated)
    flag = _to_join(patient, kind) if join else None
    if flag is not None:
        return _join(by, flag, severity, source)
    number = 1 + sum(one.source == source for one in before)
    return _raise(by, patient, kind, severity, source, number)


def _raise(by: Actor, patient: Patient, kind: str, severity: str, source: str, number: int) -> Flag:
    now, rota = clock.now(), rota_of(patient.centre)
    owner = first_owner(rota, patient.clinician_id, now)
    promised, until = _moments(now, severity, rota)
    flag = Flag.objects.create(
        patient=patient,
        centre=patient.centre,
        kind=kind,
        severity=severity,
        source=source,
        number=number,
        promised=promised,
        deadline=until,
        owner_id=owner,
        escalated=None if owner else now,
    )
    _occasion(by, flag, severity, source)
    record(by=by, verb=Verb.FLAG_RAISED, subject=flag, patient=patient, centre=patient.centre, kind=kind)
    emit(FLAG_RAISED, flag=flag.pk, owner=owner, news=flag.news, nobody=nobody_on(rota, now))
    return flag


def _to_join(patient: Patient, kind: str) -> Flag | None:
    """The open flag of this kind, locked; of several first one that nobody has taken on, which climbs until it is."""
    unclosed = patient.flags.select_for_update(of=("self",)).select_related("centre").filter(kind=kind, closed_at=None)
    return unclosed.order_by(F("acknowledged_at").asc(nulls_first=True), "deadline", "pk").first()


def _once_more(by: Actor, flag: Flag, severity: Severity, source: str, *, repeated: bool) -> Flag:
    """The same source again is news where it is graver, or where a person says it again after somebody had read it."""
    graver = worst(flag.severity, severity) != flag.severity
    if flag.closed_at or not (graver or (repeated and flag.acknowledged_at)):
        return flag
    return _join(by, flag, severity, f"{source}:{clock.now().isoformat()}")


def _join(by: Actor, flag: Flag, severity: str, source: str) -> Flag:
    """What was promised comes nearer and never further. Who took the flag on keeps it, and is told that it came again;
    where its owner answers flags here no more, somebody else has it from now on. A person's own new word about
    suicidal thoughts is one that nobody has read: the flag waits anew to be taken on, and climbs until it is.
    """
    now, rota = clock.now(), rota_of(flag.centre)
    graver = worst(flag.severity, severity)
    promised, until = _moments(now, severity, rota)
    worth_telling = graver != flag.severity or until < flag.deadline or flag.acknowledged_at is not None
    own = source.startswith((BY_ANSWERS, BY_MESSAGE, BY_POST, BY_FEEDBACK, BY_WORD))
    anew = own and flag.about_suicide and flag.acknowledged_at is not None
    if anew:
        _wait_anew(flag, promised, until)
    flag.severity = graver
    flag.deadline, flag.promised = min(flag.deadline, until), min(flag.promised, promised)
    flag.save()
    occasion = _occasion(by, flag, severity, source)
    record(by=by, verb=Verb.FLAG_JOINED, subject=flag, patient=flag.patient, centre=flag.centre, kind=flag.kind)
    away = flag.owner_id not in (answering(rota, now) or rota.staff if anew else rota.staff)
    if away and (to := first_owner(rota, flag.patient.clinician_id, now)):
        _hand(by, flag, to, Handover.Reason.SHIFT)
        worth_telling = False
    nobody = nobody_on(rota, now)
    emit(FLAG_JOINED, flag=flag.pk, owner=flag.owner_id, news=occasion.news, nobody=nobody, told=worth_telling)
    return flag


def _wait_anew(flag: Flag, promised: datetime, until: datetime) -> None:
    """Nobody has read what came now; who had read what came before stands in the log."""
    flag.acknowledged_at = flag.acknowledged_by = flag.next_attempt = None
    flag.promised, flag.deadline = promised, until


def _occasion(by: Actor, flag: Flag, severity: str, source: str) -> Occasion:
    return Occasion.objects.create(
        flag=flag, patient=flag.patient, centre=flag.centre, source=source, severity=severity, made_by=actor(by)
    )


def _moments(now: datetime, severity: str, rota: Rota) -> tuple[datetime, datetime]:
    """What a person is promised, in staffed hours, and when it climbs, which is never later."""
    promised = deadline(now, severity, rota.hours, rota.zone, rota.closed)
    return promised, climbs_at(now, promised, settings.FLAG_CAPS[severity])


@action
def say_whether_it_can_wait(*, by: User, flag: Flag, can_wait: bool) -> Flag:
    """The patient's own word on whether it can wait until the moment promised, kept with that moment.

    A no makes the flag urgent and its owner is told; to a flag that is closed it raises another. A yes never slows one.
    """
    flag, now = _locked(flag), clock.now()
    asked_until = flag.asks_until(now)
    if not can_wait and flag.closed_at:
        again = raise_flag(
            by=by, patient=flag.patient, kind=flag.kind, severity=Severity.URGENT, source=flag.source, repeated=True,
            join=True,
        )  # fmt: skip
        flag, asked_until = _locked(again), again.asks_until(now)
    elif not can_wait and flag.can_wait is not False:
        flag = _join(by, flag, Severity.URGENT, f"{BY_WORD}{now.isoformat()}")
    flag.can_wait, flag.wait_said, flag.wait_until = can_wait, now, asked_until
    flag.save()
    record(by=by, verb=Verb.FLAG_CAN_WAIT, subject=flag, patient=flag.patient, centre=flag.centre, can_wait=can_wait)
    return flag


@action
def acknowledge(*, by: User, flag: Flag) -> Flag:
    """A person has read it and takes it on; the first one to do so counts."""
    flag = _locked(flag)
    if flag.acknowledged_at is None:
        _take_on(by, flag)
        flag.save()
    return flag


def _take_on(by: User, flag: Flag) -> None:
    flag.acknowledged_at, flag.acknowledged_by, flag.owner = clock.now(), by, by
    record(by=by, verb=Verb.FLAG_ACKNOWLEDGED, subject=flag, patient=flag.patient, centre=flag.centre)


@action
def close(
    *,
    by: User,
    flag: Flag,
    outcome: str,
    note: str = "",
    minutes: int | None = None,
    assessed: Assessed | None = None,
    spoke: bool = False,
    effort: Effort | None = None,
) -> Flag:
    """The concern is answered, with how it ended, and how many minutes of `by` it took where they say so: of their own,
    or those of a conversation, whose `effort` is given.

    Where it is about suicidal thoughts and somebody `spoke` with the person, `assessed` is what was asked and said.
    """
    flag = _locked(flag)
    if outcome not in FlagOutcome.values:
        raise ValidationError({"outcome": _("Choose how it ended.")})
    _check_open(flag)
    _check_said(flag, FlagOutcome(outcome), note, assessed, spoke=spoke)
    if flag.acknowledged_at is None:
        _take_on(by, flag)
    flag.closed_at, flag.closed_by, flag.outcome, flag.note = clock.now(), by, outcome, note
    flag.effort = effort or (_effort(by, flag, minutes) if minutes else None)
    flag.next_attempt = None
    flag.save()
    record(by=by, verb=Verb.FLAG_CLOSED, subject=flag, patient=flag.patient, centre=flag.centre, outcome=outcome)
    emit(FLAG_CLOSED, flag=flag.pk)
    if assessed is not None:
        keep_assessment(by=by, flag=flag, assessed=assessed)
    return flag


def _check_open(flag: Flag) -> None:
    if flag.closed_at is not None:
        raise ValidationError(_("This flag was closed already. Nothing was changed."))


def _check_said(flag: Flag, outcome: FlagOutcome, note: str, assessed: Assessed | None, *, spoke: bool) -> None:
    """Whoever spoke with the person about suicidal thoughts says what was asked. Nobody is made to ask once more what a
    colleague is asking already: there it is enough to say who. Without anything asked, and where no outcome of ours
    fits, the words say it.
    """
    if flag.about_suicide and (outcome.talked or spoke) and assessed is None:
        raise ValidationError(_("Say what was asked and what was said. Each question can be answered “not asked”."))
    if assessed is not None:
        _check_fits(outcome, assessed, spoke=spoke or outcome.talked)
    if note.strip():
        return
    if outcome is FlagOutcome.OTHER:
        raise ValidationError({"note": _("Write in a few words how it ended.")})
    if flag.about_suicide and outcome is FlagOutcome.ALREADY_KNOWN:
        raise ValidationError({"note": _("Write in a few words who cares for the person and knows of this.")})
    if flag.about_suicide and assessed is None:
        raise ValidationError({"note": _("Write in a few words what was done, and how you know that it is enough.")})


def _check_fits(outcome: FlagOutcome, assessed: Assessed, *, spoke: bool) -> None:
    """How it ended agrees with what was said: no plan to die is filed as nothing, nor left without a next contact."""
    if assessed.heard and not spoke and outcome is not FlagOutcome.ALREADY_KNOWN:
        raise ValidationError(_("Above stands what the person said. Say how you spoke with them."))
    if assessed.danger and outcome in {FlagOutcome.NO_CONCERN, FlagOutcome.MISTAKE}:
        wrong = _("Above it says that the person means to act on it, or has a definite plan. Choose what was done.")
        raise ValidationError({"outcome": wrong})
    handed_on = {FlagOutcome.REFERRED, FlagOutcome.EMERGENCY, FlagOutcome.ALREADY_KNOWN}
    if assessed.danger and assessed.next_contact is None and outcome not in handed_on:
        raise ValidationError(
            _("Above it says that the person means to act on it, or has a definite plan. Choose the next contact.")
        )


@action
def could_not_reach(*, by: User, flag: Flag, next_attempt: datetime, note: str = "") -> Attempt:
    """Somebody tried to speak with the person and could not: the flag stays open, theirs, and has the moment by which
    it is tried again. Once that is past it is late, and climbs as if it had been raised then.
    """
    flag, now = _locked(flag), clock.now()
    _check_open(flag)
    if not now < next_attempt <= now + LATEST_ATTEMPT[Severity(flag.severity)]:
        days = LATEST_ATTEMPT[Severity(flag.severity)].days
        wrong = _("Choose a moment to come, and for this flag at most %(n)s days from now.") % {"n": days}
        raise ValidationError({"next_attempt": wrong})
    if flag.next_attempt == next_attempt:
        raise ValidationError(_("This attempt is written down already. Nothing was changed."))
    if flag.acknowledged_at is None:
        _take_on(by, flag)
    elif flag.owner_id != by.pk:
        _pass_on(flag, by.pk, Handover.Reason.TRIED)
    _promised, flag.deadline = _moments(next_attempt, flag.severity, rota_of(flag.centre))
    flag.next_attempt = next_attempt
    flag.save()
    made = Attempt.objects.create(
        flag=flag, patient=flag.patient, centre=flag.centre, next_attempt=next_attempt, note=note, by=by
    )
    record(by=by, verb=Verb.FLAG_NOT_REACHED, subject=flag, patient=flag.patient, centre=flag.centre)
    return made


def _effort(by: User, flag: Flag, minutes: int) -> Effort:
    """The minutes end now: nobody writes down when they began to answer a flag."""
    began = clock.now() - timedelta(minutes=minutes)
    return spend(by=by, centre=flag.centre_id, patient=flag.patient_id, what="flag", began=began, minutes=minutes)


def _locked(flag: Flag) -> Flag:
    """Re-read under a row lock: two people may act on one flag at the same moment."""
    return Flag.objects.select_for_update(of=("self",)).select_related("patient", "centre").get(pk=flag.pk)


# --- from hand to hand ------------------------------------------------------------------------------------------------


def escalate_overdue(*, by: Actor = "system:escalate") -> int:
    """Every flag past its deadline that is in nobody's hand goes to the next person, again and again."""
    waiting = _overdue().order_by("deadline", "pk").values_list("pk", flat=True)
    return one_by_one(waiting, partial(_climb, by=by), failed=NOT_PASSED_ON)


def _overdue() -> QuerySet[Flag]:
    return Flag.objects.filter(nobody_has_it(clock.now()), closed_at=None, deadline__lt=clock.now())


@action
def _climb(pk: Any, *, by: Actor) -> bool:
    overdue = _overdue().filter(pk=pk).select_for_update(skip_locked=True, of=("self",))
    flag = overdue.select_related("patient", "centre").first()
    if flag is None:
        return False
    now, rota = clock.now(), rota_of(flag.centre)
    owners = [flag.owner_id, *flag.handovers.values_list("from_user", flat=True)]
    had = {owner for owner in owners if owner}
    up = climb(rota, flag.owner_id, had, now)
    staffed, _until = _moments(now, Severity.URGENT, rota)
    flag.deadline = climbs_at(now, staffed, settings.FLAG_CAPS.get(flag.severity, settings.FLAG_CAPS["urgent"]))
    flag.climbed, flag.escalated = flag.climbed + 1, now
    _pass_on(flag, up.to, Handover.Reason.MISSED if flag.next_attempt else Handover.Reason.CLIMBED)
    record(by=by, verb=Verb.FLAG_ESCALATED, subject=flag, patient=flag.patient, centre=flag.centre, to=str(up.to))
    emit(FLAG_ESCALATED, flag=flag.pk, owner=up.to, news=flag.news, nobody=up.nobody, everybody=up.everybody)
    return True


def _pass_on(flag: Flag, to: Any, reason: Handover.Reason, note: str = "") -> None:
    Handover.objects.create(
        flag=flag, patient=flag.patient, centre=flag.centre, from_user_id=flag.owner_id, to_user_id=to, reason=reason,
        note=note,
    )  # fmt: skip
    flag.owner_id, flag.passed = to, flag.passed + 1
    flag.save()


def hand_over_shift(*, by: Actor = "system:rota") -> int:
    """Open flags of people whose shift is over, or who are absent or gone, pass to who is on duty now; when nobody is,
    those that are grave and not taken on pass to who is on call.

    The others stay with their owner, and are listed as left behind.
    """
    centres = Centre.objects.filter(pk__in=Duty.objects.values("centre")).filter(
        pk__in=Flag.objects.filter(closed_at=None).values("centre")
    )
    return sum(_relieve_at(centre, by) for centre in centres)


def _relieve_at(centre: Centre, by: Actor) -> int:
    now, rota = clock.now(), rota_of(centre)
    if unattended(rota, now):
        return 0
    held = [flag for flag in to_relieve(centre, rota, now) if takes_over(rota, flag.severity, flag.in_hand(now), now)]
    return one_by_one(held, partial(_relieve, rota=rota, by=by), failed=NOT_PASSED_ON)


@action
def _relieve(held: Flag, *, rota: Rota, by: Actor) -> bool:
    flag = _locked(held)
    if flag.closed_at or flag.owner_id != held.owner_id:
        return False
    _hand(by, flag, first_owner(rota, flag.patient.clinician_id, clock.now()), Handover.Reason.SHIFT)
    return True


@action
def hand_over(*, by: User, flag: Flag, to: User, note: str = "") -> Flag:
    """A colleague has it from now on; what was acknowledged stays so, and a deadline stays what it is."""
    flag = _locked(flag)
    _check_open(flag)
    if to not in holders(flag.centre, Permission.ANSWER_FLAG):
        raise ValidationError({"to": _("This person does not answer flags at this centre. Choose somebody else.")})
    if to.pk == flag.owner_id:
        raise ValidationError({"to": _("This person has the flag already. Choose somebody else.")})
    _hand(by, flag, to.pk, Handover.Reason.BY_HAND, note)
    return flag


def _hand(by: Actor, flag: Flag, to: Any, reason: Handover.Reason, note: str = "") -> None:
    _pass_on(flag, to, reason, note)
    record(
        by=by, verb=Verb.FLAG_HANDED_OVER, subject=flag, patient=flag.patient, centre=flag.centre,
        to=str(to), reason=reason.value,
    )  # fmt: skip
    tell(flag=flag.pk, kind=YOURS, news=flag.news, owner=to)


# --- who is told ------------------------------------------------------------------------------------------------------


@action
def tell(*, flag: Any, kind: str, news: str, owner: Any, everybody: bool = False, nobody: bool = False) -> None:
    """The owner learns of a flag; `everybody`: so do all who may answer it; `nobody`: all of these and every
    coordinator learn that nobody was on duty to have it.
    """
    here = Membership.objects.filter(centre__flags=flag).select_related("user", "centre")
    staff, all_of_them = list(holding(here, Permission.ANSWER_FLAG)), everybody and not nobody
    queue_each(
        kind=kind, source=news, people=[member for member in staff if all_of_them or str(member.user_id) == str(owner)]
    )
    if nobody:
        queue_each(kind=NOBODY_ON, source=news, people=[*staff, *holding(here, Permission.MANAGE_CENTRE)])
