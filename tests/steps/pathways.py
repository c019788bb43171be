"""The pathway of somebody as the tests of stepped care read it."""

from datetime import date

from steps import actions
from steps.models import Decision, Pathway, Proposal, Transition

TODAY = date(2026, 3, 2)


def course(patient):
    """What was decided: day, number of the day, level before and after, rule."""
    rows = Decision.objects.filter(patient=patient).order_by("point", "number")
    return [((row.point - TODAY).days, row.number, row.level_before, row.level_after, row.rule) for row in rows]


def moves(patient):
    rows = Transition.objects.filter(patient=patient).order_by("sequence")
    return [((row.day - TODAY).days, row.level_before, row.level_after, row.kind) for row in rows]


def pathway(patient):
    return Pathway.objects.get(patient=patient)


def level(patient):
    return pathway(patient).level


def proposal(patient):
    return Proposal.objects.get(pathway__patient=patient, state="open")


def set_status(cast, patient, step, reason="On holiday."):
    return actions.set_status(by=cast.clara, pathway=pathway(patient), step=step, reason=reason)
