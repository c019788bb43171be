"""The part of guiding in what a person takes with them: what was written to them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from oncocare.people.registry import GivenField, given

given(
    "campus.CampusReview", "written_to_me", _("What those who guide me wrote"),
    GivenField("made", _("Sent")),
    GivenField("words", _("The words")),
    place=135, rows=lambda patient: patient.campus_reviews.order_by("made"),
)  # fmt: skip
