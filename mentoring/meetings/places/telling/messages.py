"""What is said of sessions by mail: that there is one, when, and that it changed. Not what it is about, with whom, or
where: that stands on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring.meetings.kinds import (
    PLACE_FREE,
    SESSION_BOOKED,
    SESSION_CHANGED,
    SESSION_HELD_CHANGED,
    SESSION_INVITED,
    SESSION_MOVED,
    SESSION_OFF,
    SESSION_SOON,
    SESSION_TOMORROW,
)
from mentoring.meetings.models import Seat
from mentoring.meetings.places.telling.selectors import REMINDED, held_by, told_about
from mentoring.meetings.stamps import sign_of, stamp_of, stamp_of_move
from oncocare.foundation import clock
from oncocare.notifications.registry import About, Audience, Still, message
from oncocare.people.models import User
from oncocare.people.roles import CAREGIVER, MENTOR, PATIENT

Told = Mapping[str, Mapping[str, Any]]
Found = Mapping[str, tuple[Any, str]]  # by source: a place with `begins` and `off`, and what else it names
AUDIENCES: Mapping[str, Audience] = {
    "patient": PATIENT, "caregiver": CAREGIVER, "mentor": MENTOR, "staff": About.STAFF
}  # fmt: skip
HELD: dict[str, Any] = {"label": _("A session that you lead changed"), "about": About.STAFF}
State = Seat.State


def seats_of_sources(user: User, sources: Sequence[str]) -> Mapping[str, Any]:
    """The place that each source names, and the moment or sign, where it is this person's and its session is to come.
    It is asked once for all kinds of messages about sessions.
    """
    named = {source: source.partition("@")[::2] for source in sources}
    seats = told_about(user, {seat for seat, _moment in named.values()})
    found = {source: (seats.get(seat), moment) for source, (seat, moment) in named.items()}
    return {source: one for source, one in found.items() if one[0] is not None and one[0].begins > clock.now()}


def message_of_sessions(name: str, template: str, *, label: Any) -> Callable[[Still], Still]:
    """Declare a kind of message for each of whom it may be for; and once more for what cannot wait, which is `.now`."""

    def register(still: Still) -> Still:
        for audience, about in AUDIENCES.items():
            common = {"label": label, "about": about, "read": seats_of_sources}
            message(f"{name}.{audience}", template, **common)(still)
            message(f"{name}.{audience}.now", template, urgent=True, **common)(still)
        return still

    return register


def _true(found: Found, holds: Callable[[Any, str], bool]) -> Told:
    """The moments of those of which it `holds`, given the place and what else the source names."""
    return {
        source: {"when": seat.begins, "until": seat.until, "series": seat.meeting.series_id}
        for source, (seat, moment) in found.items()
        if holds(seat, moment)
    }


def _has_a_place(seat: Any) -> bool:
    return not seat.off and seat.state in Seat.TAKES_A_PLACE


def _at(seat: Any, moment: str) -> bool:
    return not seat.off and stamp_of(seat.begins) == moment


def _last_move(seat: Any) -> str:
    return stamp_of_move(seat.begins, seat.meeting.moves)


@message_of_sessions(SESSION_INVITED, "session_invited", label=_("Asked to come to a session"))
def still_invited(_user: User, found: Found) -> Told:
    """As long as they have not said yes or no. A source is a place and since when it is so."""
    return _true(found, lambda seat, _since: seat.state == State.INVITED and not seat.off)


@message_of_sessions(SESSION_BOOKED, "session_booked", label=_("A place in a session"))
def still_booked(_user: User, found: Found) -> Told:
    """As long as they have it."""
    return _true(found, lambda seat, _since: seat.state == State.BOOKED and not seat.off)


@message_of_sessions(SESSION_MOVED, "session_moved", label=_("A session is at another time"))
def still_moved(_user: User, found: Found) -> Told:
    """As long as they come to it or wait for it, and it was not moved since. A source is a place and the move."""
    return _true(found, lambda seat, move: seat.state in Seat.COMES and not seat.off and move == _last_move(seat))


@message_of_sessions(SESSION_CHANGED, "session_changed", label=_("Something about a session is different"))
def still_changed(_user: User, found: Found) -> Told:
    """As long as they have a place and it is held so. A source is a place and the sign of how it is held."""
    return _true(found, lambda seat, sign: _has_a_place(seat) and sign_of(seat.meeting) == sign)


@message_of_sessions(SESSION_OFF, "session_off", label=_("A session does not take place for you"))
def still_off(_user: User, found: Found) -> Told:
    """As long as it is off, or they were taken out; whoever left by themselves knows."""
    return _true(found, lambda seat, _since: (seat.off and seat.state in Seat.COMES) or seat.state == State.RELEASED)


@message_of_sessions(PLACE_FREE, "session_place", label=_("A place in a session is free"))
def still_free(_user: User, found: Found) -> Told:
    """As long as it is offered to them. A source is a place and until when."""
    return _true(
        found, lambda seat, until: seat.state == State.OFFERED and not seat.off and stamp_of(seat.until) == until
    )


@message_of_sessions(SESSION_TOMORROW, "session_tomorrow", label=_("A session comes soon"))
def still_tomorrow(_user: User, found: Found) -> Told:
    """As long as they come and it is then."""
    return _true(found, lambda seat, moment: seat.state in REMINDED and _at(seat, moment))


@message_of_sessions(SESSION_SOON, "session_soon", label=_("A session begins within the hour"))
def still_soon(_user: User, found: Found) -> Told:
    """The same."""
    return _true(found, lambda seat, moment: seat.state in REMINDED and _at(seat, moment))


@message(SESSION_HELD_CHANGED, "session_held", **HELD)
@message(f"{SESSION_HELD_CHANGED}.now", "session_held", urgent=True, **HELD)
def still_held(user: User, sources: Sequence[str]) -> Told:
    """As long as they lead it and it is to come. A source is what became of a place, that, and since when; of one that
    was moved, the move.
    """
    named = {source: source.split(":", 2) for source in sources}
    seats = held_by(user, {seat for _what, seat, _since in named.values()})
    return {
        source: {"when": seats[seat].begins, "what": what}
        for source, (what, seat, since) in named.items()
        if seat in seats and seats[seat].begins > clock.now() and (what != "moved" or since == _last_move(seats[seat]))
    }
