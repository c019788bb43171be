"""How somebody from outside comes into a talk by video of this site: by a page of this folder, with their own link."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from mentoring.meetings.models import Meeting
from mentoring.meetings.webinars.registry import entrance
from mentoring.meetings.webinars.selectors import secret_in_link


@entrance(Meeting.Provider.JANUS.value)
def to_watch(registration: Any) -> str:
    """The page on which they see and hear it."""
    return reverse("watch_talk", args=[registration.meeting.centre.slug, secret_in_link(registration)])
