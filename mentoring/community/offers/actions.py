"""Writes of offers: that somebody is offered a group, what they say, and who asks after an offer nobody answered."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.community.kinds import GROUP_OFFER_ANSWERED, GROUP_OFFERED
from mentoring.community.models import Group, GroupOffer
from mentoring.community.offers.selectors import (
    has_place,
    may_be_offered,
    may_come,
    open_offer,
    to_ask_again,
    unanswered,
    waiting_at_level_3,
    was_offered_here,
)
from mentoring.community.selectors import groups_at
from mentoring.conversations.actions import write_to_team
from mentoring.conversations.models import ContactRequest
from mentoring.conversations.selectors import offer_of
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold, one_by_one
from oncocare.people.days import today_of
from oncocare.people.kinds import TASK_WANTED
from oncocare.people.models import Actor, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders
from oncocare.safety.concerns import FlagKind, Severity
from oncocare.safety.flags import actions as safety
from oncocare.safety.models import Flag
from oncocare.safety.rota.duty import answers_for
from oncocare.safety.rota.selectors import rota_of
from oncocare.safety.words.danger import tier
from oncocare.safety.words.wordlist import DangerRank
from steps.campus.guiding.selectors import staffed_from

BY = "system:community"
AGAIN_IN = timedelta(weeks=4)
TASK_IN = timedelta(days=2)  # within which whoever has the task asks after an offer
OFFER_TASK = "group_offer:"  # how the source begins of a task about an offer; then the offer
TALK_TASK = "group_talk:"  # the same where they would rather talk to someone
Answer, Why = GroupOffer.Answer, GroupOffer.Why


# --- that somebody is offered a group ---------------------------------------------------------------------------------


@action
def offer_for_level(*, by: Actor, patient: Patient) -> GroupOffer | None:
    """Offer the groups that fit to somebody who entered level 3, once for each time; None where that is not due now."""
    hold(patient)
    if not may_be_offered(patient) or was_offered_here(patient) or not has_place(patient):
        return None
    return _offer(by, patient, Why.LEVEL)


@action
def offer_by_hand(*, by: User, patient: Patient, group: Group) -> GroupOffer:
    """Somebody of the team offers one group, at any level; it takes the place of what waits for an answer. The same
    group once more, as a button pressed twice sends it, is the same offer.
    """
    hold(patient)
    if patient.user_id is None:
        raise ValidationError(_("This person has no account, so they would never read it. Nothing was offered."))
    if (
        not may_come(patient)
        or not groups_at(patient.centre).filter(pk=group.pk, audience=Group.Audience.PATIENTS).exists()
    ):
        raise ValidationError(_("This group is not open to this person now. Nothing was offered."))
    if group.members.filter(patient=patient, left=None).exists():
        raise ValidationError(_("This person is in the group already. Nothing was offered."))
    if waits := open_offer(patient):
        if waits.group_id == group.pk:
            return waits
        _answer(by, waits, Answer.GONE)
    return _offer(by, patient, Why.STAFF, group)


def _offer(by: Actor, patient: Patient, why: str, group: Group | None = None) -> GroupOffer:
    offer = GroupOffer.objects.create(
        patient=patient, centre=patient.centre, group=group, why=why, by=by if isinstance(by, User) else None
    )
    record(by=by, verb=Verb.GROUP_OFFERED, subject=offer, patient=patient, centre=patient.centre, why=why)
    emit(GROUP_OFFERED, offer=offer.pk, patient=patient.pk)
    return offer


def offer_what_is_due() -> int:
    """Everybody at level 3 who was not offered a group yet: none fitted, or somebody was to call them first."""
    return one_by_one(waiting_at_level_3(), _offered, failed="a group could not be offered")


def _offered(patient: Patient) -> bool:
    return offer_for_level(by=BY, patient=patient) is not None


def ask_again() -> int:
    """Offer once more to whoever said "not now" four weeks ago, while it still fits."""
    return one_by_one(to_ask_again(), _asked_again, failed="a group could not be offered again")


@action
def _asked_again(said: GroupOffer) -> bool:
    patient = said.patient
    hold(patient)
    if not may_be_offered(patient) or not has_place(patient):
        return False
    _offer(BY, patient, Why.AGAIN)
    return True


# --- what they say ----------------------------------------------------------------------------------------------------


@action
def say_not_now(*, by: User, offer: GroupOffer, words: str = "") -> Flag | None:
    """Not now, with a reason if they like: it is asked again in four weeks. Words that say that somebody wants to die
    raise a flag, which is returned.
    """
    offer = _waiting(offer)
    offer.again_on, offer.words = today_of(offer.patient) + AGAIN_IN, words.strip()
    _answer(by, offer, Answer.NOT_NOW)
    return _raise(by, offer)


@action
def say_rather_talk(*, by: User, offer: GroupOffer, words: str = "") -> Flag | None:
    """They would rather talk to someone: a private session is asked for where the centre takes messages, else whoever
    looks after them has a task. A flag that the words raised is returned.
    """
    offer = _waiting(offer)
    offer.words = words.strip()
    _answer(by, offer, Answer.TALK)
    if offer_of(offer.centre):
        said = offer.words or _("I was offered a group, and I would rather talk to someone.")
        kind = ContactRequest.Kind.PRIVATE
        return write_to_team(by=by, patient=offer.patient, kind=kind, words=said, key=offer.pk).flag
    _want_task(offer, f"{TALK_TASK}{offer.pk}")
    return _raise(by, offer)


def _raise(by: User, offer: GroupOffer) -> Flag | None:
    if tier(offer.words) is not DangerRank.INTENT:
        return None
    return safety.raise_flag(
        by=by, patient=offer.patient, kind=FlagKind.SUICIDAL_IDEATION, severity=Severity.HIGH,
        source=f"{OFFER_TASK}{offer.pk}", join=True,
    )  # fmt: skip


@action
def say_yes(*, by: Actor, patient: Patient) -> GroupOffer | None:
    """Whoever came into a group has said yes to what waited for an answer."""
    hold(patient)
    waits = open_offer(patient)
    return _answer(by, waits, Answer.YES) if waits else None


@action
def take_back(*, by: Actor, patient: Patient, but_by_hand: bool = False) -> GroupOffer | None:
    """What waits for an answer fits no longer; an offer by hand stays where `but_by_hand`."""
    hold(patient)
    waits = open_offer(patient)
    if waits is None or (but_by_hand and waits.why == Why.STAFF):
        return None
    return _answer(by, waits, Answer.GONE)


def _waiting(offer: GroupOffer) -> GroupOffer:
    rows = GroupOffer.objects.select_for_update(of=("self",)).select_related("patient__centre", "centre")
    offer = rows.get(pk=offer.pk)
    if offer.answer:
        raise ValidationError(_("You have answered this already. Nothing was changed now."))
    return offer


def _answer(by: Actor, offer: GroupOffer, answer: str) -> GroupOffer:
    offer.answer, offer.answered = answer, clock.now()
    offer.save()
    record(
        by=by, verb=Verb.GROUP_OFFER_ANSWERED, subject=offer, patient=offer.patient_id, centre=offer.centre_id,
        answer=answer,
    )  # fmt: skip
    emit(GROUP_OFFER_ANSWERED, offer=offer.pk, patient=offer.patient_id, answer=answer)
    return offer


# --- an offer that nobody answered ------------------------------------------------------------------------------------


def tell_of_unanswered() -> int:
    """Whoever looks after somebody who has not answered an offer for a week has a task, once."""
    return one_by_one(unanswered(), _told, failed="an offer that nobody answered could not be told of")


@action
def _told(offer: GroupOffer) -> bool:
    if not _want_task(offer, f"{OFFER_TASK}{offer.pk}"):
        return False
    record(by=BY, verb=Verb.GROUP_OFFER_TOLD, subject=offer, patient=offer.patient_id, centre=offer.centre_id)
    return True


def _want_task(offer: GroupOffer, source: str) -> bool:
    owner = _whose(offer.patient)
    if owner is None:
        return False
    with override(owner.language):
        what = (
            _("Would rather talk to someone than come to a group: call them")
            if offer.answer == Answer.TALK
            else _("Was offered a group a week ago and has not answered: ask whether it is for them")
        )
    due = staffed_from(offer.centre, today_of(offer.centre) + TASK_IN)
    emit(
        TASK_WANTED, centre=offer.centre_id, patient=offer.patient_id, owner=owner.pk, what=what, due=due, source=source
    )
    return True


def _whose(patient: Patient) -> User | None:
    """Who looks after this person or stands in, or is on duty; else the first who may open the record."""
    able = holders(patient.centre, Permission.SEE_RECORD)
    there = answers_for(rota_of(patient.centre), patient.clinician_id, clock.now())
    wanted = [there, patient.clinician_id]
    return next((one for pk in wanted for one in able if one.pk == pk), next(iter(able), None))
