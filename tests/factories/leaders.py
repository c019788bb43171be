"""People who help others in a group, as posts and thanks of the last months; and what a moderator asked one of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentoring.community.groups.actions import set_community
from mentoring.community.leaders.actions import choose_to_be_seen, nominate_leader
from mentoring.community.models import Group, Member
from mentoring.community.threads.models import Post, Reaction
from oncocare.foundation import clock
from oncocare.people.actions import register_user, take_into_care
from tests.cast import BY, Cast
from tests.factories.community import member, posted

MONTH = timedelta(days=30)


def turned_on(cast: Cast) -> None:
    """Ana's centre lets moderators see who helps others."""
    set_community(by=cast.carlos, centre=cast.here, stays_when_level_falls=True, leaders=True)


def agreed(one: Member) -> Member:
    """They agreed to be seen so."""
    choose_to_be_seen(by=one.user, member=one, agreed=True)
    one.refresh_from_db()
    return one


def somebody(cast: Cast, group: Group, name: str) -> Member:
    """Somebody more in care at Ana's centre, in the group under this name."""
    key = name.replace(" ", "-").lower()
    user = register_user(by=BY, email=f"{key}@example.org", name=f"{name} Real", language="en")
    take_into_care(by=BY, centre=cast.here, key=key.upper(), user=user, clinician=cast.clara)
    return member(cast, group, user, name)


def helped(one: Member, others: list[Member], now: datetime | None = None) -> None:
    """What the rule looks for, in four months in a row: this member answers the first post of each of these others three
    hours after it, and each thanks them.
    """
    now = now or clock.now()
    for number, other in enumerate(others):
        first = posted(other, made=now - timedelta(days=2 + number), asks=True, promised=now)
        answer = posted(one, thread=first.thread, made=first.made + timedelta(hours=3))
        Reaction.objects.create(post=answer, by=other, kind=Reaction.Kind.THANKS, made=now - timedelta(hours=1))
        Post.objects.filter(pk=first.pk).update(replied=answer.made)
    for months in range(4):
        for days in (0, 1):
            posted(one, made=now - months * MONTH - timedelta(days=days))


def leaders_rows(cast: Cast, rows: int = 0) -> None:
    """In the group of Ana's first post she agreed to be seen, and Clara asks her; so many others agreed too."""
    turned_on(cast)
    ana = Post.objects.order_by("made", "thread__made", "pk").first().by
    nominate_leader(by=cast.clara, member=agreed(ana), words="made up")
    for number in range(rows):
        one = agreed(somebody(cast, ana.group, f"Helper {number}"))
        for more in range(2):
            first = posted(somebody(cast, ana.group, f"New {number} {more}"), asks=True, promised=clock.now())
            answer = posted(one, thread=first.thread)
            Reaction.objects.create(post=answer, by=first.by, kind=Reaction.Kind.THANKS)
