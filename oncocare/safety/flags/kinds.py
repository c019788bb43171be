"""The events and messages about flags, and the words for each kind and severity."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oncocare.events.registry import kind

# `owner` and `news` as they were then: whoever is told twice is told the same. `nobody`: nobody was on duty to have it.
# `everybody`: all on duty have had it, so now everybody who may answer it is told.
FLAG_RAISED = kind("flag.raised", carries="flag owner news nobody")
FLAG_ESCALATED = kind("flag.escalated", carries="flag owner news nobody everybody")

# the kinds of messages
YOURS, CLIMBED, NOBODY_ON = "flag.yours", "flag.climbed", "flag.nobody_on"

WORDS = {
    "suicidal_ideation": gettext_lazy("Thoughts of being better off dead or of self-harm"),
    "worsening": gettext_lazy("Much worse than the time before"),
}


def words(of: str) -> str:
    """What staff read for a kind of flag; a policy may raise kinds that have no words of ours."""
    return str(WORDS.get(of) or of.replace("_", " ").capitalize())


def severity_words(severity: str) -> str:
    """What staff read for a severity."""
    return {"urgent": _("Urgent"), "high": _("High priority"), "medium": _("Medium priority")}.get(severity, severity)
