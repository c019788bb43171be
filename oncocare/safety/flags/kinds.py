"""The events and messages about flags, and the words for each kind and severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from oncocare.events.registry import kind
from oncocare.safety.concerns import FlagKind, Severity

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# `owner` and `news` as they were then: whoever is told twice is told the same. `nobody`: nobody was on duty to have it.
# `everybody`: all on duty have had it, so now everybody who may answer it is told.
FLAG_RAISED = kind("flag.raised", carries="flag owner news nobody")
FLAG_ESCALATED = kind("flag.escalated", carries="flag owner news nobody everybody")
# `told`: the owner must know, because it became more severe or is due sooner, or they had taken it on.
FLAG_JOINED = kind("flag.joined", carries="flag owner news nobody told")
FLAG_CLOSED = kind("flag.closed", carries="flag")

# the kinds of messages
YOURS, CLIMBED, AGAIN, NOBODY_ON = "flag.yours", "flag.climbed", "flag.again", "flag.nobody_on"

WORDS: dict[str, StrOrPromise] = {
    FlagKind.SUICIDAL_IDEATION: gettext_lazy("Thoughts of being better off dead or of self-harm"),
    FlagKind.SUICIDE_NOT_SAID: gettext_lazy("Would rather not answer about thoughts of death or self-harm"),
    FlagKind.WORSENING: gettext_lazy("Much worse than the time before"),
    FlagKind.SILENCE: gettext_lazy("No answers after severe ones"),
    FlagKind.SEVERE_DISTRESS: gettext_lazy("Severe distress in the answers"),
    FlagKind.HELP_OVER: gettext_lazy("The help has ended and it is still hard"),
    FlagKind.WAITING_LONG: gettext_lazy("Waiting long for help"),
    FlagKind.NO_BETTER: gettext_lazy("No better after weeks of help"),
}
SEVERITY_WORDS: dict[str, StrOrPromise] = {
    Severity.URGENT: gettext_lazy("Urgent"),
    Severity.HIGH: gettext_lazy("High priority"),
    Severity.MEDIUM: gettext_lazy("Medium priority"),
}


def words(of: str) -> str:
    """What staff read for a kind of flag; one that was raised before there was a list has no words of ours."""
    return str(WORDS.get(of) or of.replace("_", " ").capitalize())


def severity_words(severity: str) -> str:
    """What staff read for a severity."""
    return str(SEVERITY_WORDS.get(severity, severity))
