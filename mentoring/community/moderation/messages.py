"""What moderation says by mail: to members, that something about what they wrote has changed; to mentors and
moderators, that somebody waits. No word of any post, no name, and nothing of what a group is about.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from mentoring.community.kinds import (
    GROUP_ABOUT_YOURS,
    GROUP_CASE,
    GROUP_REPORT,
    GROUP_REPORT_LATE,
    GROUP_REPORT_LATE_URGENT,
    GROUP_REPORT_URGENT,
    GROUP_WAITS,
    GROUP_WAITS_STAFF,
)
from mentoring.community.messages import MEMBERS, message_in_groups
from mentoring.community.models import Member, Moderator
from mentoring.community.moderation.passing import due_by
from mentoring.community.moderation.selectors import IN_WORDS, held_for_danger
from mentoring.community.threads.models import ModeratorWord, Post, PostReport
from oncocare.foundation import clock
from oncocare.notifications.registry import About, message
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holding

Told = Mapping[str, Mapping[str, Any]]
LONG_AGO = timedelta(days=14)  # a case that was handed over longer ago than this is no news


@message_in_groups(
    GROUP_ABOUT_YOURS, "group_about_yours", label=_("Something about what you wrote in your group"), to=MEMBERS
)
def still_about_yours(user: User, sources: Sequence[str]) -> Told:
    """As long as it is as it was told: the post is hidden or can be read, the pause lasts, the report is closed; and
    what a moderator wrote is the last that they were told of that post.
    """
    named = {source: source.split(":", 2)[:2] for source in sources}
    states = dict(_posts(named, user))
    paused = Member.objects.filter(pk__in=_of(named, "paused"), user=user, paused_until__gt=clock.now(), left=None)
    looked = PostReport.objects.filter(pk__in=_of(named, "looked"), by__user=user).exclude(closed_at=None)
    told = _last_told([pk for word in IN_WORDS for pk in _of(named, word)], user)
    there = {str(pk) for rows in (paused, looked, told) for pk in rows.values_list("pk", flat=True)}
    return {
        source: {"what": what}
        for source, (what, pk) in named.items()
        if pk in there or (pk in states and states[pk] == what)
    }


def _posts(named: Mapping[str, Sequence[str]], user: User) -> list[tuple[str, str]]:
    """What became of these posts of this person, in the words of a source."""
    rows = Post.objects.filter(pk__in=[*_of(named, "hidden"), *_of(named, "shown")], by__user=user, by__left=None)
    return [(str(pk), state) for pk, state in rows.values_list("pk", "state")]


def _last_told(words: Sequence[str], user: User) -> QuerySet[ModeratorWord]:
    later = ModeratorWord.objects.filter(post=OuterRef("post"), pk__gt=OuterRef("pk"))
    rows = ModeratorWord.objects.filter(pk__in=words, post__by__user=user, post__by__left=None)
    return rows.exclude(Exists(later))


def _of(named: Mapping[str, Sequence[str]], what: str) -> list[str]:
    return [pk for said, pk in named.values() if said == what]


@message_in_groups(GROUP_WAITS, "group_waits", label=_("Somebody waits for an answer in your group"), to=MEMBERS)
def still_waits(user: User, sources: Sequence[str]) -> Told:
    """As long as nobody has answered, for a mentor who is in the group."""
    mine = Member.objects.filter(user=user, mentor=True, left=None).values("group")
    return _waiting(sources, mine)


@message(GROUP_WAITS_STAFF, "group_waits_staff", label=_("Somebody waits for an answer in a group"), about=About.STAFF)
def still_waits_for_staff(user: User, sources: Sequence[str]) -> Told:
    """As long as nobody has answered, for whoever answers for the group."""
    return _waiting(sources, Moderator.objects.filter(user=user, ended=None).values("group"))


def _waiting(sources: Sequence[str], groups: Any) -> Told:
    named = {source.partition(":")[2]: source for source in sources}
    rows = Post.objects.filter(pk__in=named, state=Post.State.SHOWN, replied=None, group__in=groups)
    return {named[str(pk)]: {} for pk in rows.values_list("pk", flat=True)}


@message(GROUP_REPORT, "group_report", label=_("A post in a group is yours to look at"), about=About.STAFF)
def still_yours(user: User, sources: Sequence[str]) -> Told:
    """As long as it is theirs and nobody has closed it."""
    return _reports(sources, owner=user)


@message(
    GROUP_REPORT_URGENT, "group_report_urgent", label=_("Something in a group cannot wait"), about=About.STAFF,
    urgent=True,
)  # fmt: skip
def still_yours_at_once(user: User, sources: Sequence[str]) -> Told:
    """The same, where somebody may be in danger."""
    return _reports(sources, owner=user)


@message(
    GROUP_REPORT_LATE_URGENT,
    "group_report_late",
    label=_("Nobody has looked at what cannot wait in a group"),
    about=About.STAFF,
    urgent=True,
)
@message(GROUP_REPORT_LATE, "group_report_late", label=_("Nobody has looked at a post of a group"), about=About.STAFF)
def still_late(user: User, sources: Sequence[str]) -> Told:
    """As long as it is open, for whoever runs the centre of the group; with whether it is with `nobody`, because nobody
    is left who may look at it.
    """
    runs = holding(user.memberships.all(), Permission.MANAGE_CENTRE).values("centre")
    late = _reports(sources, group__centre__in=runs)
    nobodys = _reports(late, owner=None)
    return {source: {**told, "nobody": source in nobodys} for source, told in late.items()}


def _reports(sources: Collection[str], **theirs: Any) -> Told:
    named = {source.partition(":")[0]: source for source in sources}
    rows = PostReport.objects.filter(pk__in=named, closed_at=None, **theirs).select_related("post")
    return {named[str(one.pk)]: {"by": due_by(one.promised, one.made, held=held_for_danger(one))} for one in rows}


@message(
    GROUP_CASE,
    "group_case",
    label=_("Somebody of another centre has handed you something"),
    about=About.STAFF,
    urgent=True,
)
def still_a_case(user: User, sources: Sequence[str]) -> Told:
    """As long as it is no old news that it was handed over, however old the post is, for whoever works at the centre of
    who wrote it. A source is the post, and the moment at which it was handed.
    """
    works, named = user.memberships.values("centre"), {source.partition(":")[0]: source for source in sources}
    rows = Post.objects.filter(pk__in=named, by__centre__in=works, handed__gt=clock.now() - LONG_AGO)
    return {named[str(pk)]: {} for pk in rows.values_list("pk", flat=True)}
