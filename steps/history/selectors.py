"""The live course of pathways in the columns of a replay."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Min, QuerySet

from oncocare.people.models import Centre
from steps.levels import DecisionOutcome, Level
from steps.models import Decision, Pathway, Proposal, Transition
from steps.replay import ReplayRow
from steps.selectors import standing_decisions


def pathways(centre: Centre | None) -> QuerySet[Pathway]:
    """Pathways in the order in which their first scores were stored."""
    rows = Pathway.objects.select_related("patient").annotate(first=Min("patient__scores__id"))
    return (rows.filter(centre=centre) if centre else rows).order_by("first", "pk")


def transitions(pathway: Pathway) -> Iterator[ReplayRow]:
    """One row a day on which the level changed, with what that day came to in the end."""
    changes = pathway.transitions.select_related("decision").order_by("sequence")
    for _day, group in groupby(changes, key=lambda change: change.day):
        of_day = list(group)
        first, last = of_day[0], of_day[-1]
        if first.level_before != last.level_after:
            yield _row(pathway, last, Level(first.level_before))


def _row(pathway: Pathway, change: Transition, before: Level) -> ReplayRow:
    decision = _standing(change)
    return ReplayRow(
        patient=pathway.patient.key,
        date=change.day,
        level_before=before,
        rule=decision.rule if decision else "",
        outcome=DecisionOutcome(decision.outcome) if decision else DecisionOutcome.MOVE,
        level_after=Level(change.level_after),
        approval=bool(decision and decision.approval),
        nominate=bool(decision and decision.nominate),
    )


def _standing(change: Transition) -> Decision | None:
    """The newest decision of the day: one that came to the same level as the one before it made no transition.

    A level that a person set has none.
    """
    if change.decision is None or change.kind == Transition.Kind.OVERRIDE:
        return None
    return change.pathway.decisions.filter(point=change.decision.point).last()


def points(pathway: Pathway) -> Iterator[ReplayRow]:
    """One row a point, as a replay writes them: the decision that stands, and what became of it that same day."""
    for decision in standing_decisions(pathway):
        granted = not decision.approval or _accepted_that_day(decision)
        yield ReplayRow(
            patient=pathway.patient.key,
            date=decision.point,
            level_before=Level(decision.level_before),
            rule=decision.rule,
            outcome=DecisionOutcome(decision.outcome) if granted else DecisionOutcome.STAY,
            level_after=Level(decision.level_after if granted else decision.level_before),
            approval=decision.approval,
            nominate=decision.nominate,
        )


def _accepted_that_day(decision: Decision) -> bool:
    proposal: Proposal | None = getattr(decision, "proposal", None)
    accepted = proposal is not None and proposal.state == Proposal.State.ACCEPTED
    return decision.granted or (accepted and decision.transitions.filter(day=decision.point).exists())
