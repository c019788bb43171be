"""Writes of this room: putting a message in somebody's queue, and how they want to be reached."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action
from oncocare.notifications.models import Message, Preference
from oncocare.notifications.registry import kinds
from oncocare.people.models import Actor, Centre, Membership, User

Channel, State = Message.Channel, Message.State


@action
def queue(
    *,
    user: User,
    centre: Centre,
    kind: str,
    source: str,
    not_before: datetime | None = None,
    by: Actor = "system:messages",
) -> list[Message]:
    """Queue a message to this person by e-mail and on their page, once for its reason however often it is asked.

    Returns the new rows.
    """
    earliest, urgent = not_before or clock.now(), kinds[kind].urgent
    common = {"user": user, "centre": centre, "kind": kind, "source": source, "urgent": urgent, "not_before": earliest}
    new = [
        Message(**common, channel=Channel.EMAIL),
        Message(**common, channel=Channel.PAGE, state=State.SENT, sent=earliest),
    ]
    queued = insert_new(new)
    if queued:
        record(by=by, verb=Verb.MESSAGE_QUEUED, subject=user, centre=centre, kind=kind, source=source)
    return queued


@action
def queue_each(*, kind: str, source: str, people: Iterable[Membership]) -> None:
    """Queue a message to each person once, whatever roles they have."""
    for member in {member.user_id: member for member in people}.values():
        queue(user=member.user, centre=member.centre, kind=kind, source=source)


@action
def queue_mail(
    *,
    kind: str,
    source: str,
    user: User | None = None,
    address: str = "",
    language: str = "",
    centre: Centre | None = None,
    by: Actor = "system:messages",
) -> Message:
    """A mail about the way in, once for its reason: to somebody with an account, or to an address in a language."""
    row, new = Message.objects.get_or_create(
        user=user, kind=kind, source=source, channel=Channel.EMAIL,
        defaults={
            "address": address, "language": language, "centre": centre, "urgent": kinds[kind].urgent,
            "not_before": clock.now(),
        },
    )  # fmt: skip
    if new:
        record(by=by, verb=Verb.MESSAGE_QUEUED, subject=user or row, centre=centre, kind=kind, source=source)
    return row


@action
def mark_read(*, by: User, messages: Iterable[Message]) -> None:
    """Note that the person has seen these messages."""
    Message.objects.filter(user=by, pk__in=[message.pk for message in messages], read=None).update(read=clock.now())


@action
def prefer(*, by: User, by_email: bool, quiet_from: time, quiet_until: time) -> Preference:
    """Store how a person wants to be reached, as they chose it themselves."""
    wish, _ = Preference.objects.update_or_create(
        user=by, defaults={"by_email": by_email, "quiet_from": quiet_from, "quiet_until": quiet_until}
    )
    record(by=by, verb=Verb.MESSAGES_PREFERRED, subject=by, by_email=by_email)
    return wish


@action
def forget_wishes(*, by: Actor, user: User) -> None:
    """How this person wanted to be reached, and whether mail arrived, is deleted."""
    Preference.objects.filter(user=user).delete()
    record(by=by, verb=Verb.MESSAGES_WISHES_FORGOTTEN, subject=user)


@action
def turn_email(*, by: Actor, user: User, on: bool) -> None:
    """E-mail on or off, effective with the next message; what cannot wait comes to staff all the same."""
    Preference.objects.update_or_create(user=user, defaults={"by_email": on})
    record(by=by, verb=Verb.MESSAGES_EMAIL_ON if on else Verb.MESSAGES_EMAIL_OFF, subject=user)
