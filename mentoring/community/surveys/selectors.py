"""Reads who is to be asked about a group, what waits for somebody's answer, and what they take along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from mentoring.community.exposure.models import GroupWeek
from mentoring.community.exposure.weeks import monday_of
from mentoring.community.groups.duty import GroupTime
from mentoring.community.groups.selectors import times_of
from mentoring.community.models import Group, Member
from mentoring.community.moderation.first_reply import PostAsked, measure_together
from mentoring.community.moderation.selectors import READ_OF_NEW, asked_in
from mentoring.community.offers.selectors import may_come
from mentoring.community.surveys.asking import AFTER, MINUTES, REMINDED_AFTER, TOO_LATE, FeedbackMoment, still_wanted
from mentoring.community.surveys.models import GroupFeedback
from mentoring.community.surveys.numbers import (
    WINDOW,
    FeedbackNumbers,
    FeedbackSeen,
    GroupNumbers,
    NumbersWindow,
    ReportSeen,
    WindowNumbers,
    by_urgency,
    closing,
    endings_of,
    known_then,
    said,
    said_together,
    windows_at,
)
from mentoring.community.threads.models import Post, PostReport
from mentoring.community.threads.selectors import unanswered_posts
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.foundation import clock
from oncocare.people.access import forbidden, not_found
from oncocare.people.days import newest_day_over, newest_today, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from questionnaires.scheduling.selectors import has_room

UNANSWERED = Q(answered=None, skipped=None)


# --- what waits for somebody ------------------------------------------------------------------------------------------


def own_feedback(standing: Standing, pk: Any) -> GroupFeedback:
    """What this very person was asked, answered or not; for anybody else there is none."""
    rows = GroupFeedback.objects.select_related("group", "patient__centre", "centre", "member")
    found = rows.filter(pk=pk, user=standing.user).exclude(asked=None).first()
    if found is None:
        not_found(standing.user, f"group feedback:{pk}")
    if not standing.may(Permission.TAKE_PART, found.centre_id):
        forbidden(standing.user, Permission.TAKE_PART, f"group feedback:{pk}")
    return found


def is_open(feedback: GroupFeedback) -> bool:
    """Whether it can be answered still."""
    ended = feedback.answered or feedback.skipped or feedback.until is None
    return not ended and feedback.until is not None and today_where(feedback) <= feedback.until


def today_where(feedback: GroupFeedback) -> date:
    """The day it is where this person lives; for a caregiver, where their centre is."""
    return today_of(feedback.patient or feedback.centre)


def open_of_user(user: User) -> GroupFeedback | None:
    """What waits for the answer of a caregiver."""
    rows = GroupFeedback.objects.select_related("group", "centre", "patient").filter(
        UNANSWERED, user=user, patient=None
    )
    return next((one for one in rows.exclude(asked=None).order_by("asked") if is_open(one)), None)


def with_feedback(patients: QuerySet[Patient]) -> QuerySet[Any]:
    """Each with `feedback`, the id of what waits for their answer, `feedback_until` and `feedback_moment`; no query
    more.
    """
    rows = GroupFeedback.objects.filter(UNANSWERED, patient=OuterRef("pk"), until__gte=newest_day_over())
    first = rows.exclude(asked=None).order_by("asked", "pk")
    return patients.annotate(
        feedback=Subquery(first.values("pk")[:1]),
        feedback_until=Subquery(first.values("until")[:1]),
        feedback_moment=Subquery(first.values("moment")[:1]),
    )


# --- who is to be asked -----------------------------------------------------------------------------------------------


def four_weeks_in() -> QuerySet[Member]:
    """Who is in an open group since four weeks and was never asked about it; not who was in it long before."""
    now = clock.now()
    asked = GroupFeedback.objects.filter(user=OuterRef("user"), group=OuterRef("group"))
    rows = Member.objects.filter(
        left=None, staff=False, group__closed_at=None, joined__lte=now - AFTER, joined__gt=now - TOO_LATE
    )
    rows = rows.exclude(Exists(asked.filter(moment__in=[FeedbackMoment.WEEKS, FeedbackMoment.LEFT])))
    return rows.select_related("group", "centre", "patient__centre", "user").order_by("joined", "pk")


def waiting_to_be_asked() -> list[GroupFeedback]:
    """What is due and was not asked yet; what waited too long for a week with room is never asked."""
    rows = GroupFeedback.objects.filter(asked=None, answered=None, skipped=None, due__lte=newest_today())
    whole = rows.select_related("user", "patient__centre", "centre", "group").order_by("due", "pk")
    return [one for one in whole if still_wanted(one.due, today_where(one))]


def may_be_asked(feedback: GroupFeedback) -> bool:
    """Whether this person may be asked today: they can sign in and are in care, nothing else of this kind waits for
    them, nobody has yet to answer a flag of theirs, and their week has room. A caregiver has no questions, and so no
    budget.
    """
    if not feedback.user.is_active or _others_wait(feedback):
        return False
    patient = feedback.patient
    if patient is None:
        return True
    if not may_come(patient) or said_no(patient, Purpose.COMMUNITY):
        return False
    return not has_a_flag(patient) and has_room(patient, MINUTES)


def has_a_flag(patient: Patient | None) -> bool:
    """Whether somebody has yet to answer a flag of theirs."""
    return patient is not None and patient.flags.filter(closed_at=None).exists()


def _others_wait(feedback: GroupFeedback) -> bool:
    others = GroupFeedback.objects.filter(UNANSWERED, user=feedback.user, until__gte=today_where(feedback))
    return others.exclude(pk=feedback.pk).exists()


def to_remind() -> list[GroupFeedback]:
    """What was asked three days ago, nobody has told them of, and they have not answered."""
    before = clock.now() - REMINDED_AFTER
    rows = GroupFeedback.objects.filter(UNANSWERED, asked__lte=before, told=None, until__gte=newest_today())
    return list(rows.select_related("user", "patient__centre", "centre").order_by("asked", "pk"))


def last_asked(user: User, group: Any) -> date | None:
    """On which day this person was last asked about this group; None where they never were."""
    rows = GroupFeedback.objects.filter(user=user, group=group, moment=FeedbackMoment.WEEKS)
    return rows.values_list("day", flat=True).first()


# --- weeks in numbers -------------------------------------------------------------------------------------------------


def groups_to_count() -> QuerySet[Group]:
    """The groups in which anybody can have done something: those that are open, or were a while ago."""
    lately = Q(closed_at=None) | Q(closed_at__gt=clock.now() - TOO_LATE)
    return Group.objects.filter(lately).exclude(opened_at=None).select_related("centre").order_by("pk")


def counted_until(group: Group) -> datetime | None:
    """Until when the weeks of a group are counted; None where they never were."""
    latest: datetime | None = GroupWeek.objects.filter(member__group=group).aggregate(latest=Max("counted"))["latest"]
    return latest


# --- groups in numbers ------------------------------------------------------------------------------------------------

HALF_A_YEAR = timedelta(days=182)  # what people said is counted over this: in four weeks they are too few


@dataclass(frozen=True)
class _Read:
    """All that the numbers of some groups are made of, by group, in a fixed number of queries."""

    counts: Mapping[str, Mapping[Any, int]]
    asked: Mapping[Any, Sequence[PostAsked]]
    reports: Mapping[Any, Sequence[ReportSeen]]
    feedback: Mapping[Any, Sequence[FeedbackSeen]]
    times: Mapping[Any, GroupTime]


def groups_in_numbers(centre: Centre) -> list[Group]:
    """The groups that a centre opened and that were open at some time in the last eight weeks, by name."""
    lately = Q(closed_at=None) | Q(closed_at__gt=clock.now() - 2 * WINDOW)
    rows = Group.objects.filter(lately, centre=centre).exclude(opened_at=None)
    return list(rows.select_related("centre").order_by("name"))


def numbers_of(groups: Sequence[Group], centre: Centre) -> tuple[list[GroupNumbers], GroupNumbers]:
    """These groups of one centre in numbers, each and all together; a fixed number of queries, however many there are.
    Why people said no to an offer is in the numbers of all together alone, and is of the people of the centre.
    """
    now = clock.now()
    read = _read(groups, centre, now)
    declined = _feedback(GroupFeedback.objects.filter(centre=centre, group=None), now).get(None, [])
    each = [_of_one(group, read, now) for group in groups]
    return each, _of_all(groups, read, declined, now)


def _read(groups: Sequence[Group], centre: Centre, now: datetime) -> _Read:
    late, early = windows_at(now)
    of_groups = Q(group__in=groups)
    in_both = Q(made__gte=early.begins, made__lt=late.ends)
    posts = Post.objects.filter(of_groups).exclude(state=Post.State.HELD)
    members = Member.objects.filter(of_groups, staff=False)
    monday = monday_of(today_of(centre))
    weeks = GroupWeek.objects.filter(member__group__in=groups, days_active__gt=0).annotate(group=F("member__group"))
    reports = PostReport.objects.filter(of_groups, in_both).exclude(reason__in=READ_OF_NEW)
    fields = ("group", "reason", "made", "promised", "closed_at", "outcome")
    counts = {
        "members": _counted(members.filter(left=None)),
        "unanswered": _counted(unanswered_posts().filter(of_groups)),
    }
    for which, window, last in (("now", late, monday), ("before", early, monday - WINDOW)):
        made = posts.filter(_in("made", window))
        counts |= {
            f"posts_{which}": _counted(made),
            f"writers_{which}": _counted(made.filter(by__staff=False), "by"),
            f"joined_{which}": _counted(members.filter(_in("joined", window))),
            f"left_{which}": _counted(members.filter(_in("left", window))),
            f"there_{which}": _counted(weeks.filter(week__gt=last - WINDOW, week__lte=last), "member"),
        }
    return _Read(
        counts=counts,
        asked=_by_group(asked_in(posts.filter(in_both))),
        reports=_by_group((pk, ReportSeen(*row)) for pk, *row in reports.values_list(*fields)),
        feedback=_feedback(GroupFeedback.objects.filter(of_groups), now),
        times=times_of(groups),
    )


def _in(field: str, window: NumbersWindow) -> Q:
    return Q(**{f"{field}__gte": window.begins, f"{field}__lt": window.ends})


def _counted(rows: QuerySet[Any], of: str = "pk") -> dict[Any, int]:
    """By group, how many rows there are, or how many different ones `of` something they point at."""
    number = Count(of, distinct=of != "pk")
    return dict(rows.order_by().values("group").annotate(number=number).values_list("group", "number"))


def _by_group(rows: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for pk, row in rows:
        found[pk].append(row)
    return found


def _feedback(rows: QuerySet[GroupFeedback], now: datetime) -> dict[Any, list[FeedbackSeen]]:
    asked = rows.filter(asked__gte=now - HALF_A_YEAR)
    today = newest_day_over()
    fields = ("group", "moment", "answered", "skipped", "until", "came_for", "gave", "expected", "why", "words")
    return _by_group(
        (pk, FeedbackSeen(moment, answered is not None, skipped is not None, until < today, *said_))
        for pk, moment, answered, skipped, until, *said_ in asked.values_list(*fields)
    )


def _of_one(group: Group, read: _Read, now: datetime) -> GroupNumbers:
    feedback = read.feedback.get(group.pk, ())
    liked, why_not = said(feedback, of_a_group=True), said(feedback, of_a_group=False)
    return _numbers(group, [group.pk], read, liked, why_not, now)


def _of_all(groups: Sequence[Group], read: _Read, declined: Sequence[FeedbackSeen], now: datetime) -> GroupNumbers:
    pks = [one.pk for one in groups]
    feedback = [read.feedback.get(pk, ()) for pk in pks]
    liked = said_together(feedback, (), of_a_group=True)
    return _numbers(None, pks, read, liked, said_together(feedback, declined, of_a_group=False), now)


def _numbers(
    group: Group | None,
    pks: Sequence[Any],
    read: _Read,
    liked: FeedbackNumbers,
    why_not: FeedbackNumbers,
    now: datetime,
) -> GroupNumbers:
    late, early = windows_at(now)
    return GroupNumbers(
        group=group,
        members=_sum(read, "members", pks),
        unanswered=_sum(read, "unanswered", pks),
        now=_window(pks, read, late, "now"),
        before=_window(pks, read, early, "before"),
        liked=liked,
        why_not=why_not,
    )


def _window(pks: Sequence[Any], read: _Read, window: NumbersWindow, which: str) -> WindowNumbers:
    reports = [one for pk in pks for one in read.reports.get(pk, ())]
    asked = [(known_then(read.asked.get(pk, ()), window), read.times[pk]) for pk in pks]
    return WindowNumbers(
        posts=_sum(read, f"posts_{which}", pks),
        writers=_sum(read, f"writers_{which}", pks),
        there=_sum(read, f"there_{which}", pks),
        joined=_sum(read, f"joined_{which}", pks),
        left=_sum(read, f"left_{which}", pks),
        first_reply=measure_together(asked, window.ends),
        reports=closing(reports, window),
        urgency=by_urgency(reports, window),
        endings=endings_of(reports, window),
    )


def _sum(read: _Read, name: str, pks: Sequence[Any]) -> int:
    return sum(read.counts[name].get(pk, 0) for pk in pks)
