"""Writes that every floor of meetings may do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from mentoring.meetings.kinds import MEETING_MOVED
from mentoring.meetings.models import Meeting
from mentoring.meetings.stamps import stamp_of
from oncocare.events.actions import emit
from oncocare.foundation.unit import action


@action
def tell_moved(*, meeting: Any, begins: datetime) -> None:
    """A meeting is at another time: it is counted, for files that telephones keep, and whoever comes is told."""
    Meeting.objects.filter(pk=meeting.pk).update(moves=F("moves") + 1)
    emit(MEETING_MOVED, meeting=meeting.pk, centre=meeting.centre_id, begins=stamp_of(begins))
