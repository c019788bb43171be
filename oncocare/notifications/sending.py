"""Sending what waits: one digest a person, the reason checked again at the moment, at least once.

This is the one place that hands a mail to the server. What is about the way in goes alone, row by row, in words of its
own; everything else is sorted by person.

A row is taken on lease before the mail leaves and marked after. A process that dies between the two leaves a lease that
runs out, so the mail goes a second time rather than not at all.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.foundation import clock
from oncocare.foundation.mail import AddressRefused, post
from oncocare.foundation.unit import action
from oncocare.notifications import rendering
from oncocare.notifications.models import Message, Preference, Why
from oncocare.notifications.optout import address_for
from oncocare.notifications.registry import About, Context, feet, kinds
from oncocare.notifications.selectors import Reader, true_now
from oncocare.people.models import User

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
ATTEMPTS = 10
RETRY_AFTER = timedelta(minutes=1)  # doubled at each attempt: the last comes after about eight hours
PEOPLE_AT_ONCE = 25  # a server that hangs costs EMAIL_TIMEOUT for each, and the worker stops a task after five minutes


@dataclass(frozen=True)
class Mail:
    """One e-mail to one person, taken on lease: its messages and what their words need.

    `reader` is None for mail about the way in: no wish, no quiet hours and no frame are asked for.
    """

    messages: list[Message]
    contexts: dict[Any, Context]
    reader: Reader | None = None

    @property
    def urgent(self) -> bool:
        """Alone and at once; it has no way out."""
        return self.messages[0].urgent

    @property
    def rows(self) -> QuerySet[Message]:
        """Its messages as long as nobody else has settled them."""
        return _waiting().filter(pk__in=[one.pk for one in self.messages])


def send_due(*, by: Any = "system:send") -> int:
    """Send everything that is due, what is urgent first; the number of e-mails that left."""
    people = dict.fromkeys(
        _due().exclude(_alone()).order_by("-urgent", "not_before", "pk").values_list("user_id", "urgent")
    )
    alone = _due().filter(_alone()).order_by("not_before", "pk").values_list("pk", flat=True)
    jobs = [
        *(partial(_send_to, user, urgent, by) for user, urgent in people if urgent),
        *(partial(_send_alone, pk, by) for pk in alone),
        *(partial(_send_to, user, urgent, by) for user, urgent in people if not urgent),
    ]
    return sum(job() for job in jobs[:PEOPLE_AT_ONCE])


def send_now(*, message: Message, by: Any = "system:send") -> Message:
    """Try a mail about the way in at once, for somebody who waits for it; as it is then. The sweep does the rest."""
    _send_alone(message.pk, by)
    message.refresh_from_db()
    return message


def _send_alone(pk: Any, by: Any) -> int:
    try:
        return sum(_post(mail, by) for mail in _claim_alone(pk=pk))
    except Exception:
        logger.exception("message %s could not be made", pk)
        _waiting().filter(pk=pk).update(not_before=clock.now() + RETRY_AFTER)
        return 0


def _send_to(user: Any, urgent: bool, by: Any) -> int:
    try:
        return sum(_post(mail, by) for mail in _claim(user=user, urgent=urgent))
    except Exception:  # a mistake in some messages must not keep others back, least of all those that cannot wait
        logger.exception("messages of %s could not be sorted", user)
        _due().exclude(_alone()).filter(user=user, urgent=urgent).update(not_before=clock.now() + RETRY_AFTER)
        return 0


def _waiting() -> QuerySet[Message]:
    return Message.objects.filter(channel=Message.Channel.EMAIL, state=Message.State.WAITING)


def _alone() -> Q:
    """About the way in. Whoever has no account gets nothing else."""
    return Q(user=None) | Q(kind__in=[name for name, kind in kinds.items() if kind.about is About.ACCOUNT])


def _due() -> QuerySet[Message]:
    """Free and not too early. A row made later than now is older than a clock set back: its times mean nothing."""
    return _waiting().filter(_free(), Q(not_before__lte=clock.now()) | Q(made__gt=clock.now()))


def _free() -> Q:
    """On no lease that can be real: none is longer than `LEASE`, however the clock was set."""
    now = clock.now()
    return Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_until__gt=now + LEASE)


# --- sorting ----------------------------------------------------------------------------------------------------------


@action
def _claim(*, user: Any, urgent: bool) -> list[Mail]:
    """Drop what need not go, put off what may not go yet, take the rest on lease. One sender at a time for a person."""
    locked = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=user).first()
    if locked is None:
        return []
    reader = Reader(locked)
    due = list(
        _due()
        .exclude(_alone())
        .filter(user=locked, urgent=urgent)
        .select_related("user", "centre")
        .order_by("made", "pk")
    )
    if not due or (not urgent and _too_early(reader, due)):
        return []
    contexts = true_now(locked, due)
    left = _without_the_worn_out([one for one in due if _may_go(one, reader, contexts)])
    groups = [[one] for one in left] if urgent else [_unless_one_leaves(reader, _newest(left))]
    return _on_lease([Mail(group, contexts, reader) for group in groups if group])


@action
def _claim_alone(*, pk: Any) -> list[Mail]:
    """The same for one about the way in: to anybody who can sign in, or whose address it is, as long as it is true."""
    free = _waiting().filter(_free(), pk=pk).select_related("user", "centre")
    due = list(free.select_for_update(skip_locked=True, no_key=True, of=("self",)))
    contexts = {pk: words for one in due for pk, words in true_now(one.user or one.address, [one]).items()}
    left = _without_the_worn_out([one for one in due if _is_for_somebody(one, contexts)])
    return _on_lease([Mail([one], contexts) for one in left])


def _on_lease(mails: list[Mail]) -> list[Mail]:
    for mail in mails:
        mail.rows.update(claimed_until=clock.now() + LEASE, attempts=F("attempts") + 1)
    return mails


def _too_early(reader: Reader, due: list[Message]) -> bool:
    """Put all of it off while it is quiet, or one was sent today; why it may not go is asked when it may."""
    now = clock.now()
    earliest = reader.next_mail(due[0].centre, now)
    if earliest > now:
        _waiting().filter(pk__in=[one.pk for one in due]).update(not_before=earliest)
    return earliest > now


def _may_go(one: Message, reader: Reader, contexts: dict[Any, Context]) -> bool:
    """Whether its reason still holds and the person may be written to; else it is dropped with why."""
    return _unless(one, reader.unreachable(kinds[one.kind], one.centre_id) if one.pk in contexts else Why.OVER)


def _is_for_somebody(one: Message, contexts: dict[Any, Context]) -> bool:
    """Whether its reason still holds and nobody has closed the account; else it is dropped with why."""
    closed = one.user is not None and not one.user.is_active
    return _unless(one, Why.LEFT if closed else "" if one.pk in contexts else Why.OVER)


def _unless(one: Message, why: str) -> bool:
    if why:
        _settle(one, Message.State.DROPPED, why)
    return not why


def _without_the_worn_out(messages: list[Message]) -> list[Message]:
    """Without those whose every attempt ended with the process: one that kills the sender must not do so for ever."""
    worn_out = [one for one in messages if one.attempts >= ATTEMPTS]
    for one in worn_out:
        _settle(one, Message.State.FAILED, Why.GAVE_UP)
    _did_not_arrive(worn_out)
    return [one for one in messages if one not in worn_out]


def _newest(messages: list[Message]) -> list[Message]:
    """Only the newest for each source: that questions are due says that they are open."""
    newest = {one.source: one for one in messages}
    for one in messages:
        if one not in newest.values():
            _settle(one, Message.State.DROPPED, Why.NEWER)
    return list(newest.values())


def _unless_one_leaves(reader: Reader, messages: list[Message]) -> list[Message]:
    """All of it or, while another mail is on its way at this moment, nothing."""
    leaves = _waiting().filter(user=reader.user, urgent=False).exclude(_free()).exists()
    return [] if leaves else messages


def _settle(one: Message, state: str, why: str) -> None:
    _waiting().filter(pk=one.pk).update(state=state, why=why, claimed_until=None, address="")


# --- posting ----------------------------------------------------------------------------------------------------------


def _post(mail: Mail, by: Any) -> bool:
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
    first, headers = mail.messages[0], _headers(mail)
    if mail.reader is None:
        post(first.to, kinds[first.kind].template, mail.contexts[first.pk], language=first.spoken, headers=headers)
        return
    user, zone = mail.reader.user, ZoneInfo(mail.reader.zone(first.centre))
    with translation.override(user.language), timezone.override(zone):
        post(user.email, "messages", _letter(mail, mail.reader), language=user.language, headers=headers)


def _letter(mail: Mail, reader: Reader) -> dict[str, Any]:
    """What the frame of every mail shows, in the language that is active."""
    of_kinds = [kinds[one.kind] for one in mail.messages]
    subjects = dict.fromkeys(rendering.subject(kind) for kind in of_kinds)
    bodies = [rendering.body(kind, mail.contexts[one.pk]) for kind, one in zip(of_kinds, mail.messages, strict=True)]
    as_patient = next((one for one in mail.messages if kinds[one.kind].about is About.PATIENT), None)
    return {
        "subject": next(iter(subjects)) if len(subjects) == 1 else _("You have messages in OncoCare"),
        "bodies": list(dict.fromkeys(bodies)),
        "home": settings.SITE_URL + reverse("home"),
        "feet": [words(reader.patients[as_patient.centre_id]) for words in feet] if as_patient else [],
        "off": "" if mail.urgent else address_for(reader.user),
    }


def _headers(mail: Mail) -> dict[str, str]:
    """A machine wrote it and, where it can wait, one press in the reader's own mail program turns it off (RFC 8058)."""
    written = {"Auto-Submitted": "auto-generated"}
    if mail.reader is None or mail.urgent:
        return written
    off = {
        "List-Unsubscribe": f"<{address_for(mail.reader.user)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return written | off


@action
def _sent(*, mail: Mail, by: Any) -> None:
    mail.rows.update(state=Message.State.SENT, sent=clock.now(), claimed_until=None, address="")
    if user := mail.messages[0].user:
        Preference.objects.filter(user=user).update(failing_since=None, failing_address="")
    record(by=by, verb="messages.sent", subject=_whose(mail), kinds=_names(mail))


@action
def _refused(*, mail: Mail, by: Any) -> None:
    _fail(mail, Why.REFUSED, by)


@action
def _again(*, mail: Mail, by: Any) -> None:
    """Try again later, each time later; at last it has failed, and staff are told to call."""
    tries = max(one.attempts for one in mail.messages) + 1  # as they were before this one
    if tries >= ATTEMPTS:
        _fail(mail, Why.GAVE_UP, by)
    else:
        mail.rows.update(not_before=clock.now() + RETRY_AFTER * 2 ** (tries - 1), claimed_until=None)


def _fail(mail: Mail, why: str, by: Any) -> None:
    mail.rows.update(state=Message.State.FAILED, why=why, claimed_until=None, address="")
    _did_not_arrive(mail.messages)
    record(by=by, verb="messages.failed", subject=_whose(mail), kinds=_names(mail), why=str(why))


def _did_not_arrive(messages: Iterable[Message]) -> None:
    """Keep that no mail reaches this person, and tell the room whose mail it was, where it wants to know."""
    for one in messages:
        if one.user:
            _fails(one.user)
        if undelivered := kinds[one.kind].undelivered:
            undelivered(one.source)


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
    return sorted({one.kind for one in mail.messages})
