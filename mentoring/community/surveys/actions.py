"""Writes of what people say of groups: that somebody is to be asked, is asked, answers or would rather not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.community.exposure.actions import set_done
from mentoring.community.exposure.weeks import monday_of, weeks_done
from mentoring.community.kinds import FEEDBACK_TASK, GROUP_FEEDBACK
from mentoring.community.models import Group, GroupOffer, Member
from mentoring.community.moderation.selectors import answers_there
from mentoring.community.selectors import who_runs
from mentoring.community.surveys.asking import DECLINED_AFTER, OPEN_FOR, FeedbackMoment, as_they_left
from mentoring.community.surveys.models import GroupFeedback
from mentoring.community.surveys.selectors import (
    counted_until,
    four_weeks_in,
    groups_to_count,
    has_a_flag,
    is_open,
    last_asked,
    may_be_asked,
    to_remind,
    today_where,
    waiting_to_be_asked,
)
from mentoring.community.threads.actions import in_care
from mentoring.community.threads.models import Post, Reaction
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action, hold, one_by_one
from oncocare.notifications.actions import queue
from oncocare.people.days import day_of, moment_of, today_of
from oncocare.people.kinds import TASK_WANTED
from oncocare.people.models import Actor, User
from oncocare.safety.concerns import FlagKind, Severity
from oncocare.safety.flags import actions as safety
from oncocare.safety.flags.selectors import BY_FEEDBACK
from oncocare.safety.models import Flag
from oncocare.safety.words.danger import tier
from oncocare.safety.words.wordlist import DangerRank

BY = "system:community"


# --- who is to be asked -----------------------------------------------------------------------------------------------


@action
def want_of_member(*, by: Actor, member: Member, moment: FeedbackMoment) -> GroupFeedback | None:
    """Somebody in a group, or who was, is to be asked about it; None where they are or were already. Whoever is in care
    has a week of questions, also where they are in the group as a caregiver.
    """
    patient = in_care(member)
    row = GroupFeedback(
        user=member.user, patient=patient, centre=member.centre, group=member.group, member=member,
        moment=moment, due=today_of(patient or member.centre),
    )  # fmt: skip
    return _wanted(by, row)


@action
def want_of_leaver(*, by: Actor, member: Member) -> GroupFeedback | None:
    """Somebody who left a group by their own choice is to be asked why, or what it was like; None where not."""
    if member.left is None or member.staff:
        return None
    whose = member.patient or member.centre
    moment = as_they_left(
        day_of(whose, member.joined), day_of(whose, member.left), last_asked(member.user, member.group_id)
    )
    # What they were to be asked as somebody who is there is out of date.
    GroupFeedback.objects.filter(
        user=member.user, group=member.group_id, moment=FeedbackMoment.WEEKS, asked=None
    ).delete()
    return want_of_member(by=by, member=member, moment=moment) if moment else None


@action
def want_of_offer(*, by: Actor, offer: GroupOffer) -> GroupFeedback | None:
    """Somebody who said no to an offer is to be asked why, once in their life here."""
    patient = offer.patient
    if patient.user is None:
        return None
    row = GroupFeedback(
        user=patient.user, patient=patient, centre=offer.centre, offer=offer, moment=FeedbackMoment.DECLINED,
        due=today_of(patient) + DECLINED_AFTER,
    )  # fmt: skip
    return _wanted(by, row)


def _wanted(by: Actor, row: GroupFeedback) -> GroupFeedback | None:
    new = insert_new([row])
    for one in new:
        record(
            by=by, verb=Verb.GROUP_FEEDBACK_WANTED, subject=one, patient=one.patient_id or "", centre=one.centre_id,
            moment=one.moment,
        )  # fmt: skip
    return next(iter(new), None)


# --- asking -----------------------------------------------------------------------------------------------------------


def look_after_feedback() -> int:
    """Whoever is in a group for four weeks is to be asked; who is to be asked is, once their week has room; and who has
    not answered for three days is told of it, once, and not while a flag of theirs is open.
    """
    wanted = one_by_one(four_weeks_in(), _want_after_weeks, failed="somebody could not be put down to be asked")
    asked = one_by_one(waiting_to_be_asked(), _asked, failed="somebody could not be asked about a group")
    return wanted + asked + one_by_one(to_remind(), _reminded, failed="somebody could not be told of a question")


def _want_after_weeks(member: Member) -> bool:
    return want_of_member(by=BY, member=member, moment=FeedbackMoment.WEEKS) is not None


def _asked(feedback: GroupFeedback) -> bool:
    return ask(by=BY, feedback=feedback) is not None


@action
def ask(*, by: Actor, feedback: GroupFeedback) -> GroupFeedback | None:
    """Ask now what waits for a week with room; None where it has to wait on, or was asked already."""
    hold(feedback.patient or feedback.user)  # two could find room in the same week at the same moment
    feedback = _locked(feedback)
    if feedback.asked or not may_be_asked(feedback):
        return None
    today = today_where(feedback)
    feedback.asked, feedback.day, feedback.until = clock.now(), today, today + OPEN_FOR
    feedback.save(update_fields=["asked", "day", "until"])
    _record(by, Verb.GROUP_FEEDBACK_ASKED, feedback)
    return feedback


@action
def _reminded(feedback: GroupFeedback) -> bool:
    feedback = _locked(feedback)
    if feedback.told or not is_open(feedback) or has_a_flag(feedback.patient):
        return False
    feedback.told = clock.now()
    feedback.save(update_fields=["told"])
    audience = "patient" if feedback.patient_id else "caregiver"
    queue(user=feedback.user, centre=feedback.centre, kind=f"{GROUP_FEEDBACK}.{audience}", source=str(feedback.pk))
    return True


# --- what they say ----------------------------------------------------------------------------------------------------


@action
def answer(*, by: User, feedback: GroupFeedback, said: Mapping[str, Any]) -> Flag | None:
    """What somebody says, once. Words that say that somebody wants to die raise a flag, which is returned; those of a
    caregiver, for whom there is none, are a task of today.
    """
    feedback = _open(feedback)
    for name in ("came_for", "gave", "why"):
        setattr(feedback, name, list(said.get(name, ())))
    feedback.expected, feedback.words = said.get("expected", ""), said.get("words", "").strip()
    feedback.answered = clock.now()
    feedback.save()
    _record(by, Verb.GROUP_FEEDBACK_GIVEN, feedback)
    if not says_danger(feedback.words):
        return None
    if feedback.patient is None:
        _want_a_call(feedback)
        return None
    return safety.raise_flag(
        by=by, patient=feedback.patient, kind=FlagKind.SUICIDAL_IDEATION, severity=Severity.HIGH,
        source=f"{BY_FEEDBACK}{feedback.pk}", join=True,
    )  # fmt: skip


@action
def skip(*, by: User, feedback: GroupFeedback) -> GroupFeedback:
    """They would rather not say; it is not asked again."""
    feedback = _open(feedback)
    feedback.skipped = clock.now()
    feedback.save(update_fields=["skipped"])
    _record(by, Verb.GROUP_FEEDBACK_SKIPPED, feedback)
    return feedback


def says_danger(words: str) -> bool:
    """Whether words say that somebody wants to die."""
    return tier(words) is DangerRank.INTENT


def _want_a_call(feedback: GroupFeedback) -> None:
    owner = (answers_there(feedback.member) if feedback.member else None) or who_runs(feedback.centre)
    if owner is None:
        return
    with override(owner.language):
        what = _("%(name)s, a caregiver, wrote about a group that they may want to die: call them today")
        what %= {"name": feedback.user.name}
    emit(
        TASK_WANTED, centre=feedback.centre_id, patient="", owner=owner.pk, what=what, due=today_of(feedback.centre),
        source=f"{FEEDBACK_TASK}{feedback.pk}",
    )  # fmt: skip


def _open(feedback: GroupFeedback) -> GroupFeedback:
    feedback = _locked(feedback)
    if feedback.answered or feedback.skipped:
        raise ValidationError(_("You have answered this already. Nothing was changed now."))
    if not is_open(feedback):
        raise ValidationError(_("The time for these questions is over. Nothing was kept, and nothing is missing."))
    return feedback


def _locked(feedback: GroupFeedback) -> GroupFeedback:
    rows = GroupFeedback.objects.select_for_update(of=("self",))
    return rows.select_related("user", "patient__centre", "centre", "group", "member").get(pk=feedback.pk)


def _record(by: Actor, verb: Verb, feedback: GroupFeedback) -> None:
    record(by=by, verb=verb, subject=feedback, patient=feedback.patient_id or "", centre=feedback.centre_id)


# --- weeks in numbers -------------------------------------------------------------------------------------------------


def count_weeks() -> int:
    """What members posted and said of posts, by week, in every group: from the week before the one that was counted
    last, so that nights without it are made up for.
    """
    return one_by_one(groups_to_count(), _counted, failed="the weeks of a group could not be counted")


def _counted(group: Group) -> bool:
    monday = monday_of(day_of(group.centre, counted_until(group) or group.made)) - timedelta(days=7)
    begin = moment_of(group.centre, monday, time.min)
    posts = Post.objects.filter(group=group, by__staff=False, made__gte=begin).exclude(state=Post.State.HELD)
    reactions = Reaction.objects.filter(post__group=group, by__staff=False, made__gte=begin)
    done = weeks_done(_by_day(group, posts), _by_day(group, reactions))
    return set_done(by=BY, group=group, since=monday, done=done, counted=clock.now()) > 0


def _by_day(group: Group, rows: QuerySet[Any]) -> list[tuple[Any, date, int]]:
    """How many each member made, by day where the centre of the group is."""
    made = Counter((member, day_of(group.centre, at)) for member, at in rows.values_list("by", "made"))
    return [(member, day, number) for (member, day), number in made.items()]
