"""Which mail is due, whom it finds and when it may leave, and the queue of a person as staff see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from oncocare.consent.models import Purpose
from oncocare.consent.selectors import holds
from oncocare.foundation import clock
from oncocare.notifications.models import Message, Why
from oncocare.notifications.registry import About, Audience, Context, MessageKind, feet, kinds
from oncocare.notifications.selectors import body, label_of, preference_of, subject
from oncocare.notifications.sending.quiet import allowed_at, day_around
from oncocare.notifications.wishes.selectors import address_for
from oncocare.people.models import Centre, User
from oncocare.people.roles import PATIENT
from oncocare.people.selectors import standing_of

LEASE = timedelta(minutes=5)
APART = timedelta(minutes=5)  # two senders take their `now` when they begin, maybe from the clocks of two machines
LATEST = 100


class Reader:
    """What decides whether and when mail may reach one person: where they are in care or work, zone and wishes."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.standing = standing_of(user)
        self.wish = preference_of(user)

    def zone(self, centre: Centre | None) -> str:
        """Where the person lives, who is in care; else the centre's that has something to say; else the server's."""
        theirs = next((patient.zone for patient in self.standing.patients.values()), "")
        return theirs or (centre.zone if centre else settings.TIME_ZONE)

    def awake(self, centre: Centre | None, moment: datetime) -> datetime:
        """The first moment, this one or later, outside their quiet hours where they live."""
        return allowed_at(moment, self.zone(centre), self.wish.quiet_from, self.wish.quiet_until)

    def unreachable(self, kind: MessageKind, centre: Any) -> str:
        """Why no e-mail of this kind may go to them; empty where it may."""
        if not self.user.is_active:
            return Why.LEFT
        wrong = self._not_patient(centre) if kind.about is PATIENT else self._not_of(kind.about, centre)
        return wrong or ("" if kind.urgent or self.wish.by_email else Why.NOT_WANTED)

    def _not_of(self, audience: Audience, centre: Any) -> str:
        works = audience is About.STAFF and self.standing.works_at(centre)
        return "" if works or audience in self.standing.roles_at(centre) else Why.LEFT

    def _not_patient(self, centre: Any) -> str:
        patient = self.standing.patients.get(centre)
        if patient is None:
            return Why.LEFT
        if patient.died_on:
            return Why.DIED
        return "" if holds(patient, Purpose.MESSAGES) else Why.NO_CONSENT

    def next_mail(self, centre: Centre | None, after: datetime) -> datetime:
        """When an e-mail that can wait may go: outside quiet hours, and no more than one in a day of theirs."""
        start, end = day_around(after, self.zone(centre))
        today = Message.objects.filter(
            user=self.user, channel=Message.Channel.EMAIL, urgent=False, state=Message.State.SENT
        ).filter(sent__gte=start, sent__lt=end)
        return self.awake(centre, end if today.exists() else after)


# --- what is due ------------------------------------------------------------------------------------------------------


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
        """Whether it goes alone and at once; nothing in it turns e-mail off."""
        return self.messages[0].urgent

    @property
    def rows(self) -> QuerySet[Message]:
        """Its messages as long as nobody else has settled them."""
        return waiting_mail().filter(pk__in=[message.pk for message in self.messages])


def waiting_mail() -> QuerySet[Message]:
    """Every e-mail that is not settled."""
    return Message.objects.filter(channel=Message.Channel.EMAIL, state=Message.State.WAITING)


def goes_alone() -> Q:
    """Messages about signing in, each in a mail of its own; somebody without an account gets no others."""
    return Q(user=None) | Q(kind__in=[name for name, kind in kinds.items() if kind.about is About.ACCOUNT])


def due_mail() -> QuerySet[Message]:
    """Free and not too early. A row made well after now is older than a clock set back: its times mean nothing."""
    now = clock.now()
    return waiting_mail().filter(on_no_lease(), Q(not_before__lte=now) | Q(made__gt=now + APART))


def on_no_lease() -> Q:
    """On no lease that can be real: none is longer than `LEASE` by a clock that is `APART` from this one."""
    now = clock.now()
    return Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_until__gt=now + LEASE + APART)


# --- the queue of a person --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueuedMessage:
    """One message as staff see it: what it is about, and when it goes, where it still waits."""

    message: Message
    label: str
    goes: datetime | None


def queue_of(user: User, centre: Centre) -> list[QueuedMessage]:
    """The latest messages of this centre to this person over every channel, the newest first."""
    rows = Message.objects.filter(user=user, centre=centre).order_by("-made", "channel")[:LATEST]
    reader, now = Reader(user), clock.now()
    next_mail = reader.next_mail(centre, now)
    return [QueuedMessage(row, label_of(row), _goes(row, next_mail, now)) for row in rows]


def _goes(message: Message, next_mail: datetime, now: datetime) -> datetime | None:
    if message.state != Message.State.WAITING:
        return None
    return max(message.not_before, now if message.urgent else next_mail)


def frame_context(mail: Mail, reader: Reader) -> dict[str, Any]:
    """What the frame of every mail shows, in the language that is active."""
    subjects = dict.fromkeys(subject(kinds[message.kind]) for message in mail.messages)
    bodies = [body(kinds[message.kind], mail.contexts[message.pk]) for message in mail.messages]
    as_patient = next((message for message in mail.messages if kinds[message.kind].about is PATIENT), None)
    return {
        "subject": next(iter(subjects)) if len(subjects) == 1 else _("You have messages"),
        "bodies": list(dict.fromkeys(bodies)),
        "home": settings.SITE_URL + reverse("home"),
        "feet": [words(reader.standing.patients[as_patient.centre_id]) for words in feet] if as_patient else [],
        "off": "" if mail.urgent else address_for(reader.user),
    }


def headers_of(mail: Mail) -> dict[str, str]:
    """A machine wrote it and, where it can wait, one press in the reader's own mail program turns it off (RFC 8058)."""
    written = {"Auto-Submitted": "auto-generated"}
    if mail.reader is None or mail.urgent:
        return written
    off = {
        "List-Unsubscribe": f"<{address_for(mail.reader.user)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return written | off
