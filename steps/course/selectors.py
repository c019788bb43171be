"""A person's own course as their pages show it: level, reason, charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from oncocare.people.models import Patient
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.scoring import reliable_change
from questionnaires.models import Score
from questionnaires.selectors import scores_of
from steps import explain
from steps.conditions import measure_of, spoken
from steps.facts import HelpTurn
from steps.known import HelpKnown, help_known
from steps.levels import Level
from steps.models import Decision, Pathway, Proposal, Transition
from steps.policy import HigherIs, Measure
from steps.selectors import latest_decision, pathway_of, policy_of
from steps.words import LevelWords, stopped, words


@dataclass(frozen=True)
class ScoreLine:
    """One measure over time, as a chart and a table need it."""

    measure: Measure
    title: str
    clinical: str
    points: tuple[tuple[date, Decimal | None], ...]
    low: Decimal
    high: Decimal
    cutoff: Decimal | None

    @property
    def headline(self) -> str:
        """The title with the direction that is better."""
        better = _("higher is better") if self.measure.higher_is is HigherIs.BETTER else _("lower is better")
        return f"{_capital(self.title)} ({better})"

    @property
    def first(self) -> tuple[date, Decimal | None] | None:
        """The baseline."""
        return self.points[0] if self.points else None

    @property
    def latest(self) -> tuple[date, Decimal | None] | None:
        """The newest value."""
        return self.points[-1] if self.points else None

    @property
    def change(self) -> str:
        """The reliable-change word from the first to the latest value; empty where there is nothing to compare."""
        values = [value for _, value in self.points if value is not None]
        if len(values) < 2:
            return ""
        return reliable_change(definition(self.measure.instrument), self.measure.score, values[0], values[-1]) or ""


@dataclass(frozen=True)
class Course:
    """Where a person is, why, and how it has been."""

    pathway: Pathway
    words: LevelWords
    reasons: list[str]
    lines: list[ScoreLine]

    @property
    def left(self) -> bool:
        """The person left stepped care."""
        return bool(self.pathway.status == Pathway.Status.WITHDRAWN)


def course_of(patient: Patient) -> Course | None:
    """The patient's course; None before stepped care has begun."""
    pathway = pathway_of(patient)
    if pathway is None:
        return None
    goes_on = pathway.status == Pathway.Status.ACTIVE
    return Course(
        pathway=pathway,
        words=words(pathway.level_now) if goes_on else stopped(pathway.level_now, pathway.status),
        reasons=_reasons(pathway, latest_decision(pathway)) if goes_on else [],
        lines=lines(pathway, scores_of(patient)),
    )


def _reasons(pathway: Pathway, decision: Decision | None) -> list[str]:
    """Why the person is at this level, in plain words: what the rules said, or that a person of the team chose it."""
    last = pathway.transitions.last()
    if last and last.kind == Transition.Kind.OVERRIDE and (decision is None or last.made >= decision.decided):
        return [_("Your care team chose this support for you.")]
    return explain.for_patient(decision.trace, get_language() or "en", _granted(decision)) if decision else []


def _granted(decision: Decision) -> bool | None:
    """The clinician's word on the proposal that a decision made, renewed or left open; None while it waits."""
    proposal = getattr(decision, "proposal", None) or decision.renews
    if proposal is None and decision.trace["proposed"]:
        proposal = decision.pathway.proposals.filter(state=Proposal.State.OPEN).first()
    if proposal is None:
        return decision.granted
    return {Proposal.State.OPEN: None, Proposal.State.ACCEPTED: True}.get(Proposal.State(proposal.state), False)


def lines(pathway: Pathway, scores: list[Score]) -> list[ScoreLine]:
    """One line for each measure of the pathway's policy that has a value, from scores in order of measurement."""
    measures = list(policy_of(pathway.policy).measures.values())
    found = [_line(measure, measures, scores) for measure in measures]
    return [line for line in found if line.points]


def _capital(words: str) -> str:
    """With a capital first letter, the rest as it is."""
    return words[:1].upper() + words[1:]


def _title(measure: Measure, measures: list[Measure]) -> str:
    """The measure's words, and the instrument where another measure has the same."""
    words = spoken(measure.words)
    shared = sum(spoken(one.words) == words for one in measures) > 1
    return f"{words}, {measure.instrument.upper()}" if shared else words


def _line(measure: Measure, measures: list[Measure], scores: list[Score]) -> ScoreLine:
    mine = [score for score in scores if (score.instrument, score.name) == (measure.instrument, measure.score)]
    low, high = definition(measure.instrument).scores[measure.score].range
    return ScoreLine(
        measure=measure,
        title=_title(measure, measures),
        clinical=_capital(measure_of(measure)),
        points=tuple((score.measured, score.value) for score in mine),
        low=low,
        high=high,
        cutoff=measure.case,
    )


def help_of(pathway: Pathway) -> HelpKnown | None:
    """How the help of the present level stands today; None at level 1, before the first point and for whoever left:
    there is none.
    """
    if pathway.entered is None or pathway.level_now is Level.MONITORING or pathway.status in Pathway.ENDED:
        return None
    events = [HelpTurn(*event) for event in pathway.help_days.values_list("day", "began")]
    return help_known(events, pathway.entered, date.max)  # nobody notes what is to come
