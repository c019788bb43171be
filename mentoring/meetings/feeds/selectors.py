"""What stands in a file: the meetings in which somebody has a place, and those that they hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mentoring.meetings.feeds.files import FileWords, SessionEntry
from mentoring.meetings.models import Meeting, OwnFeed, Seat
from mentoring.meetings.rooms.keys import seal_of
from mentoring.meetings.selectors import led_by, with_times
from oncocare.foundation import clock
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, standing_of

KEPT, AHEAD = timedelta(weeks=4), timedelta(days=400)  # how far back and ahead a feed goes
State = Seat.State


def file_words() -> FileWords:
    """In the language that is active. No word says what a meeting is for."""
    return FileWords(title=_("Session"), place=_("See the page"), all_of_them=_("Sessions"))


def entry_of(meeting: Any, address: str, *, sure: bool = True, off: bool = False) -> SessionEntry:
    """A meeting with its times, as it stands in a file."""
    return SessionEntry(
        uid=str(meeting.pk), begins=meeting.begins, ends=meeting.ends, address=address, sure=sure,
        changes=meeting.moves + bool(meeting.off), off=off or meeting.off,
    )  # fmt: skip


def entry_of_seat(seat: Seat) -> SessionEntry:
    """Somebody's own place, whose meeting has its times; one that they do not have any more is called off for them."""
    here = settings.SITE_URL + reverse("session", args=[seat.meeting_id])
    return entry_of(seat.meeting, here, sure=seat.state == State.BOOKED, off=seat.state not in Seat.TAKES_A_PLACE)


def entries_of(user: User) -> list[SessionEntry]:
    """What a person's feed holds: places that they have or are offered, and what they hold, each meeting once. Nothing
    where the account is closed, the role is gone or the person has died.
    """
    standing = standing_of(user)
    held = [entry_of(one, _led_address(one)) for one in _led(standing)]
    return [*held, *(entry_of_seat(seat) for seat in _seats(standing))]


def _led_address(meeting: Any) -> str:
    return settings.SITE_URL + reverse("lead_session", args=[meeting.pk])


def _led(standing: Standing) -> list[Any]:
    now = clock.now()
    return list(led_by(standing, now - KEPT, now + AHEAD))


def _seats(standing: Standing) -> list[Seat]:
    now = clock.now()
    rows = Seat.objects.filter(
        _alive(), user=standing.user, centre__in=standing.centres_with(Permission.COME_TO_SESSIONS),
        state__in=Seat.TAKES_A_PLACE, meeting__occurrence__end__gt=now - KEPT,
        meeting__occurrence__start__lt=now + AHEAD,
    )  # fmt: skip
    seats = list(rows)
    meetings = with_times(Meeting.objects.filter(pk__in=[seat.meeting_id for seat in seats])).in_bulk()
    for seat in seats:
        seat.meeting = meetings[seat.meeting_id]
    return [seat for seat in seats if not seat.meeting.is_led_by(standing.user)]


def _alive() -> Q:
    return Q(patient=None) | Q(patient__died_on=None)


# --- the secret address -----------------------------------------------------------------------------------------------


def feeds_in_use() -> QuerySet[OwnFeed]:
    """Those that nobody has ended, of accounts that are open."""
    return OwnFeed.objects.filter(ended=None, user__is_active=True).select_related("user")


def feed_of(user: User) -> OwnFeed | None:
    """The one at which this person's sessions can be read now."""
    return feeds_in_use().filter(user=user).first()


def feed_at(key: str) -> OwnFeed | None:
    """The one at this address; None for one that was ended as for one that never was."""
    return feeds_in_use().filter(seal=seal_of(key)).first()


def feed_address(key: str) -> str:
    """The whole address."""
    return settings.SITE_URL + reverse("own_feed", args=[key])
