"""Groups with people in them, as rows, and what people write there: for tests of what happens inside a group."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from mentoring.community.models import Group, GroupDuty, GroupHours, Member, Moderator
from mentoring.community.selectors import Inside, inside
from mentoring.community.threads.actions import Posted, write_post
from mentoring.community.threads.models import Post, PostReport, Thread
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import texts_for
from oncocare.events.models import Event
from oncocare.events.registry import EventKind
from oncocare.foundation import clock, ids
from oncocare.people.models import Centre, User
from oncocare.people.selectors import Standing
from tests.cast import Cast
from tests.factories.rooms import day

FRIDAY, SATURDAY = day(4, 10), day(5, 10)  # within the hours of a group of `open_group`, and outside them
INTENT = "I am going to kill myself tonight."


def open_group(cast: Cast, name: str = "After chemotherapy", **fields: Any) -> Group:
    """A group of Ana's centre, open, with Clara on duty from nine to five on weekdays."""
    given = {
        "topic": "after-treatment", "about": "For whoever has finished treatment.", "rules": "Be kind.",
        "language": "en", "opened_at": clock.now(), "opened_by": cast.carlos,
    }  # fmt: skip
    group = Group.objects.create(centre=cast.here, name=name, **given | fields)
    appointed(cast, group, cast.clara)
    for weekday in range(5):
        GroupHours.objects.create(group=group, weekday=weekday, opens=time(9), closes=time(17))
        GroupDuty.objects.create(group=group, user=cast.clara, weekday=weekday, opens=time(9), closes=time(17))
    return group


def appointed(cast: Cast, group: Group, user: User, centre: Centre | None = None) -> Member:
    """Somebody of Ana's or another centre answers for the group, and writes in it under their own name."""
    centre = centre or cast.here
    Moderator.objects.create(group=group, centre=centre, user=user)
    return Member.objects.create(group=group, centre=centre, user=user, name=user.name, picture="team", staff=True)


def member(cast: Cast, group: Group, user: User, name: str = "", **fields: Any) -> Member:
    """One of the cast in the group, under this name."""
    patient = user.patients.filter(centre=cast.here).first()
    own = {"name": name or f"{user.name}'s other name", "picture": "leaf", "patient": patient}
    given = {"centre": cast.here} | own | fields
    text = texts_for(cast.here, "en")[Purpose.COMMUNITY]
    return Member.objects.create(group=group, user=user, text=text, **given)


def posted(by: Member, words: str = "Hello, everybody.", *, thread: Thread | None = None, **fields: Any) -> Post:
    """A post of this member, in a thread of its own unless one is given."""
    thread = thread or Thread.objects.create(group=by.group, by=by, title="Hello", language=by.group.language)
    state, made = fields.get("state", Post.State.SHOWN), fields.get("made") or clock.now()
    readable = None if state == Post.State.HELD else made
    given = {"language": by.group.language, "made": made, "readable": readable} | fields
    return Post.objects.create(group=by.group, thread=thread, by=by, words=words, **given)


def reported() -> Any:
    """What was reported about posts, without what is read of everybody who is new."""
    return PostReport.objects.exclude(reason=PostReport.Reason.FIRST)


def at(user: User, group: Group) -> Inside:
    """Somebody in the group."""
    return inside(Standing(user), group.pk)


def own(user: User, group: Group) -> Member:
    """Their place in the group."""
    return group.members.get(user=user, left=None)


def posts(
    user: User, group: Group, words: str = "Hello, everybody.", moment: datetime = FRIDAY, **given: Any
) -> Posted:
    """What comes of it when somebody posts at a moment, in a thread of its own unless one is given."""
    told = {"key": ids.new(), "title": "" if "thread" in given else "Hello"} | given
    with clock.at(moment):
        return write_post(by=user, inside=at(user, group), words=words, **told)


def wrote(user: User, group: Group, *said: Any, **given: Any) -> Post:
    """The post of it."""
    return posts(user, group, *said, **given).post


def told(kind: EventKind) -> int:
    """How often an event of this kind was told."""
    return Event.objects.filter(kind=kind.name).count()


def fresh(row: Any) -> Any:
    """A row as it is in the database now."""
    return type(row).objects.get(pk=row.pk)
