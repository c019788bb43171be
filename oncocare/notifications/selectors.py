"""Reads of this room: how a person can be reached, what waits for them, what their page shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from oncocare.consent.models import Purpose
from oncocare.consent.selectors import holds
from oncocare.foundation import clock
from oncocare.notifications import rendering
from oncocare.notifications.models import Message, Preference, Why
from oncocare.notifications.quiet import allowed_at, day_around
from oncocare.notifications.registry import About, Context, Kind, Still, kinds
from oncocare.people.models import Centre, Patient, User


class Reader:
    """One person as a message finds them now: in care or at work where, in which zone, with which wishes."""

    def __init__(self, user: User) -> None:
        self.user = user
        own = user.patients.select_related("centre").order_by("joined_on", "pk")
        self.patients: dict[Any, Patient] = {patient.centre_id: patient for patient in own}
        self.works_at: set[Any] = set(user.memberships.values_list("centre_id", flat=True))
        self.wish = preference_of(user)

    def zone(self, centre: Centre) -> str:
        """Where the person lives, who is in care; else the centre's."""
        return next((patient.zone for patient in self.patients.values()), centre.time_zone)

    def unreachable(self, kind: Kind, centre: Any) -> str:
        """Why no e-mail of this kind may go to them; empty where it may."""
        if not self.user.is_active:
            return Why.LEFT
        wrong = self._not_staff(centre) if kind.about is About.STAFF else self._not_patient(kind, centre)
        return wrong or ("" if kind.urgent or self.wish.by_email else Why.NOT_WANTED)

    def _not_staff(self, centre: Any) -> str:
        return "" if centre in self.works_at else Why.LEFT

    def _not_patient(self, kind: Kind, centre: Any) -> str:
        patient = self.patients.get(centre)
        if patient is None:
            return Why.LEFT
        if patient.died_on:
            return Why.DIED
        return Why.NO_CONSENT if kind.needs_contact_consent and not holds(patient, Purpose.CONTACT) else ""

    def next_mail(self, centre: Centre, after: datetime) -> datetime:
        """When an e-mail that can wait may go: outside quiet hours, and no more than one in a day of theirs."""
        zone = self.zone(centre)
        start, end = day_around(after, zone)
        today = Message.objects.filter(
            user=self.user, channel=Message.Channel.EMAIL, urgent=False, state=Message.State.SENT
        ).filter(sent__gte=start, sent__lt=end)
        earliest = end if today.exists() else after
        return allowed_at(earliest, zone, self.wish.quiet_from, self.wish.quiet_until)


def preference_of(user: User) -> Preference:
    """How this person wants to be reached; what everybody starts with where they have not said."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


def true_now(reader: User | str, messages: Iterable[Message]) -> dict[Any, Context]:
    """By message, what its words need, for those whose reason still holds; each reason is asked once.

    `reader` is the person, or the address of one without an account.
    """
    asked: dict[Still, list[Message]] = defaultdict(list)
    for one in messages:
        if one.kind in kinds:
            asked[kinds[one.kind].still].append(one)
    held = {still: still(reader, [one.source for one in ones]) for still, ones in asked.items()}
    return {
        one.pk: held[still][one.source] for still, ones in asked.items() for one in ones if one.source in held[still]
    }


def agreed(user: User) -> bool:
    """Whether somebody in care has said yes to messages; staff are not asked."""
    own = list(user.patients.all())
    return not own or any(holds(patient, Purpose.CONTACT) for patient in own)


def failing(users: Iterable[Any]) -> set[Any]:
    """The ids of those of these people whose mail does not arrive at the address they have now."""
    rows = Preference.objects.filter(user__in=users, failing_since__isnull=False, failing_address=F("user__email"))
    return set(rows.values_list("user_id", flat=True))


def on_page(user: User) -> QuerySet[Message]:
    """What this person's page shows, the newest first."""
    rows = Message.objects.filter(user=user, channel=Message.Channel.PAGE, kind__in=kinds, not_before__lte=clock.now())
    return rows.order_by("-not_before", "-pk")


def unread(user: User) -> int:
    """How many of them the person has not seen and still has a reason to; each reason is asked once."""
    return len(true_now(user, on_page(user).filter(read=None)))


@dataclass(frozen=True)
class Shown:
    """One message as its page shows it; no `text` where its reason is over."""

    message: Message
    title: str
    text: str


def shown(user: User, messages: Iterable[Message]) -> list[Shown]:
    """These messages in words, in the language of the page."""
    messages = list(messages)
    contexts = true_now(user, messages)
    return [
        Shown(
            one,
            rendering.subject(kinds[one.kind]),
            rendering.body(kinds[one.kind], contexts[one.pk]) if one.pk in contexts else "",
        )
        for one in messages
    ]


@dataclass(frozen=True)
class Queued:
    """One message as staff see it: what it is about, and when it goes, where it still waits."""

    message: Message
    label: str
    goes: datetime | None


LATEST = 100


def queue_of(user: User, centre: Centre) -> list[Queued]:
    """The latest messages of this centre to this person over every channel, the newest first."""
    rows = Message.objects.filter(user=user, centre=centre).order_by("-made", "channel")[:LATEST]
    reader, now = Reader(user), clock.now()
    next_mail = reader.next_mail(centre, now)
    return [Queued(one, _label(one), _goes(one, next_mail, now)) for one in rows]


def _label(one: Message) -> str:
    return str(kinds[one.kind].label) if one.kind in kinds else one.kind


def _goes(one: Message, next_mail: datetime, now: datetime) -> datetime | None:
    if one.state != Message.State.WAITING:
        return None
    return max(one.not_before, now if one.urgent else next_mail)


def waiting_for(user: User) -> list[str]:
    """What will come to this person by e-mail, in a word each."""
    rows = Message.objects.filter(user=user, channel=Message.Channel.EMAIL, state=Message.State.WAITING)
    return [_label(one) for one in rows.order_by("not_before")]
