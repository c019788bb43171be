"""Says what a test of a rule asked and what a decision found of it, for a clinician. Pure but for the language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Protocol, TypeVar

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from steps.conditions import Test, number, sentence
from steps.decision import Missing, Node, Seen
from steps.levels import Level
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
    IsCase,
    IsFact,
    IsMissing,
    IsReading,
    IsTold,
    Measure,
    OfMeasure,
    Reads,
    Value,
    Way,
)
from steps.words import numbered

T = TypeVar("T")


class Judged(Protocol):
    """What judged the tests: a decision of a policy, or a plan of the campus."""

    @property
    def values(self) -> Mapping[str, Seen]: ...
    @property
    def help_ended(self) -> bool: ...


_MISSING = {
    Missing.NEVER_MEASURED: gettext_lazy("it was never answered"),
    Missing.TOO_OLD: gettext_lazy("the last value, %(value)s on %(day)s, is too old"),
    Missing.NO_REFERENCE: gettext_lazy("there is no value to compare with"),
    Missing.NOTHING_NEW: gettext_lazy("nothing new was answered"),
}


def with_evidence(node: Node, decision: Judged) -> str:
    """A test as its rule asks it, and what was found, such as "a safety flag is open"; no full stop."""
    asked, found = sentence(_asked(node, decision)), _found(node, decision)
    return f"{asked}; {found}" if found else asked


def in_brief(node: Node, decision: Judged) -> str:
    """A test as its rule asks it, with the value that it was asked of, and how it moved; no full stop."""
    asked = sentence(_asked(node, decision))
    if node.test == "held" or node.value is None or node.measure is None:
        return asked
    now = number(node.value) if node.reference is None else f"{number(node.reference)} → {number(node.value)}"
    return _("%(asked)s: %(value)s on %(day)s") % {"asked": asked, "value": now, "day": day_words(known(node.day))}


def latest_bounds(held: Node) -> tuple[Node, ...]:
    """The bounds of a `held` as tests of the latest value; empty where there was none."""
    if not held.parts:
        return ()
    latest = held.parts[0]
    return tuple([_of_value(bound, held, latest) for bound in latest.parts])


def known(thing: T | None) -> T:
    """A field that is always set on this kind of node."""
    if thing is None:
        raise ValueError("the stored decision lacks a field its condition needs")
    return thing


def day_words(day: date) -> str:
    """A day with its month as a word, as on every page: 3 May 2026."""
    english = (translation.get_language() or "en").startswith("en")
    return str(formats.date_format(day, "j F Y" if english else "DATE_FORMAT"))


def many(amount: Decimal) -> int:
    """The number that chooses singular or plural: anything but exactly one is several."""
    return 1 if amount == 1 else max(2, int(amount.to_integral_value(ROUND_CEILING)))


# What was asked: the condition, as far as a decision keeps it


def _asked(node: Node, decision: Judged) -> Test:
    wanted = node.wanted
    if node.measure:
        return _asked_of_measure(node, decision)
    if node.test == "level":
        return AtLevel(tuple([Level(int(level)) for level in known(wanted).split(", ")]))
    if node.test in tuple(Fact):
        return IsFact(Fact(node.test), wanted == "true")
    if node.test == "help":
        return HelpStands(HelpIs(known(wanted)))
    if node.test == "told":
        about, _colon, among = known(wanted).partition(": ")
        return IsTold(about, tuple(among.split(", ")))
    limit = int(known(node.threshold))
    if node.test == "declined":
        return Declined(limit, Way(wanted) if wanted else None)
    return ByHand(limit) if node.test == "by_hand" else Count(Counted(node.test), Bound(known(wanted)), limit)


def _asked_of_measure(node: Node, decision: Judged) -> OfMeasure:
    """Of the latest value however old, where the value that was looked at is too old to be current."""
    seen = decision.values[known(node.measure)]
    any_age = seen.missing is Missing.TOO_OLD and node.missing is not Missing.TOO_OLD and node.test != "missing"
    line = node.threshold
    measure = Measure(
        known(node.measure), seen.instrument, seen.score, line, line, seen.higher_is, max_age_days=0, words=seen.words
    )
    match node.test:
        case "held":
            bounds = [_bound(bound, measure, any_age=False) for bound in latest_bounds(node)]
            return Held(measure, tuple(bounds), known(node.points), int(known(line)))
        case "missing":
            return IsMissing(measure)
        case "reading":
            return IsReading(measure, Reads(known(node.wanted)), any_age)
        case "change":
            known(line)
            return Change(measure, Changed(known(node.wanted)), known(node.since), any_age)
    return _bound(node, measure, any_age=any_age)


def _bound(node: Node, measure: Measure, *, any_age: bool) -> Value | IsCase:
    limit = known(node.threshold)
    if node.test == "is":
        return IsCase(replace(measure, case=limit), Caseness(known(node.wanted)), any_age)
    return Value(measure, Bound(node.test), limit, any_age)


# What was found


def _found(node: Node, decision: Judged) -> str:
    if node.measure:
        return _held_found(node, decision) if node.test == "held" else _of_measure_found(node)
    if node.test == "level":
        return _("it is %(level)s") % {"level": numbered(Level(int(known(node.value))))}
    if node.test in (*Fact, "told"):
        return ""
    if node.test == "help":
        return _help_found(node, decision)
    if node.test in ("declined", "by_hand"):
        return _last_time(node)
    if node.value is None:
        return _("it has not begun")
    return _("so far %(value)s, %(margin)s") % {"value": number(node.value), "margin": _margin(known(node.margin))}


def _help_found(node: Node, decision: Judged) -> str:
    if node.day is None:
        return _("it has not begun")
    began = {"day": day_words(node.day)}
    return (_("it began on %(day)s and has ended") if decision.help_ended else _("it began on %(day)s")) % began


def _last_time(node: Node) -> str:
    if node.day is None:
        return _("it never was")
    ago = int(known(node.value))
    last = ngettext(
        "the last time was %(n)s day before, on %(day)s", "the last time was %(n)s days before, on %(day)s", ago
    )
    return last % {"n": ago, "day": day_words(node.day)}


def _of_measure_found(node: Node) -> str:
    if node.missing:
        return _missing(node.missing, node.value, node.day)
    found = {"value": number(known(node.value)), "day": _dated(node)}
    if node.margin is None:
        return _("it was %(value)s on %(day)s") % found
    found["margin"] = _points(node.margin)
    if node.amount is None:
        return _("it was %(value)s on %(day)s, %(margin)s") % found
    before = {"reference": number(known(node.reference)), "then": day_words(known(node.reference_day))}
    return _("from %(reference)s on %(then)s to %(value)s on %(day)s, %(margin)s") % {**found, **before}


def _missing(why: Missing, value: Decimal | None, day: date | None) -> str:
    last = {"value": number(value) if value is not None else "", "day": day_words(day) if day else ""}
    return str(_MISSING[why]) % last


def _dated(node: Node) -> str:
    """The day of a value, with its age where it is not of the day itself."""
    day = day_words(known(node.day))
    if not node.age:
        return day
    aged = ngettext("%(day)s (%(n)s day before)", "%(day)s (%(n)s days before)", node.age)
    return aged % {"day": day, "n": node.age}


def _held_found(node: Node, decision: Judged) -> str:
    """Over how many answers and days the bounds were kept, and the value nearest to the line or that broke it."""
    if node.missing:
        last = decision.values[known(node.measure)].last
        return _missing(node.missing, last.value, last.day) if last else _missing(node.missing, None, None)
    kept = [part for part in node.parts if part.holds]
    broken = [part for part in node.parts if not part.holds]
    told = [_kept(node, kept)] if kept else []
    told += [_at_the_line(_("broken by %(value)s on %(day)s, %(margin)s"), node, broken)] if broken else []
    return "; ".join(told)


def _kept(node: Node, kept: list[Node]) -> str:
    answers = ngettext("so far %(n)s answer", "so far %(n)s answers", len(kept)) % {"n": len(kept)}
    days = int(known(node.value))
    over = ngettext("over %(n)s day", "over %(n)s days", days) % {"n": days}
    nearest = _at_the_line(_("the nearest %(value)s on %(day)s, %(margin)s"), node, kept)
    return f"{answers} {over}, {nearest}"


def _at_the_line(words: str, held: Node, values: list[Node]) -> str:
    """The value that comes nearest to a bound, or the bound it broke."""
    bounds = [_of_value(bound, held, value) for value in values for bound in value.parts]
    broken = [bound for bound in bounds if not bound.holds]
    nearest = min(broken or bounds, key=lambda bound: abs(known(bound.margin)))
    return words % {
        "value": number(known(nearest.value)),
        "day": day_words(known(nearest.day)),
        "margin": _points(known(nearest.margin)),
    }


def _of_value(bound: Node, held: Node, value: Node) -> Node:
    return Node(
        bound.test, bound.holds, wanted=bound.wanted, measure=held.measure, value=value.value,
        threshold=bound.threshold, margin=bound.margin, day=value.day,
    )  # fmt: skip


def _margin(margin: Decimal) -> str:
    distance = {"n": number(abs(margin))}
    if margin == 0:
        return _("exactly there")
    return _("%(n)s above") % distance if margin > 0 else _("%(n)s below") % distance


def _points(margin: Decimal) -> str:
    """How far a value lies from the line, in points of its measure."""
    if margin == 0:
        return _("exactly there")
    n = many(abs(margin))
    above, below = (
        ngettext("%(n)s point above", "%(n)s points above", n),
        ngettext("%(n)s point below", "%(n)s points below", n),
    )
    return (above if margin > 0 else below) % {"n": number(abs(margin))}
