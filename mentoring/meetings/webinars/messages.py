"""What is said by mail to whoever comes to a talk from outside, each alone and with their own link. No mail says what a
talk is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring.meetings.models import Registration
from mentoring.meetings.stamps import sign_of, stamp_of, stamp_of_move
from mentoring.meetings.webinars.hours import TalkPhase, city_of
from mentoring.meetings.webinars.kinds import TALK_CHANGED, TALK_LINK, TALK_MOVED, TALK_OFF, TALK_PLACE, TALK_SOON
from mentoring.meetings.webinars.selectors import all_talks, has_place, link_of, talk_of, with_phase
from oncocare.notifications.registry import About, message

Words = Mapping[str, Mapping[str, Any]]
message_about_a_talk = partial(message, about=About.ACCOUNT)


@message_about_a_talk(TALK_LINK, "talk_link", label=_("A link to a talk"), urgent=True)
def still_asked(address: Any, sources: Sequence[str]) -> Words:
    """As long as the talk is to come; whether they have confirmed is said as it is then. A source is a registration and
    when the mail was asked for.
    """
    return _told(address, sources, lambda one, source: talk_of(one).to_come)


@message_about_a_talk(TALK_PLACE, "talk_place", label=_("A place in a talk became free"), urgent=True)
def still_free(address: Any, sources: Sequence[str]) -> Words:
    """As long as they have it. A source is a registration."""
    return _told(address, sources, lambda one, source: talk_of(one).to_come and has_place(one))


@message_about_a_talk(TALK_SOON, "talk_soon", label=_("A talk is soon"))
def still_soon(address: Any, sources: Sequence[str]) -> Words:
    """As long as it begins at that moment, they have a place and want to be reminded. A source is a registration and
    when the talk begins.
    """
    return _told(
        address, sources,
        lambda one, source: talk_of(one).to_come and one.remind and _as_told(one, source) and has_place(one),
    )  # fmt: skip


@message_about_a_talk(TALK_MOVED, "talk_moved", label=_("A talk is at another time"), urgent=True)
def still_moved(address: Any, sources: Sequence[str]) -> Words:
    """As long as it was not moved since. A source is a registration and the move."""
    return _told(address, sources, lambda one, source: talk_of(one).to_come and _last_move(one, source))


@message_about_a_talk(TALK_CHANGED, "talk_changed", label=_("Something about a talk is different"), urgent=True)
def still_changed(address: Any, sources: Sequence[str]) -> Words:
    """As long as it is to come and is held so. A source is a registration and the sign of how it is held."""
    return _told(
        address, sources,
        lambda one, source: talk_of(one).to_come and sign_of(talk_of(one)) == source.partition("@")[2],
    )  # fmt: skip


@message_about_a_talk(TALK_OFF, "talk_off", label=_("A talk was called off"), urgent=True)
def still_off(address: Any, sources: Sequence[str]) -> Words:
    """A source is a registration."""
    return _told(address, sources, lambda one, source: talk_of(one).phase is TalkPhase.OFF)


def _as_told(registration: Registration, source: str) -> bool:
    return source.partition("@")[2] == stamp_of(talk_of(registration).begins)


def _last_move(registration: Registration, source: str) -> bool:
    talk = talk_of(registration)
    return source.partition("@")[2] == stamp_of_move(talk.begins, talk.moves)


def _told(address: Any, sources: Sequence[str], holds: Callable[[Registration, str], bool]) -> Words:
    """The words' context of each source that holds, of registrations under this address that were not given back."""
    found = _registrations(str(address), (source.partition("@")[0] for source in sources))
    pairs = [(source, found.get(source.partition("@")[0])) for source in sources]
    return {source: _context(one) for source, one in pairs if one and holds(one, source)}


def _registrations(address: str, ids: Iterable[str]) -> dict[str, Registration]:
    rows = Registration.objects.filter(pk__in=set(ids), address__iexact=address, gave_back=None)
    found = {str(one.pk): one for one in rows}
    talks = all_talks().filter(pk__in={one.meeting_id for one in found.values()})
    by_id = {talk.pk: with_phase(talk) for talk in talks}
    for one in found.values():
        one.meeting = by_id[one.meeting_id]
    return found


def _context(registration: Registration) -> dict[str, Any]:
    talk = talk_of(registration)
    return {
        "centre": talk.centre, "when": talk.begins, "zone": talk.centre.zone, "city": city_of(talk.centre.zone),
        "link": link_of(registration, talk.centre), "confirmed": registration.confirmed,
        "place": has_place(registration), "recorded": talk.recorded, "why": talk.called_off_why,
    }  # fmt: skip
