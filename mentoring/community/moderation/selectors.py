"""Reads what moderators have to look at, who of them has it next, and how a group is answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from mentoring.community.groups.duty import TASK_AFTER, GroupTime
from mentoring.community.groups.selectors import answering, people_in, time_of
from mentoring.community.models import Group, Member, Moderator
from mentoring.community.moderation.first_reply import FirstReply, PostAsked, measure
from mentoring.community.moderation.passing import due_by
from mentoring.community.selectors import READ_AFTER_CLOSING, as_moderator, groups_at, is_paused
from mentoring.community.threads.again import standing_decisions
from mentoring.community.threads.models import ModeratorWord, Post, PostReport
from mentoring.community.threads.selectors import unanswered_posts
from mentoring.conversations.answer_times import FEWEST, HALF, HOUR, Reached
from oncocare.foundation import clock
from oncocare.foundation.lasting import Lasted, product_limit, reached
from oncocare.people.access import not_found
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, holders
from oncocare.safety.flags.selectors import BY_POST
from oncocare.safety.models import Occasion
from oncocare.safety.rota.duty import answers_for, is_away
from oncocare.safety.rota.selectors import rota_of
from oncocare.safety.words.wordlist import DangerRank

Reason = PostReport.Reason
# What is about somebody in danger: hiding a post or letting it stand answers none of these, a person does.
DANGERS = frozenset({Reason.WORRY, Reason.DANGER})
# What a moderator tells the writer of a post in words alone.
IN_WORDS = frozenset(
    {ModeratorWord.Kind.WARNED, ModeratorWord.Kind.CONCERN, ModeratorWord.Kind.KEPT, ModeratorWord.Kind.BACK}
)
# What is read of everybody who is new, and nobody reported: no danger, and in no count of reports.
READ_OF_NEW = frozenset({Reason.FIRST})


# --- access -----------------------------------------------------------------------------------------------------------


def with_who_hid(posts: QuerySet[Post]) -> QuerySet[Any]:
    """Each with `hidden_by`, what whoever changed its state last is called in the group: a mentor has another name
    there than their own, also to moderators, and to those of another centre; `for_review`, whether a mentor has hidden
    it and no moderator has decided about it; and `in_care`, whether a flag can be raised for its writer, who may be
    there as a caregiver.
    """
    names = Member.objects.filter(group=OuterRef("group"), user=OuterRef("state_by")).order_by("-joined")
    cared_for = Patient.objects.filter(user=OuterRef("by__user"), centre=OuterRef("by__centre"), died_on=None)
    in_care = Q(by__patient__isnull=False) | Q(Exists(cared_for), by__staff=False)
    moderators = Member.objects.filter(group=OuterRef("group"), user=OuterRef("state_by"), staff=True)
    by_a_mentor = Q(state=Post.State.HIDDEN, state_by__isnull=False) & ~Q(Exists(moderators))
    return posts.annotate(hidden_by=Subquery(names.values("name")[:1]), for_review=by_a_mentor, in_care=in_care)


def waits_for_review(post: Post) -> bool:
    """Whether a mentor has hidden it and no moderator has decided about it."""
    return with_who_hid(Post.objects.filter(pk=post.pk)).filter(for_review=True).exists()


def held_for_danger(report: PostReport) -> bool:
    """Whether its post waits to be read because somebody may be in danger, and not for an address alone."""
    return report.post.state == Post.State.HELD and report.reason != Reason.LINK


def of_others(user: User) -> QuerySet[Post]:
    """The posts about which this person may decide, and read who said what of them: never their own."""
    return Post.objects.exclude(by__user=user)


def post_to_moderate(standing: Standing, pk: Any) -> Post:
    """A post of a group for which this person answers, whatever its state; for anybody else there is none."""
    whole = with_who_hid(Post.objects.all())
    rows = whole.select_related("group__centre", "thread", "by__user", "by__patient__centre", "by__centre")
    found: Post | None = rows.filter(pk=pk).first()
    if found is None:
        not_found(standing.user, f"post:{pk}")
    as_moderator(standing, found.group_id)
    return found


# --- who answers ------------------------------------------------------------------------------------------------------


def moderated_by(user: User, centre: Centre) -> list[Any]:
    """The groups for which this person answers from this centre, by name, each with `members_now`, without staff, and
    `answering`: them as moderators of it. Those that are open, and those that can still be read in which something
    waits.
    """
    own = Moderator.objects.filter(user=user, centre=centre, ended=None)
    waits = Exists(PostReport.objects.filter(group=OuterRef("pk"), closed_at=None)) | Exists(
        Post.objects.filter(group=OuterRef("pk"), state=Post.State.HELD)
    )
    lately = Group.objects.filter(waits, closed_at__gt=clock.now() - READ_AFTER_CLOSING, opened_at__isnull=False)
    there = Group.objects.filter(Q(pk__in=groups_at(centre)) | Q(pk__in=lately), pk__in=own.values("group"))
    rows = _counted(there).select_related("centre").order_by("name")
    return list(rows.prefetch_related(Prefetch("moderators", own, to_attr="answering")))


def counted_at(centre: Centre) -> list[Any]:
    """The open groups in which people of this centre may be, with counts and without a word of them."""
    reports = PostReport.objects.filter(closed_at=None).exclude(reason__in=READ_OF_NEW)
    rows = _counted(groups_at(centre)).annotate(reported=_number(reports), waiting=_number(unanswered_posts()))
    return list(rows.select_related("centre").order_by("name"))


def _counted(groups: QuerySet[Group]) -> QuerySet[Any]:
    return groups.annotate(members_now=_number(Member.objects.filter(left=None, staff=False)))


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows a group has, by itself: counts that are joined would multiply."""
    mine = rows.filter(group=OuterRef("pk")).order_by().values("group")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


def able_moderators(group: Group) -> list[Moderator]:
    """Who answers for a group, can sign in, and still may at their centre; the first appointed first."""
    rows = answering([group]).filter(user__is_active=True)
    return list(rows.select_related("user", "centre").order_by("made", "pk"))


def next_on_duty(group: Group) -> User | None:
    """Who of the moderators is on duty now, or next; else the first appointed. None where nobody answers any more."""
    able = {row.user_id: row.user for row in able_moderators(group)}
    found = time_of(group).next_on_duty(clock.now())
    return able.get(found) or next(iter(able.values()), None)  # type: ignore[arg-type]  # -- None is in no dictionary


def answers_there(member: Member) -> User | None:
    """Who looks after the case of somebody of this centre: the moderator of the group on duty from there, or next, or
    any who is not absent today; else who answers flags there for this person, or anybody who does; else who runs the
    centre. None where nobody is left.
    """
    now, centre = clock.now(), member.centre
    own = [row.user for row in able_moderators(member.group) if row.centre_id == centre.pk and not is_absent(row)]
    time = time_of(member.group)
    for pk in [*time.on_duty(now), time.next_on_duty(now)]:
        if there := next((user for user in own if user.pk == pk), None):
            return there
    if own:
        return own[0]
    rota, answering = rota_of(centre), holders(centre, Permission.ANSWER_FLAG)
    able = {user.pk: user for user in answering if not is_away(rota, user.pk, now)}
    responsible = member.patient.clinician_id if member.patient else None
    found = answers_for(rota, responsible, now)
    if found in able:
        return able[found]
    return next(iter([*able.values(), *answering, *holders(centre, Permission.MANAGE_CENTRE)]), None)


def is_absent(moderator: Moderator) -> bool:
    """Whether the rota of their centre says that they are absent today."""
    return (today_of(moderator.centre), moderator.user_id) in rota_of(moderator.centre).covers


# --- what is to be looked at ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A post that was reported or is held, with what is open about it: `reports`, by when somebody looks (`due`), and
    whether a flag was raised for it.
    """

    post: Any
    flagged: bool

    @property
    def reports(self) -> list[Any]:
        """Those nobody has closed, the first first."""
        return list(self.post.open_reports)

    @property
    def held(self) -> bool:
        """Whether the group cannot read it until a moderator has."""
        return bool(self.post.state == Post.State.HELD)

    @property
    def in_danger(self) -> bool:
        """Whether somebody may be in danger; a held post of which nothing else is known counts as such."""
        reasons = {one.reason for one in self.reports}
        return bool(reasons & DANGERS) or (self.held and Reason.LINK not in reasons)

    @property
    def first(self) -> bool:
        """Whether it is to be read for being the first post of somebody new, and nothing waits for more."""
        return not self.held and any(one.reason == Reason.FIRST for one in self.reports)

    @property
    def due(self) -> datetime | None:
        """By when somebody has to look; None of a held post about which nothing is open."""
        rows = [due_by(one.promised, one.made, held=held_for_danger(one)) for one in self.reports]
        return min(rows, default=None)

    @property
    def again(self) -> Any:
        """What its writer said who asks for another look; None where nobody does."""
        return next((one for one in self.reports if one.reason == Reason.AGAIN), None)

    @property
    def decided_by(self) -> set[UUID]:
        """Who decided what its writer asks another look at, so that somebody else decides; nobody where they do not."""
        return {one.user_id for one in standing_decisions(self.post.told)} if self.again else set()

    @property
    def owners(self) -> list[str]:
        """Who has it, each once."""
        return list(dict.fromkeys(one.owner.name for one in self.reports if one.owner))

    @cached_property
    def before(self) -> str:
        """What the post said when it was first reported, where it was changed since; else empty."""
        first = min((one.made for one in self.reports), default=None)
        later = [one for one in self.post.kept if first is not None and one.made > first]
        return str(later[0].words) if later else ""


def cases_in(groups: Collection[Group], posts: QuerySet[Post] | None = None) -> list[Case]:
    """What was reported or is held in these groups: first where somebody may be in danger, then by when it is due;
    `posts`: only of these.
    """
    unclosed = PostReport.objects.filter(closed_at=None).select_related("by", "owner").order_by("made", "pk")
    open_here = Exists(PostReport.objects.filter(post=OuterRef("pk"), closed_at=None))
    rows = (
        with_who_hid(Post.objects.all() if posts is None else posts)
        .filter(Q(state=Post.State.HELD) | Q(open_here), group__in=groups)
        .select_related("group__centre", "thread", "by__centre", "by__patient")
        .defer("searched")
        .prefetch_related(
            Prefetch("reports", unclosed, to_attr="open_reports"),
            "pictures",
            Prefetch("versions", to_attr="kept"),
            Prefetch("said_to_writer", to_attr="told"),
        )
        .order_by("made", "pk")
    )
    found = list(rows)
    flagged = _flagged([str(one.pk) for one in found])
    cases = [Case(one, str(one.pk) in flagged) for one in found]
    return sorted(cases, key=lambda case: (not case.in_danger, case.due or case.post.made, str(case.post.pk)))


def _flagged(posts: Collection[str]) -> set[str]:
    """For which of these posts a flag was raised or joined; what was changed since adds to the source of its post."""
    asked = Q(source__in=[f"{BY_POST}{pk}" for pk in posts])
    for pk in posts:
        asked |= Q(source__startswith=f"{BY_POST}{pk}:")
    rows = Occasion.objects.filter(asked).values_list("source", flat=True) if posts else ()
    return {source.removeprefix(BY_POST).partition(":")[0] for source in rows}


def waiting_in(groups: Collection[Group]) -> list[Any]:
    """What asks for an answer in these groups and has none: what says that somebody wants to die first, then newcomers,
    then by what was promised. Each with whether it is of a `newcomer`, who has no earlier post in the group.
    """
    earlier = Post.objects.filter(by=OuterRef("by"), made__lt=OuterRef("made")).exclude(state=Post.State.HELD)
    calm = ~Q(found=DangerRank.INTENT)
    rows = unanswered_posts().filter(group__in=groups).annotate(newcomer=~Exists(earlier), calm=calm)
    whole = rows.select_related("group__centre", "thread", "by").defer("searched")
    return list(whole.order_by("calm", "-newcomer", "promised"))


def open_reports() -> QuerySet[PostReport]:
    """What was reported and nobody has closed, the earliest promised first; also in groups that were closed since,
    while a moderator can still open it.
    """
    readable = Q(group__closed_at=None) | Q(group__closed_at__gt=clock.now() - READ_AFTER_CLOSING)
    rows = PostReport.objects.filter(readable, closed_at=None)
    return rows.select_related("group__centre", "post", "owner").order_by("promised", "pk")


def decisions_about(post: Post) -> list[ModeratorWord]:
    """What the writer of a post may ask another look at, the first first."""
    return standing_decisions(post.said_to_writer.all())


def not_theirs(report: PostReport) -> set[UUID]:
    """Who never has a report: whoever wrote the post; and, of one that asks for another look, who decided any of it."""
    decided = decisions_about(report.post) if report.reason == Reason.AGAIN else []
    return {report.post.by.user_id, *(one.user_id for one in decided)}


def has_happened(post: Post, outcome: str) -> bool:
    """Whether what this ending says was done about a post. That it is left as it is, and that somebody spoke with its
    writer, only a moderator can say.
    """
    ending = PostReport.Ending
    done: dict[str, Callable[[], bool]] = {
        ending.LEFT: lambda: True,
        ending.SPOKE: lambda: True,
        ending.HIDDEN: lambda: post.state == Post.State.HIDDEN,
        ending.PAUSED: lambda: is_paused(post.by),
        ending.RAISED: lambda: post.handed is not None or bool(_flagged([str(post.pk)])),
        ending.WARNED: lambda: post.said_to_writer.filter(kind=ModeratorWord.Kind.WARNED).exists(),
        ending.ANSWERED: post.health_answers.exists,
    }
    return outcome in done and done[outcome]()


def told_of(post: Post) -> list[Any]:
    """What moderators told the writer of a post, the first first; each with what who said it is called in the group
    (`by_name`), for a mentor has another name there than their own.
    """
    names = Member.objects.filter(group=post.group_id, user=OuterRef("user")).order_by("-joined")
    return list(post.said_to_writer.annotate(by_name=Subquery(names.values("name")[:1])))


def closed_since(groups: Collection[Group], moment: datetime) -> list[Any]:
    """What was closed in these groups since then, the last first, without what is read of everybody who is new: each
    with how it ended, and by whom (`by_name`).
    """
    names = Member.objects.filter(group=OuterRef("group"), user=OuterRef("closed_by")).order_by("-joined")
    rows = PostReport.objects.filter(group__in=groups, closed_at__gte=moment).exclude(reason__in=READ_OF_NEW)
    whole = rows.select_related("group", "post__by").defer("post__searched", "post__words")
    return list(whole.annotate(by_name=Subquery(names.values("name")[:1])).order_by("-closed_at"))


def had_it(report: PostReport) -> set[UUID]:
    """Everybody whose this report was or is since it was made, the last time: from what is kept of its changes."""
    kept: Any = report
    return {pk for pk in kept.events.filter(made=report.made).values_list("owner", flat=True) if pk}


# --- figures ----------------------------------------------------------------------------------------------------------


def asked_in(posts: QuerySet[Post]) -> list[tuple[UUID, PostAsked]]:
    """What members asked in these posts, each with its group. It waits no more once nobody can read it, or its thread
    is closed.
    """
    rows = posts.filter(asks=True, by__staff=False)
    fields = ("group", "made", "replied", "state", "state_at", "thread__closed_at")
    gone = (Post.State.HIDDEN, Post.State.TAKEN)
    return [
        (group, PostAsked(made, replied, at if state in gone else shut))
        for group, made, replied, state, at, shut in rows.values_list(*fields)
    ]


@dataclass(frozen=True)
class GroupFigures:
    """A group in numbers, without a word of it. `closing`: after how many hours, rounded up, half of the reports were
    closed, those that are open among them; None of fewer than five.
    """

    members: int
    posts: int
    unanswered: int
    first_reply: FirstReply
    reports_open: int
    reports_closed: int
    closing: Reached | None


def figures_of(group: Group, since: datetime | None = None, time: GroupTime | None = None) -> GroupFigures:
    """The figures of a group, of everything or of what was made since then; `time` where it is known already. What was
    asked in a thread waits no more once that is closed; first posts of the new are no reports.
    """
    now = clock.now()
    made = Q(made__gte=since) if since else Q()
    posts = group.posts.exclude(state=Post.State.HELD).filter(made)
    reports = list(group.reports.filter(made).exclude(reason__in=READ_OF_NEW).values_list("made", "closed_at"))
    closed = sum(at is not None for _made, at in reports)
    lasted = [Lasted((at or now) - begun, at is not None) for begun, at in reports]
    ending = reached(product_limit(lasted), HALF) if len(lasted) >= FEWEST else None
    first_reply = measure([one for _group, one in asked_in(posts)], time or time_of(group), now)
    return GroupFigures(
        members=people_in(group),
        posts=posts.count(),
        unanswered=unanswered_posts().filter(group=group).count(),
        first_reply=first_reply,
        reports_open=len(reports) - closed,
        reports_closed=closed,
        closing=Reached(-(-ending.at // HOUR), ending.at_risk) if ending else None,
    )


def asked_before(moment: datetime) -> QuerySet[Post]:
    """What was asked before then, nobody has answered and nobody has a task of, the first first."""
    rows = unanswered_posts().filter(made__lte=moment, tasked=None).select_related("group__centre", "by")
    return rows.defer("searched").order_by("made", "pk")


def wait_too_long(now: datetime) -> QuerySet[Group]:
    """The groups in which something was asked a day ago and not answered, or something reported is open."""
    asked = unanswered_posts().filter(group=OuterRef("pk"), made__lte=now - TASK_AFTER)
    reports = PostReport.objects.filter(group=OuterRef("pk"), closed_at=None)
    return Group.objects.filter(Q(Exists(asked)) | Q(Exists(reports)))


def mentors_of(group: Group) -> Iterable[Member]:
    """The members who help others in the group, while they are in it."""
    return group.members.filter(left=None, mentor=True, staff=False).select_related("user", "centre", "patient")
