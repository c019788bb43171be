"""The part of this folder in what a person takes with them: what they said to being seen, and what they were asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mentoring.community.leaders.models import LeaderChoice, LeaderNomination
from oncocare.people.registry import GivenField, given

GROUP = GivenField(
    "group", _("Group"), value=lambda row: row.member.group.name, words=lambda row: row.member.group.name
)

given(
    "leaders.LeaderChoice", "seen_helping", _("Whether moderators may see how I help others in a group"),
    GROUP,
    GivenField("made", _("Said")),
    GivenField("agreed", _("What I said"), words=lambda row: _("Yes") if row.agreed else _("No")),
    place=97, rows=lambda patient: (
        LeaderChoice.objects.filter(member__patient=patient).select_related("member__group").order_by("id")
    ),
)  # fmt: skip
given(
    "leaders.LeaderNomination", "asked_to_help", _("What moderators asked me about helping others"),
    GROUP,
    GivenField("made", _("Asked")),
    GivenField("words", _("The words")),
    GivenField("newcomers", _("Newcomers whom I answered")),
    GivenField("waited", _("People who had waited and whom I answered first")),
    GivenField("thanked", _("Members who thanked me")),
    GivenField("months", _("Months in which I wrote, of the last six")),
    GivenField("answer", _("What I said"), words=lambda row: row.get_answer_display()),
    GivenField("answered", _("Answered")),
    place=98, rows=lambda patient: (
        LeaderNomination.objects.filter(member__patient=patient).select_related("member__group").order_by("made")
    ),
)  # fmt: skip
