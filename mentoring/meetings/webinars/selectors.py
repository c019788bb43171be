"""Reads of talks: which there are at a centre, who has a place, who waits, what is asked, and what is counted.

Who has a place is said by the order in which people confirmed, and is kept nowhere: as many as there are places have
one, the others wait, and a place that is given back belongs to the next at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from mentoring.meetings.models import Meeting, Registration, TalkQuestion
from mentoring.meetings.of_kinds import MeetingType
from mentoring.meetings.places.selectors import seats_taken
from mentoring.meetings.rooms.keys import seal_of
from mentoring.meetings.rooms.link import server_of
from mentoring.meetings.selectors import from_outside, with_times
from mentoring.meetings.webinars.hours import ADDRESS_KEPT, CONFIRMED_WITHIN, phase_of, reminder_is_due
from mentoring.meetings.webinars.registry import entrances
from mentoring.meetings.webinars.sealed_links import secret_of
from oncocare.foundation import clock
from oncocare.foundation.encryption import known_keys
from oncocare.people.models import Centre

Provider = Meeting.Provider


# --- talks ------------------------------------------------------------------------------------------------------------


def all_talks() -> QuerySet[Any]:
    """Every talk with its times, the first first."""
    return with_times(Meeting.objects.filter(kind=MeetingType.WEBINAR))


def talks_to_come(centre: Centre) -> list[Any]:
    """Those of a centre that are not over and were not called off."""
    return [with_phase(one) for one in all_talks().filter(centre=centre, ends__gt=clock.now(), off=False)]


def centres_with_talks(centre: Centre | None = None) -> list[str]:
    """The slugs of the centres that have talks to come, two at most; of one if it is named."""
    rows = Meeting.objects.filter(kind=MeetingType.WEBINAR, **({"centre": centre} if centre else {}))
    to_come = rows.filter(occurrence__end__gt=clock.now(), occurrence__cancelled=False)
    return list(to_come.order_by().values_list("centre__slug", flat=True).distinct()[:2])


def talk_at(centre: Centre, name: str) -> Any | None:
    """The talk of a centre with this name in its address, until some weeks after it; None where there is none."""
    try:
        pk = UUID(hex=name)
    except ValueError:
        return None
    talk = all_talks().filter(centre=centre, pk=pk, ends__gt=clock.now() - ADDRESS_KEPT).first()
    return with_phase(talk) if talk else None


def name_in_address(talk: Any) -> str:
    """How a talk is named where everybody may read: it says nothing of what it is about."""
    return str(talk.pk.hex)


def with_phase(talk: Any) -> Any:
    """The talk with `phase`, `to_come`, whether there are places to ask for, and `name`, how its address names it."""
    now = clock.now()
    talk.phase = phase_of(talk.begins, talk.ends, now, off=talk.off)
    talk.to_come = not talk.off and now < talk.ends
    talk.name = name_in_address(talk)
    return talk


def talk_of(registration: Registration) -> Any:
    """The talk somebody registered for, as `with_phase` left it there."""
    return registration.meeting


# --- who comes --------------------------------------------------------------------------------------------------------


def places_outside(talk: Any) -> int:
    """How many places are there for people from outside: all but those of people with an account."""
    left: int = talk.capacity - seats_taken(talk)
    return max(0, left)


def before_in_line(registration: Registration) -> int:
    """How many have a place before somebody who confirmed."""
    mine = Q(confirmed__lt=registration.confirmed) | Q(confirmed=registration.confirmed, pk__lt=registration.pk)
    return from_outside(registration.meeting).filter(mine).count()


def has_place(registration: Registration) -> bool:
    """Whether they have confirmed, kept their place, and are not among those who wait."""
    if registration.confirmed is None or registration.gave_back:
        return False
    return before_in_line(registration) < places_outside(registration.meeting)


def waited_in_vain_no_more(talk: Any) -> list[Registration]:
    """Who waited, has a place now, and was not told of it yet."""
    return [one for one in from_outside(talk)[: places_outside(talk)] if one.waits]


def waited_for() -> list[Any]:
    """The talks to come in which somebody from outside waits, or was not told of a place yet."""
    waiting = Registration.objects.filter(waits=True, gave_back=None).values("meeting")
    return list(all_talks().filter(pk__in=waiting, off=False, ends__gt=clock.now()))


def registration_at(centre: Centre, secret: str) -> Registration | None:
    """Whose link it is, with `meeting`, its times and its phase; None for any other. Their talk is of this centre, and
    not longer over than addresses are kept.
    """
    found = Registration.objects.filter(seal=seal_of(secret)).first()
    talk = talk_at(centre, found.meeting_id.hex) if found else None
    if found is None or talk is None or _is_too_late(found):
        return None
    found.meeting = talk
    return found


def _is_too_late(registration: Registration) -> bool:
    return registration.confirmed is None and registration.made < clock.now() - CONFIRMED_WITHIN


def secret_in_link(registration: Registration) -> str:
    """What stands in their link; made with the key that it was made with at first."""
    secrets = [secret_of(registration.pk, key) for key in known_keys()]
    return next((one for one in secrets if constant_time_compare(seal_of(one), registration.seal)), secrets[0])


def link_of(registration: Registration, centre: Centre) -> str:
    """Their whole link, for a mail."""
    return settings.SITE_URL + reverse("talk_in", args=[centre.slug, secret_in_link(registration)])


def to_remind(talk: Any) -> list[Registration]:
    """Who has a place and wants to be reminded, where now is the time for it."""
    now = clock.now()
    return [
        one
        for one in from_outside(talk)[: places_outside(talk)]
        if one.remind and one.confirmed and reminder_is_due(talk.begins, one.confirmed, now, talk.centre.zone)
    ]


def to_forget() -> QuerySet[Registration]:
    """Whoever's address is kept no longer: some weeks after the talk, or never confirmed."""
    now = clock.now()
    old = Q(meeting__occurrence__end__lt=now - ADDRESS_KEPT)
    return Registration.objects.exclude(address="").filter(old | Q(confirmed=None, made__lt=now - CONFIRMED_WITHIN))


# --- coming in --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WayIn:
    """How somebody comes into a talk that is open: an address to press, or a button that makes one which opens for
    minutes; neither where it is not by video. `site` is whose the address is, where it is another site than this.
    """

    address: str = ""
    site: str = ""
    by_key: bool = False


def way_into(registration: Registration) -> WayIn:
    """By the provider of the talk. A telephone number stands beside it in any case."""
    talk = registration.meeting
    if talk.provider == Provider.LINK:
        return WayIn(talk.link, site=server_of(talk.link))
    if talk.provider in entrances:
        return WayIn(entrances[talk.provider](registration))
    return WayIn(by_key=talk.provider == Provider.JITSI)


# --- questions --------------------------------------------------------------------------------------------------------


def questions_of(talk: Any) -> list[TalkQuestion]:
    """Everything that was asked, in the order in which it was; of nobody."""
    return list(TalkQuestion.objects.filter(meeting=talk.pk))


def shown_questions(talk: Any) -> list[TalkQuestion]:
    """What staff show to all."""
    return list(TalkQuestion.objects.filter(meeting=talk.pk, shown_at__isnull=False).order_by("shown_at"))


def question_in(talk: Any, pk: Any) -> TalkQuestion | None:
    """A question of this talk."""
    return TalkQuestion.objects.filter(meeting=talk.pk, pk=pk).first()


# --- counted ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TalkCounts:
    """What is known of who came to a talk from outside, as numbers. `places` are those that people with an account did
    not take; `confirmed` holds who did not give the place back before they came, `waiting` are among them; `came_in` is
    of them; `minutes` are those of the `timed` of whom it is known how long they were there.
    """

    places: int
    accounts: int
    asked: int
    confirmed: int
    gave_back: int
    came_in: int
    timed: int
    minutes: int
    reminded: int

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return max(0, self.confirmed - self.places)

    @property
    def with_place(self) -> int:
        """How many have one."""
        return min(self.confirmed, self.places)


def counts_of(talk: Any) -> TalkCounts:
    """By two queries, however many come."""
    accounts = seats_taken(talk)
    came = Q(came_in__isnull=False)  # who has come and then has their address forgotten was there all the same
    kept = Q(confirmed__isnull=False) & (Q(gave_back=None) | came)
    counts = {
        "asked": Count("pk"),
        "confirmed": Count("pk", filter=kept),
        "gave_back": Count("pk", filter=Q(gave_back__isnull=False) & ~came),
        "came_in": Count("pk", filter=came),
        "timed": Count("pk", filter=Q(minutes__isnull=False)),
        "minutes": Sum("minutes", default=0),
        "reminded": Count("pk", filter=kept & Q(remind=True)),
    }
    # Under other names than those of the fields, which they would hide from one another.
    rows = Registration.objects.filter(meeting=talk.pk)
    named = rows.aggregate(**{f"n_{name}": each for name, each in counts.items()})
    found = {name: named[f"n_{name}"] for name in counts}
    return TalkCounts(places=max(0, talk.capacity - accounts), accounts=accounts, **found)
