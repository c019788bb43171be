"""The part of this room in what a person takes with them: the level of care, how it changed, and when help began."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from oncocare.people.models import Patient
from oncocare.people.registry import GivenField, given
from steps.levels import Level
from steps.models import Pathway
from steps.words import words

STATUS = {
    Pathway.Status.ACTIVE: _("Goes on"),
    Pathway.Status.PAUSED: _("Paused"),
    Pathway.Status.WITHDRAWN: _("I left"),
    Pathway.Status.DIED: _("Ended"),
}
KIND = {True: _("It began"), False: _("It ended")}


def _pathways(patient: Patient) -> list[Pathway]:
    return list(Pathway.objects.filter(patient=patient))


def _level(number: int) -> str:
    return words(Level(number)).name


given(
    "steps.Pathway", "support", _("My support"),
    GivenField("level", _("Now"), words=lambda pathway: _level(pathway.level)),
    GivenField("entered", _("Since")),
    GivenField("status", _("State"), words=lambda pathway: STATUS[pathway.status]),
    GivenField("ill", _("Stopped because I am not well")),
    GivenField("nominated", _("Proposed as a mentor")),
    place=80, rows=_pathways,
)  # fmt: skip
given(
    "steps.Transition", "changes_of_support", _("How my support changed"),
    GivenField("day", _("Day")),
    GivenField("level_before", _("Before"), words=lambda change: _level(change.level_before)),
    GivenField("level_after", _("After"), words=lambda change: _level(change.level_after)),
    place=81, rows=lambda patient: patient.transitions.order_by("sequence"),
)  # fmt: skip
given(
    "steps.HelpDay", "days_of_help", _("When help began and ended"),
    GivenField("day", _("Day")),
    GivenField("began", _("What"), words=lambda help_day: KIND[help_day.began]),
    place=82, rows=lambda patient: patient.help_days.order_by("id"),
)  # fmt: skip
