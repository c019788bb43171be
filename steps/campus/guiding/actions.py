"""Writes of guiding: who guides whom, what they write after a review, and telling of silence and of a plan done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.effort.actions import spend
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold, one_by_one
from oncocare.notifications.actions import queue
from oncocare.people.days import today_of
from oncocare.people.kinds import TASK_WANTED
from oncocare.people.models import Actor, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders
from steps import actions as steps
from steps.campus.guiding.kinds import DONE, DONE_TASK, HANDED_OVER, QUIET, QUIET_TASK, YOURS
from steps.campus.guiding.selectors import (
    guidance_of,
    guided_last,
    is_guided,
    next_review,
    out_of_step,
    quiet_now,
    staffed_from,
    was_told,
    who_may_guide,
)
from steps.campus.guiding.turns import ANSWERED_IN
from steps.campus.kinds import CAMPUS_REVIEWED
from steps.campus.models import CampusReview, Guidance
from steps.course.selectors import help_of
from steps.levels import Level
from steps.selectors import pathway_of

BY = "system:guiding"


# --- who guides whom --------------------------------------------------------------------------------------------------


@action
def follow(*, by: Actor, patient: Patient) -> Guidance | None:
    """Let somebody at level 2 be guided, and nobody else: what holds now counts. The guidance that stands then.

    Whoever guided them before a pause, or a time at another level, does so again if they still may; else who looks
    after them, and where neither may, nobody is named yet.
    """
    hold(patient)
    stands, wanted = guidance_of(patient), is_guided(patient)
    if stands and not wanted:
        _end(by, stands)
        return None
    if wanted and not stands:
        able, last = who_may_guide(patient.centre), guided_last(patient)
        clinician = next((one for one in able if one.pk == patient.clinician_id), None)
        named = _begin(by, patient, last if last in able else clinician)
        if named.supporter and named.supporter != clinician:
            queue(user=named.supporter, centre=patient.centre, kind=YOURS, source=str(named.pk))
        return named
    return stands


@action
def guide(*, by: User, patient: Patient, supporter: User) -> Guidance:
    """Name who guides this person, or somebody else; the review that was due stays due."""
    hold(patient)
    stands = guidance_of(patient)
    if stands is None:
        raise ValidationError(_("This person is not at level 2 now, so nobody guides them. Nothing was changed."))
    if supporter not in who_may_guide(patient.centre):
        raise ValidationError(_("Choose somebody who may guide people at this centre."))
    if stands.supporter_id == supporter.pk:
        return stands
    _end(by, stands)
    named = _begin(by, patient, supporter, due=stands.due)
    if supporter != by:
        queue(user=supporter, centre=patient.centre, kind=YOURS, source=str(named.pk))
    return named


@action
def let_go(*, by: Actor, user: User) -> None:
    """Whoever may not guide people at a centre any more guides nobody there: it is named anew."""
    for stands in Guidance.objects.filter(supporter=user, until=None).select_related("patient__centre", "centre"):
        if user not in who_may_guide(stands.centre):
            hold(stands.patient)
            _end(by, stands)
            follow(by=by, patient=stands.patient)


@action
def go_on_with(*, by: Actor, patient: Patient, handed_by: str, at: str) -> None:
    """Somebody else looks after this person since `at`: whoever guides them goes on and is told, unless they did it
    themselves or it is they. Where they may guide nobody here any more, nobody is named yet, which the list shows.
    """
    hold(patient)
    stands = guidance_of(patient)
    if stands is None or stands.supporter is None:
        return
    if stands.supporter not in who_may_guide(patient.centre):
        _end(by, stands)
        _begin(by, patient, None, due=stands.due)
    elif stands.supporter_id != patient.clinician_id and actor(stands.supporter) != handed_by:
        queue(user=stands.supporter, centre=patient.centre, kind=HANDED_OVER, source=f"{stands.pk}:{at}")


def _begin(by: Actor, patient: Patient, supporter: User | None, due: date | None = None) -> Guidance:
    today = today_of(patient.centre)
    made = Guidance.objects.create(
        patient=patient, centre=patient.centre, supporter=supporter, since=today,
        due=due or next_review(patient.centre, today),
    )  # fmt: skip
    named = {"supporter": str(supporter.pk)} if supporter else {}
    record(by=by, verb=Verb.GUIDANCE_BEGAN, subject=made, patient=patient, centre=patient.centre, **named)
    return made


def _end(by: Actor, stands: Guidance) -> None:
    stands.until = today_of(stands.centre)
    stands.save()
    record(by=by, verb=Verb.GUIDANCE_ENDED, subject=stands, patient=stands.patient_id, centre=stands.centre_id)


def follow_all() -> int:
    """Everybody of whom it is not so: who was at level 2 before there was guiding, or goes on after a pause."""
    people = Patient.objects.select_related("centre").filter(pk__in=out_of_step())
    return one_by_one(people, _followed, failed="who guides somebody could not be followed")


def _followed(patient: Patient) -> bool:
    follow(by=BY, patient=patient)
    return True


# --- a review ---------------------------------------------------------------------------------------------------------


@action
def review(*, by: User, guidance: Guidance, words: str, minutes: int) -> CampusReview:
    """What somebody writes after they looked: the person reads it, the minutes are theirs, the next one is due.

    The same words once more, as a button pressed twice sends them, are the same review.
    """
    hold(guidance.patient)
    stands = guidance_of(guidance.patient)
    if stands is None or stands.pk != guidance.pk:
        raise ValidationError(_("Meanwhile nobody, or somebody else, guides this person. Nothing was sent."))
    if not words.strip():
        raise ValidationError({"words": _("Write what the person will read.")})
    latest = stands.reviews.order_by("-made").first()
    if latest and (latest.by_id, latest.words) == (by.pk, words.strip()):
        return latest
    began = clock.now() - timedelta(minutes=minutes)  # they end now: nobody writes down when they began to read
    effort = spend(
        by=by, centre=stands.centre_id, patient=stands.patient_id, what="campus.review", minutes=minutes, began=began
    )
    made = CampusReview.objects.create(
        guidance=stands, patient=stands.patient, centre=stands.centre, by=by, was_due=stands.due,
        words=words.strip(), effort=effort,
    )  # fmt: skip
    stands.due = next_review(stands.centre, today_of(stands.centre))
    stands.save()
    record(by=by, verb=Verb.CAMPUS_REVIEWED, subject=made, patient=stands.patient_id, centre=stands.centre_id)
    emit(CAMPUS_REVIEWED, patient=stands.patient_id, review=made.pk)
    return made


# --- silence, and a plan that is done ---------------------------------------------------------------------------------


def tell_of_silence() -> int:
    """Whoever looks after somebody who has opened nothing for three weeks has a task; whoever guides them is told."""
    return one_by_one(quiet_now(), lambda known: _tell_of_silence(*known), failed="a silence could not be told of")


def _tell_of_silence(guidance: Guidance, since: date) -> bool:
    return _tell(guidance=guidance, kind=QUIET, task=QUIET_TASK, on=since, what=_asked_after)


@action
def plan_done(*, patient: Patient, day: date) -> None:
    """Nothing of the plan is left to do: whoever looks after the person, and whoever guides them, learns of it, and the
    help of level 2 is over if it goes on. It says nothing of how the person is.
    """
    pathway, stands = pathway_of(patient), guidance_of(patient)
    if pathway is None or not is_guided(patient):
        return
    known = help_of(pathway)
    if known and known.goes_on and pathway.level_now is Level.CAMPUS:
        steps.help_ended(by=BY, pathway=pathway, day=day)
    if stands:
        _tell(guidance=stands, kind=DONE, task=DONE_TASK, on=day, what=_spoken_with)


def _asked_after() -> str:
    return _("Has opened nothing for three weeks: ask how they are")


def _spoken_with() -> str:
    return _("Has done what the plan offered: talk about what comes next")


@action
def _tell(*, guidance: Guidance, kind: str, task: str, on: date, what: Callable[[], str]) -> bool:
    """A task and a message, once for each day that it is about, however often they are told."""
    source = f"{task}{guidance.patient_id}:{on}"
    if was_told(guidance.patient, source):
        return False
    owner = _whose(guidance.patient)
    if owner:
        with override(owner.language):
            said = what()
        due = staffed_from(guidance.centre, today_of(guidance.centre) + ANSWERED_IN)
        emit(
            TASK_WANTED, centre=guidance.centre_id, patient=guidance.patient_id, owner=owner.pk, what=said,
            due=due, source=source,
        )  # fmt: skip
    if guidance.supporter:
        queue(user=guidance.supporter, centre=guidance.centre, kind=kind, source=f"{guidance.pk}:{on}")
    record(
        by=BY, verb=Verb.CAMPUS_TOLD, subject=guidance, patient=guidance.patient_id, centre=guidance.centre_id,
        source=source,
    )  # fmt: skip
    return True


def _whose(patient: Patient) -> User | None:
    """Who looks after this person, or the first who may; None where nobody may open the record."""
    able = holders(patient.centre, Permission.SEE_RECORD)
    return next((one for one in able if one.pk == patient.clinician_id), next(iter(able), None))
