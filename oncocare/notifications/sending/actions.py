"""Sending what waits: one digest a person, the reason checked again at the moment, at least once.

This is the one place that hands a mail to the server. What is about the way in goes alone, row by row, in words of its
own; everything else is sorted by person.

A row is taken on lease before the mail leaves and marked after. A process that dies between the two leaves a lease that
runs out, so the mail goes a second time rather than not at all.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import timezone, translation

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.foundation.mail import AddressRefused, post
from oncocare.foundation.unit import action
from oncocare.notifications.models import Message, Preference, Why
from oncocare.notifications.registry import Context, kinds
from oncocare.notifications.selectors import true_now
from oncocare.notifications.sending.selectors import (
    LEASE,
    Mail,
    Reader,
    due_mail,
    frame_context,
    goes_alone,
    headers_of,
    on_no_lease,
    waiting_mail,
)
from oncocare.people.models import Actor, User
from oncocare.people.selectors import site_name_to

logger = logging.getLogger(__name__)

ATTEMPTS = 10
RETRY_AFTER = timedelta(minutes=1)  # doubled at each attempt: the last comes after about eight hours
PEOPLE_AT_ONCE = 25  # a server that hangs costs EMAIL_TIMEOUT for each, and the worker stops a task after five minutes


def send_due(*, by: Actor = "system:send") -> int:
    """Send everything that is due, what is urgent first; the number of e-mails that left."""
    people = dict.fromkeys(
        due_mail().exclude(goes_alone()).order_by("-urgent", "not_before", "pk").values_list("user_id", "urgent")
    )
    alone = due_mail().filter(goes_alone()).order_by("not_before", "pk").values_list("pk", flat=True)
    jobs = [
        *(partial(_send_to, user, urgent, by) for user, urgent in people if urgent),
        *(partial(_send_alone, pk, by) for pk in alone),
        *(partial(_send_to, user, urgent, by) for user, urgent in people if not urgent),
    ]
    return sum(job() for job in jobs[:PEOPLE_AT_ONCE])


def send_now(*, message: Message, by: Actor = "system:send") -> Message:
    """Try a mail about the way in at once, for somebody who waits for it; as it is then. The sweep does the rest."""
    _send_alone(message.pk, by)
    message.refresh_from_db()
    return message


def _send_alone(pk: Any, by: Actor) -> int:
    try:
        return sum(_post(mail, by) for mail in _claim_alone(pk=pk))
    except Exception:
        logger.exception("message %s could not be made", pk)
        waiting_mail().filter(pk=pk).update(not_before=clock.now() + RETRY_AFTER)
        return 0


def _send_to(user: Any, urgent: bool, by: Actor) -> int:
    try:
        return sum(_post(mail, by) for mail in _claim(user=user, urgent=urgent))
    except Exception:  # a mistake in some messages must not keep others back, least of all those that cannot wait
        logger.exception("messages of %s could not be sorted", user)
        due_mail().exclude(goes_alone()).filter(user=user, urgent=urgent).update(not_before=clock.now() + RETRY_AFTER)
        return 0


# --- sorting ----------------------------------------------------------------------------------------------------------


@action
def _claim(*, user: Any, urgent: bool) -> list[Mail]:
    """Drop what need not go, put off what may not go yet, take the rest on lease. One sender at a time for a person."""
    locked = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=user).first()
    if locked is None:
        return []
    reader = Reader(locked)
    due = list(
        due_mail()
        .exclude(goes_alone())
        .filter(user=locked, urgent=urgent)
        .select_related("user", "centre")
        .order_by("made", "pk")
    )
    if not due or (not urgent and _too_early(reader, due)):
        return []
    contexts = true_now(locked, due)
    left = _without_the_worn_out([message for message in due if _may_go(message, reader, contexts)])
    groups = [[message] for message in left] if urgent else [_unless_one_leaves(reader, _newest(left))]
    return _on_lease([Mail(group, contexts, reader) for group in groups if group])


@action
def _claim_alone(*, pk: Any) -> list[Mail]:
    """Take one about signing in on lease: to an open account or an address, while its reason holds; else drop it."""
    free = waiting_mail().filter(on_no_lease(), pk=pk).select_related("user", "centre")
    due = list(free.select_for_update(skip_locked=True, no_key=True, of=("self",)))
    contexts = {pk: words for row in due for pk, words in true_now(row.user or row.address, [row]).items()}
    left = _without_the_worn_out([message for message in due if _is_for_somebody(message, contexts)])
    return _on_lease([Mail([message], contexts) for message in left])


def _on_lease(mails: list[Mail]) -> list[Mail]:
    for mail in mails:
        mail.rows.update(claimed_until=clock.now() + LEASE, attempts=F("attempts") + 1)
    return mails


def _too_early(reader: Reader, due: list[Message]) -> bool:
    """Put all of it off while it is quiet, or one was sent today; why it may not go is asked when it may."""
    now = clock.now()
    earliest = reader.next_mail(due[0].centre, now)
    if earliest > now:
        waiting_mail().filter(pk__in=[message.pk for message in due]).update(not_before=earliest)
    return earliest > now


def _may_go(message: Message, reader: Reader, contexts: dict[Any, Context]) -> bool:
    """Whether its reason still holds and the person may be written to; else it is dropped with why."""
    return _unless(
        message, reader.unreachable(kinds[message.kind], message.centre_id) if message.pk in contexts else Why.OVER
    )


def _is_for_somebody(message: Message, contexts: dict[Any, Context]) -> bool:
    """Whether its reason still holds and nobody has closed the account; else it is dropped with why."""
    closed = message.user is not None and not message.user.is_active
    return _unless(message, Why.LEFT if closed else "" if message.pk in contexts else Why.OVER)


def _unless(message: Message, why: str) -> bool:
    if why:
        _settle(message, Message.State.DROPPED, why)
    return not why


def _without_the_worn_out(messages: list[Message]) -> list[Message]:
    """Without those whose every attempt ended with the process: one that kills the sender must not do so for ever."""
    worn_out = [message for message in messages if message.attempts >= ATTEMPTS]
    for message in worn_out:
        _settle(message, Message.State.FAILED, Why.GAVE_UP)
    _did_not_arrive(worn_out)
    return [message for message in messages if message not in worn_out]


def _newest(messages: list[Message]) -> list[Message]:
    """Only the newest for each source: that questions are due says that they are open."""
    newest = {message.source: message for message in messages}
    for message in messages:
        if message not in newest.values():
            _settle(message, Message.State.DROPPED, Why.NEWER)
    return list(newest.values())


def _unless_one_leaves(reader: Reader, messages: list[Message]) -> list[Message]:
    """All of it or, while another mail is on its way at this moment, nothing."""
    leaves = waiting_mail().filter(user=reader.user, urgent=False).exclude(on_no_lease()).exists()
    return [] if leaves else messages


def _settle(message: Message, state: str, why: str) -> None:
    waiting_mail().filter(pk=message.pk).update(state=state, why=why, claimed_until=None, address="")


# --- posting ----------------------------------------------------------------------------------------------------------


def _post(mail: Mail, by: Actor) -> bool:
    """Send one mail now and write what came of it; whether it left."""
    try:
        _hand_over(mail)
    except AddressRefused:
        _refused(mail=mail, by=by)
    except Exception as error:  # noqa: BLE001 -- whatever the server or the network says: it may answer later
        logger.warning("a mail did not leave: %s", type(error).__name__)  # the name only: the text may hold an address
        _again(mail=mail, by=by)
    else:
        _sent(mail=mail, by=by)
        return True
    return False


def _hand_over(mail: Mail) -> None:
    first, headers = mail.messages[0], headers_of(mail)
    if mail.reader is None:
        post(
            first.to,
            kinds[first.kind].template,
            mail.contexts[first.pk],
            language=first.reader_language,
            sender=_sender(first),
            headers=headers,
        )
        return
    user, zone = mail.reader.user, ZoneInfo(mail.reader.zone(first.centre))
    with translation.override(user.language), timezone.override(zone):
        frame, sender = frame_context(mail, mail.reader), _sender(first)
        post(user.email, "messages", frame, language=user.language, sender=sender, headers=headers)


def _sender(message: Message) -> str:
    """What the site is called in this message, in its language."""
    with translation.override(message.reader_language):
        return site_name_to(message.user, message.centre)


@action
def _sent(*, mail: Mail, by: Actor) -> None:
    mail.rows.update(state=Message.State.SENT, sent=clock.now(), claimed_until=None, address="")
    if user := mail.messages[0].user:
        Preference.objects.filter(user=user).update(failing_since=None, failing_address="")
    record(by=by, verb=Verb.MESSAGES_SENT, subject=_whose(mail), kinds=_names(mail))


@action
def _refused(*, mail: Mail, by: Actor) -> None:
    _fail(mail, Why.REFUSED, by)


@action
def _again(*, mail: Mail, by: Actor) -> None:
    """Try again later, each time later; at last it has failed, and staff are told to call."""
    tries = max(message.attempts for message in mail.messages) + 1  # as they were before this one
    if tries >= ATTEMPTS:
        _fail(mail, Why.GAVE_UP, by)
    else:
        mail.rows.update(not_before=clock.now() + RETRY_AFTER * 2 ** (tries - 1), claimed_until=None)


def _fail(mail: Mail, why: str, by: Actor) -> None:
    mail.rows.update(state=Message.State.FAILED, why=why, claimed_until=None, address="")
    _did_not_arrive(mail.messages)
    record(by=by, verb=Verb.MESSAGES_FAILED, subject=_whose(mail), kinds=_names(mail), why=str(why))


def _did_not_arrive(messages: Iterable[Message]) -> None:
    """Keep that no mail reaches this person, and tell the room whose mail it was, where it wants to know."""
    for message in messages:
        if message.user:
            _fails(message.user)
        if undelivered := kinds[message.kind].undelivered:
            undelivered(message.source)


def _fails(user: User) -> None:
    """The last mail to the address they have now did not arrive; since when, for the first of them."""
    wish, _made = Preference.objects.get_or_create(user=user)
    if wish.failing_address != user.email:
        wish.failing_since, wish.failing_address = clock.now(), user.email
        wish.save(update_fields=["failing_since", "failing_address"])


def _whose(mail: Mail) -> User | Message:
    first = mail.messages[0]
    return first.user or first


def _names(mail: Mail) -> list[str]:
    return sorted({message.kind for message in mail.messages})
