"""The part of flags in what a person takes with them: when an answer was read by a person, and what they said to it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from oncocare.people.registry import GivenField, given

given(
    "safety.Flag", "read_by_a_person", _("Answers that a person had to read"),
    GivenField("raised", _("Answered on")),
    GivenField("can_wait", _("I said that it can wait")),
    GivenField("acknowledged_at", _("Read by a person")),
    GivenField("closed_at", _("Settled")),
    place=90, rows=lambda patient: patient.flags.order_by("raised", "pk"),
)  # fmt: skip
