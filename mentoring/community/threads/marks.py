"""Writes of what is said of a thread as a whole: that somebody follows it, that it is good to read, or hard to."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.community.selectors import Inside
from mentoring.community.threads.models import Thread, ThreadFollowed
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action, hold
from oncocare.people.models import User


@action
def follow(*, by: User, inside: Inside, thread: Thread) -> None:
    """Somebody in the group wants to know of new posts in a thread."""
    if inside.member and insert_new([ThreadFollowed(thread=thread, by=inside.member)]):
        record(by=by, verb=Verb.THREAD_FOLLOWED, subject=thread, centre=inside.group.centre_id)


@action
def unfollow(*, by: User, inside: Inside, thread: Thread) -> None:
    """They do not want to know any more."""
    gone, _rows = ThreadFollowed.objects.filter(thread=thread, by=inside.member).delete()
    if gone:
        record(by=by, verb=Verb.THREAD_FOLLOWED_NO_MORE, subject=thread, centre=inside.group.centre_id)


@action
def say_good(*, by: User, inside: Inside, thread: Thread) -> Thread:
    """A mentor or a moderator found a thread good to read: it stands on top."""
    _check_may_say(inside)
    return _said_good(by, inside, thread, clock.now(), by)


@action
def unsay_good(*, by: User, inside: Inside, thread: Thread) -> Thread:
    """It stands on top no more."""
    _check_may_say(inside)
    return _said_good(by, inside, thread, None, None)


def _check_may_say(inside: Inside) -> None:
    if not inside.may_say_good:
        raise ValidationError(_("Only mentors and moderators do this. Nothing was changed."))


def _said_good(by: User, inside: Inside, thread: Thread, when: datetime | None, whose: User | None) -> Thread:
    hold(thread)
    thread.refresh_from_db(fields=["good_at", "good_by"])
    if (thread.good_at is None) == (when is None):
        return thread
    thread.good_at, thread.good_by = when, whose
    thread.save(update_fields=["good_at", "good_by"])
    record(by=by, verb=Verb.THREAD_SAID_GOOD, subject=thread, centre=inside.group.centre_id, good=when is not None)
    return thread


@action
def mark_sensitive(*, by: User, inside: Inside, thread: Thread, sensitive: bool = True) -> Thread:
    """Who opened a thread, a mentor or a moderator says that it opens on request, or that it need not."""
    own = inside.member is not None and thread.by_id == inside.member.pk
    if not own and not inside.may_say_good:
        raise ValidationError(_("Only who began it, mentors and moderators do this. Nothing was changed."))
    hold(thread)
    thread.sensitive = sensitive
    thread.save(update_fields=["sensitive"])
    record(by=by, verb=Verb.THREAD_MARKED_SENSITIVE, subject=thread, centre=inside.group.centre_id, sensitive=sensitive)
    return thread
