"""The words of each condition of a policy, and of what it looks at, in the language of the page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Protocol

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext

from oncocare.foundation.languages import in_language
from questionnaires.instruments.words import listed, name
from steps.policy import (
    AtLevel,
    Bound,
    ByHand,
    Caseness,
    Change,
    Changed,
    Count,
    Counted,
    Declined,
    Fact,
    Held,
    HelpIs,
    HelpStands,
    HigherIs,
    IsCase,
    IsFact,
    IsMissing,
    IsReading,
    IsTold,
    Measure,
    OfMeasure,
    Reads,
    Since,
    Value,
    Way,
)
from steps.single_readings import SYMPTOM, item_of
from steps.told import TOLD
from steps.words import numbered

Test = AtLevel | IsFact | Count | HelpStands | Declined | ByHand | IsTold | OfMeasure

_FACTS = {
    (Fact.FIRST, True): gettext_lazy("nothing was answered or missed before this day"),
    (Fact.FIRST, False): gettext_lazy("something was answered or missed before this day"),
    (Fact.OPEN_FLAG, True): gettext_lazy("a safety flag is open"),
    (Fact.OPEN_FLAG, False): gettext_lazy("no safety flag is open"),
}
_HELP = {
    HelpIs.WAITING: gettext_lazy("the help of this level has not begun"),
    HelpIs.ENDED: gettext_lazy("the help of this level has ended"),
}
_COUNTS = {
    (Counted.DAYS_IN_LEVEL, Bound.AT_LEAST): ngettext_lazy(
        "the person has been at this level for at least %(n)s day",
        "the person has been at this level for at least %(n)s days",
        "n",
    ),
    (Counted.DAYS_IN_LEVEL, Bound.BELOW): ngettext_lazy(
        "the person has been at this level for less than %(n)s day",
        "the person has been at this level for less than %(n)s days",
        "n",
    ),
    (Counted.DAYS_IN_PATHWAY, Bound.AT_LEAST): ngettext_lazy(
        "the pathway began at least %(n)s day ago", "the pathway began at least %(n)s days ago", "n"
    ),
    (Counted.DAYS_IN_PATHWAY, Bound.BELOW): ngettext_lazy(
        "the pathway began less than %(n)s day ago", "the pathway began less than %(n)s days ago", "n"
    ),
    (Counted.DAYS_OF_HELP, Bound.AT_LEAST): ngettext_lazy(
        "the help of this level began at least %(n)s day ago",
        "the help of this level began at least %(n)s days ago",
        "n",
    ),
    (Counted.DAYS_OF_HELP, Bound.BELOW): ngettext_lazy(
        "the help of this level began less than %(n)s day ago",
        "the help of this level began less than %(n)s days ago",
        "n",
    ),
    (Counted.MISSED, Bound.AT_LEAST): ngettext_lazy(
        "at least %(n)s set of questions was missed since the last answers",
        "at least %(n)s sets of questions in a row were missed since the last answers",
        "n",
    ),
}
_DECLINED = {
    Way.UP: ngettext_lazy(
        "a proposal to a higher level was declined in the %(n)s day before this one",
        "a proposal to a higher level was declined in the %(n)s days before this one",
        "n",
    ),
    Way.DOWN: ngettext_lazy(
        "a proposal to a lower level was declined in the %(n)s day before this one",
        "a proposal to a lower level was declined in the %(n)s days before this one",
        "n",
    ),
    None: ngettext_lazy(
        "a proposal to another level was declined in the %(n)s day before this one",
        "a proposal to another level was declined in the %(n)s days before this one",
        "n",
    ),
}
_BY_HAND = ngettext_lazy(
    "a person set the level by hand in the %(n)s day before this one",
    "a person set the level by hand in the %(n)s days before this one",
    "n",
)
_CHANGES = {
    Changed.IMPROVED: gettext_lazy(
        "%(measure)s is better than %(since)s by %(points)s or more (changed beyond a week's noise)"
    ),
    Changed.WORSE: gettext_lazy(
        "%(measure)s is worse than %(since)s by %(points)s or more (changed beyond a week's noise)"
    ),
    Changed.NONE: gettext_lazy(
        "%(measure)s differs from %(since)s by less than %(points)s (not changed beyond a week's noise)"
    ),
}
_SINCE = {
    Since.BASELINE: gettext_lazy("the first value"),
    Since.LEVEL_ENTRY: gettext_lazy("the value on entering the level"),
    Since.PREVIOUS: gettext_lazy("the time before"),
}
_READINGS = {
    Reads.FIRST: gettext_lazy("the value of %(measure)s is the first one"),
    Reads.NEW: gettext_lazy("the value of %(measure)s is new"),
    Reads.OLD: gettext_lazy("the value of %(measure)s is not new"),
}
_CASES = {
    (Caseness.CASE, HigherIs.WORSE): gettext_lazy("a case (%(n)s or more)"),
    (Caseness.CASE, HigherIs.BETTER): gettext_lazy("a case (%(n)s or less)"),
    (Caseness.NOT_CASE, HigherIs.WORSE): gettext_lazy("no case (below %(n)s)"),
    (Caseness.NOT_CASE, HigherIs.BETTER): gettext_lazy("no case (above %(n)s)"),
}


class Worded(Protocol):
    """What has words by language and is made of one score: a measure, or what a decision kept of it."""

    @property
    def instrument(self) -> str: ...
    @property
    def score(self) -> str: ...
    @property
    def words(self) -> dict[str, str]: ...


def spoken(texts: Mapping[str, str]) -> str:
    """A text of a policy in the language of the page; empty where it has none."""
    return in_language(texts, translation.get_language() or "en")


def made_of(measure: Worded) -> str:
    """The instrument and score of a measure, such as PHQ-9 total; one item of it, or a symptom that was reported."""
    if measure.instrument == SYMPTOM:
        return _("reported, 0 to 10")
    if item := item_of(measure.score):
        return _("%(instrument)s, item %(item)s") % {"instrument": measure.instrument.upper(), "item": item}
    return f"{measure.instrument.upper()} {name(measure.score)}"


def measure_of(measure: Worded, *, any_age: bool = False) -> str:
    """A measure with what it is made of, such as low mood (PHQ-9 total)."""
    made = {"made_of": made_of(measure)}
    inside = _("%(made_of)s, however old") % made if any_age else made["made_of"]
    return f"{spoken(measure.words)} ({inside})"


def cutoff_words(measure: Measure) -> str:
    """The line of a case with its number, as every sentence about it says it; empty where the policy has none."""
    if measure.case is None:
        return ""
    worse = measure.higher_is is HigherIs.WORSE
    case = pgettext("cut-off", "a case (%(n)s or more)") if worse else pgettext("cut-off", "a case (%(n)s or less)")
    return case % {"n": written(measure.case)}


def number(value: Decimal | int) -> str:
    """A number that was observed, without empty decimals."""
    shown: str = formats.number_format(Decimal(f"{Decimal(value).normalize():f}"))
    return shown


def written(limit: Decimal) -> str:
    """A number of a policy, with the decimals it has there."""
    shown: str = formats.number_format(Decimal(f"{limit:f}"))
    return shown


def either(parts: Iterable[str]) -> str:
    """The parts as a choice in words: A, B or C."""
    *first, last = parts
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def sentence(test: Test) -> str:
    """What a rule asks, as a sentence without its full stop."""
    match test:
        case AtLevel(levels):
            return _("the person is at level %(levels)s") % {"levels": either(map(numbered, levels))}
        case IsFact(fact, wanted):
            return str(_FACTS[fact, wanted])
        case Count(counted, bound, limit):
            return str(_COUNTS[counted, bound] % {"n": limit})
        case HelpStands(wanted):
            return str(_HELP[wanted])
        case Declined(within_days, way):
            return str(_DECLINED[way] % {"n": within_days})
        case ByHand(within_days):
            return str(_BY_HAND % {"n": within_days})
        case IsTold(about, among):
            asked = TOLD[about]
            return f"{asked.label}: {either(str(asked.words[code]) for code in among)}"
        case _:
            return _of_measure(test)


def _of_measure(test: OfMeasure) -> str:
    match test:
        case Value() | IsCase():
            named = measure_of(test.measure, any_age=test.any_age)
            return _("%(measure)s is %(bound)s") % {"measure": named, "bound": _bound(test)}
        case Change(measure, wanted, since, any_age):
            return str(_CHANGES[wanted]) % {
                "measure": measure_of(measure, any_age=any_age),
                "since": _SINCE[since],
                "points": _written(measure.reliable_change),
            }
        case IsReading(measure, wanted, any_age):
            return str(_READINGS[wanted]) % {"measure": measure_of(measure, any_age=any_age)}
        case IsMissing(measure):
            return _("there is no current value of %(measure)s") % {"measure": measure_of(measure)}
        case Held():
            return _held(test)


def _bound(test: Value | IsCase) -> str:
    """The side of a number that is asked for, or of the line of a case."""
    if isinstance(test, IsCase):
        return str(_CASES[test.wanted, test.measure.higher_is]) % {"n": _written(test.measure.case)}
    limit = {"n": written(test.limit)}
    return (_("at least %(n)s") if test.bound is Bound.AT_LEAST else _("below %(n)s")) % limit


def _held(test: Held) -> str:
    """A decision that saw no current value did not keep the bounds."""
    named = {"measure": measure_of(test.measure), "times": _times(test)}
    if not test.bounds:
        return _("%(measure)s is as the rule asks, %(times)s") % named
    return _("%(measure)s is %(bound)s, %(times)s") % {**named, "bound": listed(map(_bound, test.bounds))}


def _times(test: Held) -> str:
    """At how many answers, and over how many days, a bound is kept."""
    lasting = {"points": test.points, "days": test.days}
    if test.days == 0:
        return (_("at the last answer") if test.points == 1 else _("at each of the last %(points)s answers")) % lasting
    if test.points == 1:
        back = ngettext(
            "at every answer back over at least %(days)s day",
            "at every answer back over at least %(days)s days",
            test.days,
        )
        return back % lasting
    over = ngettext(
        "at each of the last %(points)s answers or more, over at least %(days)s day",
        "at each of the last %(points)s answers or more, over at least %(days)s days",
        test.days,
    )
    return over % lasting


def _written(limit: Decimal | None) -> str:
    """A number that loading the policy has made sure of."""
    return written(limit) if limit is not None else ""
