"""Sending what waits: one digest a person, the reason checked again at the moment, at least once.

A row is taken on lease before the mail leaves and marked after. A process that dies between the two leaves a lease that
runs out, so the mail goes a second time rather than not at all.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from oncocare.accounts.models import User
from oncocare.audit.actions import record
from oncocare.foundation import clock
from oncocare.foundation.mail import AddressRefused, post
from oncocare.foundation.unit import action
from oncocare.notifications import rendering
from oncocare.notifications.models import Message, Preference, Why
from oncocare.notifications.optout import address_for
from oncocare.notifications.registry import About, Context, feet, kinds
from oncocare.notifications.selectors import Reader, true_now

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
ATTEMPTS = 10
RETRY_AFTER = timedelta(minutes=1)  # doubled at each attempt: the last comes after about eight hours
PEOPLE_AT_ONCE = 25  # a server that hangs costs EMAIL_TIMEOUT for each, and the worker stops a task after five minutes


@dataclass(frozen=True)
class Mail:
    """One e-mail to one person, taken on lease: its messages and what their words need."""

    reader: Reader
    messages: list[Message]
    contexts: dict[Any, Context]

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
    due = _due().order_by("-urgent", "not_before", "pk").values_list("user_id", "urgent")
    return sum(_send_to(user, urgent, by) for user, urgent in list(dict.fromkeys(due))[:PEOPLE_AT_ONCE])


def _send_to(user: Any, urgent: bool, by: Any) -> int:
    try:
        return sum(_post(mail, by) for mail in _claim(user=user, urgent=urgent))
    except Exception:  # a mistake in some messages must not keep others back, least of all those that cannot wait
        logger.exception("messages of %s could not be sorted", user)
        _due().filter(user=user, urgent=urgent).update(not_before=clock.now() + RETRY_AFTER)
        return 0


def _waiting() -> QuerySet[Message]:
    return Message.objects.filter(channel=Message.Channel.EMAIL, state=Message.State.WAITING)


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
    due = list(_due().filter(user=locked, urgent=urgent).select_related("centre").order_by("made", "pk"))
    if not due or (not urgent and _too_early(reader, due)):
        return []
    contexts = true_now(locked, due)
    left = _without_the_worn_out([one for one in due if _may_go(one, reader, contexts)], reader)
    groups = [[one] for one in left] if urgent else [_unless_one_leaves(reader, _newest(left))]
    mails = [Mail(reader, group, contexts) for group in groups if group]
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
    why = reader.unreachable(kinds[one.kind], one.centre_id) if one.pk in contexts else Why.OVER
    if why:
        _settle(one, Message.State.DROPPED, why)
    return not why


def _without_the_worn_out(messages: list[Message], reader: Reader) -> list[Message]:
    """Without those whose every attempt ended with the process: one that kills the sender must not do so for ever."""
    worn_out = [one for one in messages if one.attempts >= ATTEMPTS]
    for one in worn_out:
        _settle(one, Message.State.FAILED, Why.GAVE_UP)
    if worn_out:
        _arrives(reader.user, by_now=False)
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
    _waiting().filter(pk=one.pk).update(state=state, why=why, claimed_until=None)


# --- posting ----------------------------------------------------------------------------------------------------------


def _post(mail: Mail, by: Any) -> bool:
    """Send one mail now and write what came of it; whether it left."""
    user = mail.reader.user
    zone = ZoneInfo(mail.reader.zone(mail.messages[0].centre))
    try:
        with translation.override(user.language), timezone.override(zone):
            post(user.email, "messages", _letter(mail), language=user.language, headers=_headers(mail))
    except AddressRefused:
        _refused(mail=mail, by=by)
    except Exception as error:  # noqa: BLE001 -- whatever the server or the network says: it may answer later
        logger.warning("a mail did not leave: %s", type(error).__name__)  # the name only: the text may hold an address
        _again(mail=mail, by=by)
    else:
        _sent(mail=mail, by=by)
        return True
    return False


def _letter(mail: Mail) -> dict[str, Any]:
    """What the frame of every mail shows, in the language that is active."""
    of_kinds = [kinds[one.kind] for one in mail.messages]
    subjects = dict.fromkeys(rendering.subject(kind) for kind in of_kinds)
    bodies = [rendering.body(kind, mail.contexts[one.pk]) for kind, one in zip(of_kinds, mail.messages, strict=True)]
    as_patient = next((one for one in mail.messages if kinds[one.kind].about is About.PATIENT), None)
    return {
        "subject": next(iter(subjects)) if len(subjects) == 1 else _("You have messages in OncoCare"),
        "bodies": list(dict.fromkeys(bodies)),
        "home": settings.SITE_URL + reverse("home"),
        "feet": [words(mail.reader.patients[as_patient.centre_id]) for words in feet] if as_patient else [],
        "off": "" if mail.urgent else address_for(mail.reader.user),
    }


def _headers(mail: Mail) -> dict[str, str]:
    """A machine wrote it and, where it can wait, one press in the reader's own mail program turns it off (RFC 8058)."""
    written = {"Auto-Submitted": "auto-generated"}
    if mail.urgent:
        return written
    off = {
        "List-Unsubscribe": f"<{address_for(mail.reader.user)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return written | off


@action
def _sent(*, mail: Mail, by: Any) -> None:
    mail.rows.update(state=Message.State.SENT, sent=clock.now(), claimed_until=None)
    _arrives(mail.reader.user, by_now=True)
    record(by=by, verb="messages.sent", subject=mail.reader.user, kinds=_names(mail))


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
    mail.rows.update(state=Message.State.FAILED, why=why, claimed_until=None)
    _arrives(mail.reader.user, by_now=False)
    record(by=by, verb="messages.failed", subject=mail.reader.user, kinds=_names(mail), why=str(why))


def _arrives(user: User, *, by_now: bool) -> None:
    """Whether mail reaches this address, as the last mail to it showed."""
    if by_now:
        Preference.objects.filter(user=user).update(failing_since=None, failing_address="")
        return
    wish, _made = Preference.objects.get_or_create(user=user)
    if wish.failing_address != user.email:
        wish.failing_since, wish.failing_address = clock.now(), user.email
        wish.save(update_fields=["failing_since", "failing_address"])


def _names(mail: Mail) -> list[str]:
    return sorted({one.kind for one in mail.messages})
