"""Writes of conversations: what patient and team write, who has read it, whose an answer is, and what a centre says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.conversations.kinds import (
    CONTACT_REQUEST_ANSWERED,
    CONTACT_REQUEST_GIVEN,
    CONTACT_REQUEST_MADE,
    PRIVATE_ASKED,
    TEAM_WROTE,
)
from mentoring.conversations.models import AnswerPromise, ContactRequest, ReplyTemplate, TeamMessage, TeamMessageRead
from mentoring.conversations.selectors import offer_of, open_requests
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock, ids
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action, hold, one_by_one
from oncocare.people.models import Actor, Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders
from oncocare.safety.concerns import FlagKind, Severity
from oncocare.safety.flags import actions as safety
from oncocare.safety.flags.selectors import BY_MESSAGE
from oncocare.safety.models import Flag
from oncocare.safety.rota.duty import answers_for, is_away
from oncocare.safety.rota.selectors import rota_of
from oncocare.safety.words.danger import tier
from oncocare.safety.words.wordlist import DangerRank

BY = "system:conversations"


# --- what a patient writes --------------------------------------------------------------------------------------------


class Sent(NamedTuple):
    """A message that was sent, what it asks, and the flag that its words raised or joined, if they did."""

    message: TeamMessage
    request: ContactRequest
    flag: Flag | None


@action
def write_to_team(*, by: User, patient: Patient, kind: str, words: str, key: UUID | None = None) -> Sent:
    """A patient writes to the team, asks for a call or for a private session. It is of whoever looks after them or
    stands in, or else of whoever is on duty, and has the deadline that the page said. While something is open it is one
    message more for that, with the deadline that this has. `key` is made by the page: sent twice it is one message.

    Words that say that somebody wants to die raise a flag at once; it is sent all the same.
    """
    hold(patient)  # a button may be pressed twice
    if key and (before := patient.team_messages.filter(pk=key, from_team=False).first()):
        return Sent(before, patient.contact_requests.get(written=before), _flag_of(before))
    kind = ContactRequest.Kind(kind)
    if kind != ContactRequest.Kind.CALL and not words.strip():
        raise ValidationError({"words": _("Write what you want to say, or ask for a call.")})
    request = _request(by, patient, kind)
    found = tier(words)
    message = TeamMessage.objects.create(
        id=key or ids.new(), patient=patient, centre=patient.centre, by=by, from_team=False, request=request, kind=kind,
        words=words.strip(), found=found or "",
    )  # fmt: skip
    record(by=by, verb=Verb.TEAM_MESSAGE_SENT, subject=message, patient=patient, centre=patient.centre, kind=kind)
    return Sent(message, request, _raise(by, message) if found is DangerRank.INTENT else None)


def _request(by: User, patient: Patient, kind: ContactRequest.Kind) -> ContactRequest:
    """What this message belongs to: what is open, which may ask for more from now on, or a request of its own."""
    if waiting := patient.contact_requests.select_for_update().filter(answered_at=None).first():
        if kind.rank > ContactRequest.Kind(waiting.kind).rank:
            waiting.kind = kind
            waiting.save()
        if kind == ContactRequest.Kind.PRIVATE:
            emit(PRIVATE_ASKED, request=waiting.pk)
        return waiting
    offered = offer_of(patient.centre)
    if offered is None:
        raise ValidationError(_("Your centre does not take this here. Please call it."))
    made = ContactRequest.objects.create(
        patient=patient, centre=patient.centre, kind=kind, promised=offered.by, owner_id=offered.owner(patient)
    )
    record(by=by, verb=Verb.CONTACT_REQUEST_MADE, subject=made, patient=patient, centre=patient.centre, kind=kind)
    emit(CONTACT_REQUEST_MADE, request=made.pk)
    if kind == ContactRequest.Kind.PRIVATE:
        emit(PRIVATE_ASKED, request=made.pk)
    return made


def _raise(by: User, message: TeamMessage) -> Flag:
    """It joins a flag about suicidal thoughts that is open; a message is new words, so a closed one is not enough."""
    return safety.raise_flag(
        by=by, patient=message.patient, kind=FlagKind.SUICIDAL_IDEATION, severity=Severity.HIGH,
        source=f"{BY_MESSAGE}{message.pk}", join=True,
    )  # fmt: skip


@action
def raise_by_hand(*, by: User, message: TeamMessage) -> Flag:
    """Somebody of the team read a patient's message and worries: the flag that danger words would have raised.

    ValueError for a message of the team.
    """
    if message.from_team:
        raise ValueError("Only a patient's own words raise a flag.")
    return _raise(by, message)


def _flag_of(message: TeamMessage) -> Flag | None:
    return message.patient.flags.filter(occasions__source=f"{BY_MESSAGE}{message.pk}").first()


# --- what the team writes ---------------------------------------------------------------------------------------------


@action
def write_to_patient(
    *, by: User, patient: Patient, words: str, key: UUID | None = None, seen: str | None = None
) -> TeamMessage:
    """Somebody of the team writes: what is open is answered by it. `key` is made by the page: sent twice it is one.

    `seen`: the newest message of the patient that the page showed. Where they have written since, nothing is sent: it
    would close what nobody has read.
    """
    hold(patient)
    if key and (before := patient.team_messages.filter(pk=key, from_team=True).first()):
        return before
    if patient.user_id is None:
        raise ValidationError(_("This person has no account, so they would never read it. Nothing was sent."))
    if not words.strip():
        raise ValidationError({"words": _("Write what the person will read.")})
    request = patient.contact_requests.select_for_update().filter(answered_at=None).first()
    if request:
        _check_seen(request, seen)
    message = TeamMessage.objects.create(
        id=key or ids.new(),
        patient=patient,
        centre=patient.centre,
        by=by,
        from_team=True,
        request=request,
        words=words.strip(),
    )
    record(by=by, verb=Verb.TEAM_MESSAGE_SENT, subject=message, patient=patient, centre=patient.centre)
    if request:
        _answered(by, request)
        emit(CONTACT_REQUEST_ANSWERED, request=request.pk)
    else:
        emit(TEAM_WROTE, message=message.pk)
    return message


@action
def close_without_words(*, by: User, request: ContactRequest, seen: str | None = None) -> ContactRequest:
    """It needs no answer, such as a thank you; somebody of the team has read it, to the newest message: `seen`."""
    hold(request.patient)  # in the same order as who writes
    request = ContactRequest.objects.select_for_update().get(pk=request.pk)
    if request.answered_at:
        raise ValidationError(_("Somebody has answered this already. Nothing was changed."))
    _check_seen(request, seen)
    request.without_words = True
    _answered(by, request)
    return request


def _check_seen(request: ContactRequest, seen: str | None) -> None:
    newest = request.written.filter(from_team=False).order_by("-made", "-pk").first()
    if seen is not None and newest and str(newest.pk) != seen:
        raise ValidationError(
            _("The person has written again meanwhile, and it stands here now. Nothing was sent: read it first.")
        )


def _answered(by: User, request: ContactRequest) -> None:
    request.answered_at, request.answered_by = clock.now(), by
    request.save()
    record(
        by=by, verb=Verb.CONTACT_REQUEST_ANSWERED, subject=request, patient=request.patient_id,
        centre=request.centre_id, without_words=request.without_words,
    )  # fmt: skip


@action
def mark_read(*, by: User, messages: Iterable[Any]) -> None:
    """Somebody reads these messages, of which each keeps the first time."""
    insert_new([TeamMessageRead(message_id=message.pk, by=by) for message in messages])


# --- whose an answer is -----------------------------------------------------------------------------------------------


@action
def give_request(*, by: Actor, request: ContactRequest, to: User) -> ContactRequest:
    """Somebody else is to answer it from now on, and is told; what was promised stays."""
    if to not in holders(request.centre, Permission.ANSWER_FLAG):
        raise ValidationError(_("Choose somebody who may answer at this centre."))
    request = ContactRequest.objects.select_for_update().select_related("centre").get(pk=request.pk)
    if request.answered_at:
        raise ValidationError(_("Somebody has answered this already. Nothing was changed."))
    if request.owner_id != to.pk:
        _give(by, request, to.pk)
    return request


@action
def give_requests(*, by: Actor, patients: Iterable[Patient], to: User) -> int:
    """What these people asked and nobody has answered goes to somebody else with them; how many were not theirs."""
    waiting = ContactRequest.objects.filter(patient__in=patients, answered_at=None).exclude(owner=to)
    given = list(waiting.select_for_update(of=("self",)).select_related("centre"))
    for request in given:
        _give(by, request, to.pk)
    return len(given)


def _give(by: Actor, request: ContactRequest, to: Any) -> None:
    request.owner_id = to
    request.save()
    record(
        by=by, verb=Verb.CONTACT_REQUEST_HANDED_OVER, subject=request, patient=request.patient_id,
        centre=request.centre, to=str(to),
    )  # fmt: skip
    emit(CONTACT_REQUEST_GIVEN, request=request.pk, to=to, at=clock.now().isoformat())


def pass_on_of_the_absent() -> int:
    """What waits with somebody who is absent today, left, or is nobody's goes to who stands in, or is on duty; the
    number. What nobody may answer stays where it is, and the desk shows it to all.
    """
    centres = Centre.objects.filter(pk__in=ContactRequest.objects.filter(answered_at=None).values("centre"))
    return sum(pass_on_at(centre) for centre in centres.order_by("pk"))


def pass_on_at(centre: Centre) -> int:
    """The same at one centre."""
    rota, now = rota_of(centre), clock.now()
    left = [one for one in open_requests(centre) if one.owner_id is None or is_away(rota, one.owner_id, now)]
    return one_by_one(left, _pass_on, failed="a request of a patient could not be passed on")


@action
def _pass_on(request: ContactRequest) -> bool:
    request = ContactRequest.objects.select_for_update(of=("self",)).select_related("centre", "patient").get(
        pk=request.pk
    )  # fmt: skip
    rota, responsible = rota_of(request.centre), request.patient.clinician_id
    to = answers_for(rota, responsible or request.owner_id, clock.now())
    if request.answered_at or to is None or to == request.owner_id:
        return False
    _give(BY, request, to)
    return True


# --- what a centre says -----------------------------------------------------------------------------------------------


@action
def set_answer_promise(*, by: Actor, centre: Centre, days: int) -> AnswerPromise:
    """By the end of which staffed day after the day of asking the centre answers."""
    promise, _new = AnswerPromise.objects.update_or_create(centre=centre, defaults={"days": days})
    record(by=by, verb=Verb.ANSWER_PROMISE_SET, subject=promise, centre=centre, days=days)
    return promise


@action
def keep_template(
    *, by: Actor, centre: Centre, language: str, name: str, words: str, template: ReplyTemplate | None = None
) -> ReplyTemplate:
    """Words that the centre keeps ready, new or changed; refused under a name that another one has in this language."""
    same = ReplyTemplate.objects.filter(centre=centre, language=language, name=name).first()
    if same and same != template:
        raise ValidationError({"name": _("There is one with this name in this language. Choose another name.")})
    kept = template or ReplyTemplate(centre=centre)
    kept.language, kept.name, kept.words = language, name, words
    kept.save()
    record(by=by, verb=Verb.REPLY_TEMPLATE_KEPT, subject=kept, centre=centre, language=language)
    return kept


@action
def remove_template(*, by: Actor, template: ReplyTemplate) -> None:
    """The centre does not keep these words ready any more; what was sent with them stays as it was sent."""
    record(by=by, verb=Verb.REPLY_TEMPLATE_REMOVED, subject=template, centre=template.centre_id)
    template.delete()
