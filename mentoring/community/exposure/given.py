"""The part of this folder in what a person takes with them: their weeks in groups, in numbers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mentoring.community.exposure.models import GroupWeek
from oncocare.people.registry import GivenField, given

given(
    "exposure.GroupWeek", "group_weeks", _("My weeks in groups, in numbers"),
    GivenField("week", _("Week from")),
    GivenField("days_active", _("Days on which I was there")),
    GivenField("posts_read", _("Posts that became read")),
    GivenField("posts_written", _("Posts I wrote")),
    GivenField("reactions", _("What I said of posts without words")),
    place=97, rows=lambda patient: GroupWeek.objects.filter(member__patient=patient).order_by("week", "pk"),
)  # fmt: skip
