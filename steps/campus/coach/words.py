"""What the codes of the coach are called on pages. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from steps.campus.coach.table import OTHER, UNSURE, CoachOutcome, CoachPhase, SeverityBand, SourceRead

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OUTCOME_WORDS: Mapping[str, StrOrPromise] = {
    CoachOutcome.NOTED: _("Noted"),
    CoachOutcome.SELF_CARE: _("You can do something yourself"),
    CoachOutcome.CALL_TEAM: _("Call your team in the next days"),
    CoachOutcome.CALL_WARD_TODAY: _("Call the ward today"),
    CoachOutcome.CALL_WARD_NOW: _("Call the ward now"),
}
SHORT_WORDS: Mapping[str, StrOrPromise] = {
    CoachOutcome.SELF_CARE: pgettext_lazy("outcome", "Self-care"),
    CoachOutcome.CALL_TEAM: pgettext_lazy("outcome", "Team"),
    CoachOutcome.CALL_WARD_TODAY: pgettext_lazy("outcome", "Ward today"),
    CoachOutcome.CALL_WARD_NOW: pgettext_lazy("outcome", "Ward now"),
}
BAND_WORDS: Mapping[str, StrOrPromise] = {
    "": pgettext_lazy("severity", "Gone"),
    SeverityBand.MILD: pgettext_lazy("severity", "Mild"),
    SeverityBand.MODERATE: pgettext_lazy("severity", "Moderate"),
    SeverityBand.SEVERE: pgettext_lazy("severity", "Severe"),
}
PHASE_WORDS: Mapping[str, StrOrPromise] = {
    CoachPhase.NEW: _("just diagnosed"),
    CoachPhase.CHEMOTHERAPY: _("in chemotherapy"),
    CoachPhase.TREATMENT: _("in another treatment"),
    CoachPhase.AFTER: _("treatment is over"),
    CoachPhase.LIVING_WITH: _("lives with the illness"),
    CoachPhase.UNKNOWN: _("not known"),
}
READ_WORDS: Mapping[str, StrOrPromise] = {
    SourceRead.WHOLE: _("read whole, in a stored copy"),
    SourceRead.BEGINNING: _("read in part: the beginning, in a stored copy"),
    SourceRead.TITLE: _("not read: only title and address were checked"),
}
MARKED_WORDS: Mapping[str, StrOrPromise] = {
    UNSURE: _("I am not sure"),
    OTHER: _("Something else that frightens me"),
}
