"""Figures over seeds as cells of a table. Pure but for the language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from oncocare.demo.simulation.policy_report.aims import Aim
from oncocare.demo.simulation.policy_report.figures import Kind, PolicyFigure, Spread, figures
from oncocare.demo.simulation.policy_report.lived import LivedYear, PolicyRun
from steps.policy import Policy


def figures_of(policy: Policy) -> list[PolicyFigure]:
    """The figures of a policy; who could improve is judged by the change it compares with."""
    return figures({
        (measure.instrument, measure.score): float(measure.reliable_change)
        for measure in policy.measures.values() if measure.reliable_change is not None
    })  # fmt: skip


def lines(head: Sequence[str], rows: Iterator[Sequence[str]], numbers: int = 0) -> Iterator[str]:
    """A table in Markdown; the first `numbers` columns behind the first stand right."""
    yield _line(head)
    yield _line(["---", *("--:" if 1 <= place <= numbers else "---" for place in range(1, len(head)))])
    yield from map(_line, rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def cell(kind: Kind, over: Spread) -> str:
    """The mean over the seeds and its interval; a dash where there was nothing to count."""
    if over.mean is None:
        return "–"
    if over.interval is None:
        return number(kind, over.mean)
    most = 1.0 if kind is Kind.SHARE else inf
    low, high = (number(kind, min(max(0.0, end), most), unit=False) for end in over.interval)
    return f"{number(kind, over.mean)} ({low}–{high})"


def number(kind: Kind, value: float, *, unit: bool = True) -> str:
    """One value as it is read in the language of the page."""
    match kind:
        case Kind.SHARE:
            return rounded(100 * value, 1) + (" %" if unit else "")
        case Kind.NUMBER:
            return rounded(value, 2)
        case _:
            return rounded(value, 0 if round(value, 1) % 1 == 0 else 1)


def rounded(value: float, places: int) -> str:
    """In the language of the page; Django alone would cut off what is more than `places`."""
    return number_format(f"{value:.{places}f}", places)


def aim(kind: Kind, wanted: Aim) -> str:
    """An aim in words."""
    if wanted.least == wanted.most and wanted.least is not None:
        return number(kind, wanted.least)
    if wanted.least is None and wanted.most is not None:
        return _("at most %(most)s") % {"most": number(kind, wanted.most)}
    low, high = number(kind, wanted.least or 0, unit=False), number(kind, wanted.most or 0)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def verdict(wanted: Aim, over: Spread) -> str:
    """Whether the mean is within the aim."""
    if over.mean is None:
        return "–"
    return _("yes") if wanted.met(over.mean) else _("no")


def all_years(run: PolicyRun) -> list[LivedYear]:
    """Of every seed together."""
    return [year for seed in run.seeds for year in seed]
