"""The words of the conditions of a policy, as its rules ask and as a decision found them. Pure."""

from __future__ import annotations

from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steps.policy import Bound, Changed, Counted, Fact, Since

_MEASURES = {
    "depression": gettext_lazy("depression"),
    "anxiety": gettext_lazy("anxiety"),
    "distress": gettext_lazy("distress"),
}
SINCE = {
    Since.BASELINE: gettext_lazy("the first value"),
    Since.LEVEL_ENTRY: gettext_lazy("the value on entering the level"),
    Since.PREVIOUS: gettext_lazy("the value before"),
}
FACTS = {  # as a rule asks
    (Fact.FIRST, True): gettext_lazy("it is the first day with a score"),
    (Fact.FIRST, False): gettext_lazy("it is not the first day with a score"),
    (Fact.OPEN_FLAG, True): gettext_lazy("a safety flag is open"),
    (Fact.OPEN_FLAG, False): gettext_lazy("no safety flag is open"),
}
FACTS_FOUND = FACTS | {  # as a decision tells
    (Fact.FIRST, True): gettext_lazy("this is the first assessment"),
    (Fact.FIRST, False): gettext_lazy("this is not the first assessment"),
}
COUNTS = {  # as a rule asks
    Counted.DAYS_IN_LEVEL: gettext_lazy("the days at this level are %(bound)s"),
    Counted.DAYS_IN_PATHWAY: gettext_lazy("the days since the first score are %(bound)s"),
    Counted.MISSED: gettext_lazy("the assignments missed in a row are %(bound)s"),
}
COUNTS_FOUND = {  # as a decision tells
    Counted.DAYS_IN_LEVEL: gettext_lazy("days at this level"),
    Counted.DAYS_IN_PATHWAY: gettext_lazy("days in the pathway"),
    Counted.MISSED: gettext_lazy("assignments missed in a row"),
}
CHANGES = {  # as a rule asks
    Changed.IMPROVED: gettext_lazy("%(measure)s is reliably better than %(since)s, by %(points)s or more"),
    Changed.WORSE: gettext_lazy("%(measure)s is reliably worse than %(since)s, by %(points)s or more"),
    Changed.NONE: gettext_lazy("%(measure)s is within %(points)s of %(since)s, so not reliably different"),
}
CHANGES_FOUND = {  # as a decision tells
    Changed.IMPROVED: gettext_lazy("reliably better than"),
    Changed.WORSE: gettext_lazy("reliably worse than"),
    Changed.NONE: gettext_lazy("not reliably different from"),
}


def measure(slug: str) -> str:
    """What a clinician reads for a measure, in the language of the page; the slug where there is no word."""
    return str(_MEASURES.get(slug, slug))


def measure_of(slug: str, instrument: str, score: str) -> str:
    """A measure with what it is made of, such as depression (PHQ-9 total)."""
    return f"{measure(slug)} ({instrument.upper()} {score})"


def bound(side: Bound, limit: str) -> str:
    """The side of a number that is asked for."""
    return (_("at least %(n)s") if side is Bound.AT_LEAST else _("below %(n)s")) % {"n": limit}


def number(value: Decimal | int) -> str:
    """A number as it is written in the language of the page, without empty decimals."""
    shown: str = formats.number_format(Decimal(f"{Decimal(value).normalize():f}"))
    return shown
