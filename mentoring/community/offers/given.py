"""The part of this folder in what a person takes with them: the groups they were offered, and what they said."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from oncocare.people.registry import GivenField, given

given(
    "community.GroupOffer", "groups_offered", _("The groups I was offered"),
    GivenField("made", _("When")),
    GivenField("group", _("Group"), value=lambda offer: offer.group.name if offer.group else ""),
    GivenField("answer", _("I said"), words=lambda offer: offer.get_answer_display() if offer.answer else ""),
    GivenField("words", _("In my words")),
    GivenField("again_on", _("Asked again on")),
    place=88, rows=lambda patient: patient.group_offers.select_related("group").order_by("made"),
)  # fmt: skip
