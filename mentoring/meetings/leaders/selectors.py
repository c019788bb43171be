"""Reads which meetings somebody leads at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from mentoring.meetings.models import Meeting
from mentoring.meetings.selectors import with_times
from oncocare.people.models import User


def led_then(people: Iterable[User], begins: datetime, ends: datetime, but: Iterable[Any] = ()) -> list[Any]:
    """The meetings, at whichever centre, that one of these people leads at any of this time; `but` are the ids of those
    that do not count.
    """
    pks = [one.pk for one in people]
    rows = Meeting.objects.filter(Q(host__in=pks) | Q(second__in=pks)).exclude(pk__in=list(but))
    return list(with_times(rows).filter(off=False, begins__lt=ends, ends__gt=begins))
