"""Says in a few words what made a rule ask for a safety flag, from a stored decision. Pure but for the language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from questionnaires.instruments.words import name
from steps.conditions import number
from steps.decision import Decision, Node, from_json
from steps.evidence import known
from steps.policy import Counted, HelpIs

_NESTS = ("any", "all", "not")
_COUNTS = {
    Counted.MISSED: ngettext_lazy(
        "%(n)s set of questions missed in a row", "%(n)s sets of questions missed in a row", "n"
    ),
    Counted.DAYS_IN_LEVEL: ngettext_lazy("%(n)s day at this level", "%(n)s days at this level", "n"),
    Counted.DAYS_OF_HELP: ngettext_lazy("%(n)s day of help", "%(n)s days of help", "n"),
    Counted.DAYS_IN_PATHWAY: ngettext_lazy("%(n)s day in stepped care", "%(n)s days in stepped care", "n"),
}
_HELP = {
    HelpIs.WAITING: gettext_lazy("the help had not begun"),
    HelpIs.ENDED: gettext_lazy("the help had ended"),
}
# Of what a rule looks at in one measure, what says most.
_SAYS_MOST = ("change", "held", "at_least", "below", "is", "reading")


def what_raised(trace: dict[str, Any], kind: str) -> list[str]:
    """What the rule that asked for a flag of this kind rests on, from what `to_json` stored: how each measure moved or
    stood, such as "GAD-7 12 → 16", then what was counted. Empty where the decision asked for no such flag.

    Raises pydantic's `ValidationError` when `trace` is not a stored decision.
    """
    decision = from_json(trace)
    if decision.flag is None or decision.flag.kind != kind:
        return []
    condition = next((tried.condition for tried in decision.trace if tried.rule == decision.rule), None)
    grounds = list(_grounds(condition)) if condition else []
    return [*_of_measures(grounds, decision), *_counted(grounds)]


def _grounds(node: Node) -> Iterator[Node]:
    """The tests that hold and make a condition hold; what does not hold, under a `not`, raised nothing."""
    if not node.holds or node.test == "not":
        return
    if node.test in _NESTS:
        for part in node.parts:
            yield from _grounds(part)
    else:
        yield node


def _of_measures(grounds: list[Node], decision: Decision) -> list[str]:
    best: dict[str, Node] = {}
    for node in sorted((one for one in grounds if one.test in _SAYS_MOST), key=lambda one: _SAYS_MOST.index(one.test)):
        best.setdefault(known(node.measure), node)
    order = list(decision.values)
    return [_moved(best[measure], decision) for measure in sorted(best, key=order.index)]


def _moved(node: Node, decision: Decision) -> str:
    seen = decision.values[known(node.measure)]
    instrument = seen.instrument.upper()
    told = {"measure": instrument if seen.score == "total" else f"{instrument} {name(seen.score)}"}
    if node.test == "held":
        told["value"] = number(known(node.parts[0].value))
        days = int(known(node.value))
        return ngettext("%(measure)s %(value)s, so for %(n)s day", "%(measure)s %(value)s, so for %(n)s days", days) % {
            **told,
            "n": days,
        }
    told["value"] = number(known(node.value))
    if node.test == "change":
        return _("%(measure)s %(before)s → %(value)s") % {**told, "before": number(known(node.reference))}
    return _("%(measure)s %(value)s") % told


def _counted(grounds: list[Node]) -> list[str]:
    """Each once, however many bounds a rule sets it."""
    said: dict[str, str] = {}
    for node in grounds:
        if node.test in tuple(Counted):
            said[node.test] = str(_COUNTS[Counted(node.test)] % {"n": int(known(node.value))})
        elif node.test == "help":
            said[node.test] = str(_HELP[HelpIs(known(node.wanted))])
    return list(said.values())
