"""Holds the people who lead meetings while one is planned for them, and refuses a second one at the same time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from mentoring.meetings.leaders.selectors import led_then
from mentoring.meetings.models import Meeting
from oncocare.foundation.unit import hold
from oncocare.people.models import Centre, User
from oncocare.web.templatetags.web import moment, time_of_day

MOST_SAID = 3  # of the meetings that stand in the way, so many are named

Span = tuple[datetime, datetime]


def leaders_of(meeting: Meeting) -> list[User]:
    """Who leads it."""
    return [one for one in (meeting.host, meeting.second) if one is not None]


def hold_leaders(people: Iterable[User]) -> None:
    """Nobody else plans anything for these people until this act ends; held in one order, so that nobody waits in a
    ring.
    """
    for one in sorted(set(people), key=lambda one: one.pk):
        hold(one)


def refuse_double(
    centre: Centre, people: Iterable[User], planned: list[Span], *, but: Iterable[Any] = (), field: str = "first"
) -> None:
    """Refuse, at this field and saying who and when, where one of these people leads another meeting at any of these
    times. What it is and at which centre is not said.
    """
    people = list(people)
    if not planned:
        return
    taken = led_then(people, min(one for one, _end in planned), max(end for _one, end in planned), but)
    clash = [one for one in taken if any(one.begins < end and one.ends > begins for begins, end in planned)]
    if clash:
        names = {one.pk: one.name or one.email for one in people}
        with timezone.override(centre.zone):
            raise ValidationError({field: [_in_the_way(one, names) for one in clash[:MOST_SAID]]})


def _in_the_way(meeting: Any, names: dict[Any, str]) -> str:
    who = " · ".join(names[pk] for pk in (meeting.host_id, meeting.second_id) if pk in names)
    said = _("%(who)s leads another session on %(when)s–%(until)s.")
    return said % {"who": who, "when": moment(meeting.begins), "until": time_of_day(meeting.ends)}
