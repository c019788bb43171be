"""The part of this folder in what a person takes with them: in which groups they were, and under what name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from oncocare.people.registry import GivenField, given
from oncocare.web.pictures import DRAWN

given(
    "community.Member", "my_groups", _("The groups I am or was in"),
    GivenField("group", _("Group"), value=lambda member: member.group.name),
    GivenField("user", _("My account"), value=lambda member: member.user.email),
    GivenField("name", _("My name there")),
    GivenField("picture", _("My picture there"), words=lambda member: str(DRAWN.get(member.picture, ""))),
    GivenField("joined", _("Since")),
    GivenField("left", _("Until")),
    GivenField("paused_why", _("Why I could read and not write there for a time")),
    place=87, rows=lambda patient: patient.memberships_in_groups.select_related("group", "user").order_by("joined"),
)  # fmt: skip
