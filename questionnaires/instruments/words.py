"""The few words of our own around an instrument: the period it asks about, its scores and bands."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.definition import Definition

# Names of scores and bands are the instruments' own codes; these are the words for those that ship with wording.
NAMES = {
    "total": gettext_lazy("total"),
    "score": gettext_lazy("score"),
    "mean": gettext_lazy("mean"),
    "overall": gettext_lazy("overall"),
    "raw": gettext_lazy("raw score"),
    "percentage": gettext_lazy("percentage"),
    "depression": gettext_lazy("depression"),
    "anxiety": gettext_lazy("anxiety"),
    "stress": gettext_lazy("stress"),
    "none": gettext_lazy("none"),
    "minimal": gettext_lazy("minimal"),
    "normal": gettext_lazy("normal"),
    "low": gettext_lazy("low"),
    "subthreshold": gettext_lazy("below the threshold"),
    "mild": gettext_lazy("mild"),
    "borderline": gettext_lazy("borderline"),
    "abnormal": gettext_lazy("abnormal"),
    "moderate": gettext_lazy("moderate"),
    "moderately_severe": gettext_lazy("moderately severe"),
    "serious": gettext_lazy("serious"),
    "severe": gettext_lazy("severe"),
    "extremely_severe": gettext_lazy("extremely severe"),
    "high": gettext_lazy("high"),
    "very_high": gettext_lazy("very high"),
    "significant": gettext_lazy("significant"),
    "cluster_b": gettext_lazy("intrusion"),
    "cluster_c": gettext_lazy("avoidance"),
    "cluster_d": gettext_lazy("negative thoughts and mood"),
    "cluster_e": gettext_lazy("arousal"),
    "family": gettext_lazy("family"),
    "friends": gettext_lazy("friends"),
    "gad2": gettext_lazy("anxiety"),
    "phq2": gettext_lazy("depression"),
    "significant_other": gettext_lazy("significant other"),
}


def name(code: str) -> str:
    """A score or band in the language of the page; its own code, readable, where there is no word."""
    return str(NAMES.get(code) or code.replace("_", " "))


def recall(known: Definition) -> str:
    """The period a question asks about, for every page; empty where the instrument has none."""
    days = known.recall.days
    if days is None:
        return ""
    if days == 0:
        return _("About now")
    if days == 1:
        return _("About today")
    if days % 7 == 0 and days < 28:
        return ngettext("About the last week", "About the last %(count)d weeks", days // 7) % {"count": days // 7}
    return _("About the last %(count)d days") % {"count": days}


# --- several --------------------------------------------------------------------------------------------------------


def listed(parts: Iterable[str]) -> str:
    """The parts as a list in words: A, B and C."""
    *first, last = parts
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def instrument_words(codes: Iterable[str]) -> str:
    """The titles of instruments, as a list in words."""
    return listed(definition(code).title for code in codes)
