"""Writes of the secret address at which a person's own meetings can be read."""

from __future__ import annotations

from datetime import timedelta

from mentoring.meetings.models import OwnFeed
from mentoring.meetings.rooms.keys import ALPHABET, LENGTH, seal_of
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action, hold
from oncocare.people.models import Actor, User

NOTED_EACH = timedelta(hours=12)


@action
def make_feed(*, by: User) -> str:
    """A new secret for this person's address, which nobody is shown again; the one before ends at once."""
    hold(by)
    _end(by)
    secret = ids.letters(ALPHABET, LENGTH)
    feed = OwnFeed.objects.create(user=by, seal=seal_of(secret))
    record(by=by, verb=Verb.OWN_FEED_MADE, subject=feed)
    return secret


@action
def end_feed(*, by: User) -> bool:
    """The address leads nowhere from now on; whether there was one."""
    hold(by)
    return _end(by)


def _end(by: User) -> bool:
    feed = OwnFeed.objects.filter(user=by, ended=None).first()
    if feed is None:
        return False
    feed.ended = clock.now()
    feed.save(update_fields=["ended"])
    record(by=by, verb=Verb.OWN_FEED_ENDED, subject=feed)
    return True


@action
def note_read(*, by: Actor, feed: OwnFeed) -> None:
    """A program has read it, which its person sees; noted twice a day at most."""
    now = clock.now()
    if feed.read is None or feed.read < now - NOTED_EACH:
        OwnFeed.objects.filter(pk=feed.pk).update(read=now)
