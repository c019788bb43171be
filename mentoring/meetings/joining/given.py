"""The part of this folder in what a person takes with them: when they were in the room of a session, and as whom."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mentoring.meetings.joining.models import Presence
from oncocare.people.registry import GivenField, given

given(
    "session_page.Presence", "session_rooms", _("Sessions that I joined in the browser"),
    GivenField("meeting", _("When"), value=lambda row: row.meeting.occurrence.start),
    GivenField("name", _("The name under which I was seen")),
    GivenField("came", _("When I came")),
    GivenField("seen", _("When I was there last")),
    GivenField("help", _("When I asked for help there")),
    place=101, rows=lambda patient: (
        Presence.objects.filter(seat__patient=patient).select_related("meeting__occurrence").order_by("came")
    ),
)  # fmt: skip
