"""Writes about those who help others: their yes to being seen so, a moderator's nomination, and what they answer."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.community.actions import tell
from mentoring.community.kinds import GROUP_ASKED_TO_HELP, LEADER_AGREED
from mentoring.community.leaders.models import LeaderChoice, LeaderNomination
from mentoring.community.leaders.selectors import (
    asked_again_from,
    helper_of,
    is_on,
    may_be_asked,
    nomination_they_see,
    seen_in,
)
from mentoring.community.models import Member
from mentoring.community.threads.fitting import check_length
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.people.models import Actor, User
from oncocare.web.templatetags.web import day

BY = "system:community"
Answer = LeaderNomination.Answer


@action
def choose_to_be_seen(*, by: User, member: Member, agreed: bool) -> Member:
    """A member says whether moderators may see how they help others. A no ends what a moderator asked them, and what
    they said yes to. Said again it is said once.
    """
    member = _held(member)
    if member.left:
        raise ValidationError(_("You are not in this group any more. Nothing was changed."))
    if agreed and not (may_be_asked(member) and is_on(member.group)):
        raise ValidationError(_("Your centre does not use this in the group. Nothing was changed."))
    before = LeaderChoice.objects.filter(member=member).last()
    if before and before.agreed == agreed:
        return member
    LeaderChoice.objects.create(member=member, agreed=agreed)
    member.seen_as_leader = agreed
    member.save(update_fields=["seen_as_leader"])
    record(
        by=by, verb=Verb.LEADER_SEEN_CHOSEN, subject=member, patient=member.patient_id or "", centre=member.centre_id,
        agreed=agreed,
    )  # fmt: skip
    if not agreed:
        _end_those_of(by, member)
    return member


@action
def nominate_leader(*, by: User, member: Member, words: str) -> LeaderNomination:
    """A moderator asks somebody who agreed to be seen so whether they want to help as a mentor, with words why, which
    they read. Pressed twice it is once. Who said no is not asked for six months.
    """
    member = _held(member)
    there = seen_in(member.group, member.pk)
    if there is None:
        raise ValidationError(_("This person does not want to be seen so, or cannot be asked now. Nothing was sent."))
    before = nomination_they_see(member)
    if before and before.answer != Answer.NO:
        return before
    if again := asked_again_from(before):
        said = _("This person would rather not. They are not asked again before %(day)s. Nothing was sent.")
        raise ValidationError(said % {"day": day(again)})
    if not words.strip():
        raise ValidationError({"words": _("Write why you ask this person. They read it.")})
    check_length(words)
    counts = helper_of(there).counts
    made = LeaderNomination.objects.create(member=member, by=by, words=words.strip(), **asdict(counts))
    record(
        by=by, verb=Verb.LEADER_NOMINATED, subject=made, patient=member.patient_id or "", centre=member.centre_id,
        group=str(member.group_id),
    )  # fmt: skip
    tell(member=member, name=GROUP_ASKED_TO_HELP, source=str(made.pk))
    return made


@action
def answer_nomination(*, by: User, member: Member, nomination: UUID | None, answer: str) -> LeaderNomination:
    """The person says yes or no to what a moderator asked; nothing else follows from it. Said twice it is once."""
    answer = Answer(answer)
    member = _held(member)
    rows = LeaderNomination.objects.select_for_update(of=("self",)).filter(member=member, withdrawn=None)
    found = rows.filter(pk=nomination).first() if nomination else None
    if found is None or not member.seen_as_leader or member.left or not is_on(member.group):
        raise ValidationError(_("This question was taken back meanwhile. There is nothing that you need to do."))
    if found.answer == answer:
        return found
    if found.answer:
        raise ValidationError(_("You have answered this already. Nothing was changed."))
    found.answer, found.answered = answer, clock.now()
    found.save(update_fields=["answer", "answered"])
    record(
        by=by, verb=Verb.LEADER_ANSWERED, subject=found, patient=member.patient_id or "", centre=member.centre_id,
        answer=answer,
    )  # fmt: skip
    if answer == Answer.YES:
        emit(LEADER_AGREED, nomination=found.pk, member=member.pk, group=member.group_id)
    return found


@action
def withdraw_nomination(*, by: User, member: Member) -> int:
    """A moderator takes back what the person has not answered yet; how many that were."""
    member = _held(member)
    return _end(by, member, answer="")


@action
def end_of_leader(*, by: Actor, member: Member) -> int:
    """Somebody is in the group no more: what they were asked there, or said yes to, holds no more."""
    return _end_those_of(by, _held(member))


def _end_those_of(by: Actor, member: Member) -> int:
    return _end(by, member, answer__in=["", Answer.YES])


def _end(by: Actor, member: Member, **which: object) -> int:
    rows = LeaderNomination.objects.select_for_update(of=("self",)).filter(member=member, withdrawn=None, **which)
    found = list(rows.order_by("made", "pk"))
    for nomination in found:
        nomination.withdrawn = clock.now()
        nomination.save(update_fields=["withdrawn"])
        record(
            by=by, verb=Verb.LEADER_WITHDRAWN, subject=nomination, patient=member.patient_id or "",
            centre=member.centre_id,
        )  # fmt: skip
    return len(found)


def _held(member: Member) -> Member:
    """Them as they are in the group now; nobody else changes it until this act ends."""
    rows = Member.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("group__centre", "centre", "user", "patient").get(pk=member.pk)
