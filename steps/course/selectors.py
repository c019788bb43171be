"""A person's own course as their pages show it: level, reason, charts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from oncocare.people.models import Patient
from oncocare.safety.concerns import FlagKind
from oncocare.safety.models import Flag
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.scoring import ReliableChange, reliable_change
from questionnaires.instruments.words import name as score_words
from questionnaires.models import Score
from questionnaires.selectors import scores_of
from steps import explain
from steps.conditions import cutoff_words, measure_of, spoken, written
from steps.course.said import how_it_went
from steps.facts import HelpTurn
from steps.known import HelpKnown, help_known
from steps.levels import Level
from steps.models import Decision, HelpDay, Pathway, Proposal, Transition
from steps.policy import HigherIs, Measure
from steps.selectors import latest_decision, policy_of
from steps.words import LevelWords, called_first, stopped, words


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
    def short(self) -> str:
        """The instrument alone, with the score where it is not the total: PHQ-9, PHQ-4 anxiety."""
        measure = self.measure
        code = measure.instrument.upper()
        return code if measure.score == "total" else f"{code} {score_words(measure.score)}"

    @property
    def cutoff_words(self) -> str:
        """The line of a case with its number, as decisions say it; empty where the policy has none."""
        return cutoff_words(self.measure)

    @property
    def headline(self) -> str:
        """The title with the direction that is better."""
        better = _("higher is better") if self.measure.higher_is is HigherIs.BETTER else _("lower is better")
        return f"{_capital(self.title)} ({better})"

    @property
    def said(self) -> str:
        """How it has gone, as the person reads it."""
        values = [(day, value) for day, value in self.points if value is not None]
        return how_it_went(values, self.high, self.change)

    @property
    def line_words(self) -> str:
        """What the dashed line of the chart is to the person; empty where there is none."""
        if self.cutoff is None:
            return ""
        worse = self.measure.higher_is is HigherIs.WORSE
        above = _("%(n)s. From there up it is usually worth talking with a professional")
        below = _("%(n)s. From there down it is usually worth talking with a professional")
        return (above if worse else below) % {"n": written(self.cutoff)}

    @property
    def first(self) -> tuple[date, Decimal | None] | None:
        """The baseline."""
        return self.points[0] if self.points else None

    @property
    def latest(self) -> tuple[date, Decimal | None] | None:
        """The newest value."""
        return self.points[-1] if self.points else None

    @property
    def change(self) -> ReliableChange | None:
        """The published reliable change from the first to the latest value; None where there is nothing to compare."""
        values = [value for _, value in self.points if value is not None]
        if len(values) < 2:
            return None
        return reliable_change(definition(self.measure.instrument), self.measure.score, values[0], values[-1])


@dataclass(frozen=True)
class Course:
    """Where a person is, why, and how it has been; with the flag for which somebody calls before a group is offered."""

    pathway: Pathway
    help: HelpKnown | None
    words: LevelWords
    call: Flag | None
    reasons: list[str]
    lines: list[ScoreLine]

    @property
    def first_result(self) -> bool:
        """Whether there is one result so far, and nothing to compare it with."""
        return bool(self.lines) and all(len(line.points) == 1 for line in self.lines)

    @property
    def left(self) -> bool:
        """The person left stepped care."""
        return bool(self.pathway.status == Pathway.Status.WITHDRAWN)


def course_of(patient: Patient) -> Course | None:
    """The patient's course; None before stepped care has begun."""
    pathway = _told(patient)
    if pathway is None:
        return None
    goes_on = pathway.status == Pathway.Status.ACTIVE
    known = _help_known(pathway, pathway.noted, pathway.began)
    call = call_among(pathway, known, patient.flags.select_related("centre", "acknowledged_by").order_by("pk"))
    return Course(
        pathway=pathway,
        help=known,
        words=_words(pathway, call),
        call=call,
        reasons=_reasons(pathway, latest_decision(pathway)) if goes_on else [],
        lines=lines(pathway, scores_of(patient)),
    )


def _told(patient: Patient) -> Any:
    """The pathway of this person with its policy and all that their page says of it; None where there is none. One
    query: the days of help as `with_course` has them, and how and when the level was changed last.
    """
    days = HelpDay.objects.filter(pathway=OuterRef("pk")).order_by("pk")
    changes = Transition.objects.filter(pathway=OuterRef("pk")).order_by("-sequence")
    rows = Pathway.objects.filter(patient=patient).select_related("policy", "centre")
    return rows.annotate(
        noted=ArraySubquery(days.values("day")),
        began=ArraySubquery(days.values("began")),
        changed_how=Subquery(changes.values("kind")[:1]),
        changed=Subquery(changes.values("made")[:1]),
    ).first()


def _words(pathway: Pathway, call: Flag | None) -> LevelWords:
    if pathway.status != Pathway.Status.ACTIVE:
        return stopped(pathway.level_now, pathway.state)
    return called_first(pathway.level_now) if call else words(pathway.level_now)


def _reasons(pathway: Any, decision: Decision | None) -> list[str]:
    """Why the person is at this level, in plain words: what the rules said, or that a person of the team chose it."""
    by_hand = pathway.changed_how == Transition.Kind.OVERRIDE
    if by_hand and (decision is None or pathway.changed >= decision.decided):
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
    return helps_of([pathway]).get(pathway.pk)


def helps_of(pathways: Iterable[Pathway]) -> dict[Any, HelpKnown]:
    """The same of many, by pathway, in one query; who has none is left out."""
    entered = {pathway.pk: pathway.entered for pathway in pathways if pathway.entered and _has_help(pathway)}
    events: dict[Any, list[HelpTurn]] = defaultdict(list)
    days = HelpDay.objects.filter(pathway__in=entered).order_by("pk")
    for pk, day, began in days.values_list("pathway", "day", "began"):
        events[pk].append(HelpTurn(day, began))
    return {pk: help_known(events[pk], day, date.max) for pk, day in entered.items()}  # nobody notes what is to come


def _has_help(pathway: Pathway) -> bool:
    return pathway.level_now is not Level.MONITORING and pathway.status not in Pathway.ENDED


def with_course(patients: QuerySet[Patient]) -> QuerySet[Any]:
    """Each with their pathway and its policy, the days on which help was `noted`, the first first, and whether it
    `began` on them; no query more.
    """
    days = HelpDay.objects.filter(pathway__patient=OuterRef("pk")).order_by("pk")
    return patients.select_related("pathway__policy", "pathway__centre").annotate(
        noted=ArraySubquery(days.values("day")), began=ArraySubquery(days.values("began"))
    )


def help_noted(patient: Any) -> HelpKnown | None:
    """As `help_of`, of the pathway of a patient fetched `with_course`."""
    return _help_known(patient.pathway, patient.noted, patient.began)


def _help_known(pathway: Pathway, noted: Iterable[date], began: Iterable[bool]) -> HelpKnown | None:
    """How the help of the present level stands, from the days that were noted, and whether it began on each."""
    if not pathway.entered or not _has_help(pathway):
        return None
    turns = [HelpTurn(*turn) for turn in zip(noted, began, strict=True)]
    return help_known(turns, pathway.entered, date.max)


def waiting_for_help() -> Q:
    """Of pathways, those at levels 3 and 4 whose help of people has not begun, as `waiting_since` has them."""
    began = HelpDay.objects.filter(pathway=OuterRef("pk"), began=True, day__gte=OuterRef("entered"))
    return Q(~Exists(began), level__gte=Level.COMMUNITY, status=Pathway.Status.ACTIVE, entered__isnull=False)


def waiting_since(pathways: Iterable[Pathway]) -> dict[Any, date]:
    """Since when, by pathway, those at levels 3 and 4 wait for help of people that has not begun; one query."""
    active = [pathway for pathway in pathways if pathway.status == Pathway.Status.ACTIVE]
    helps = helps_of(pathway for pathway in active if pathway.level_now >= Level.COMMUNITY)
    began = {pk for pk, known in helps.items() if known.began}
    return {one.pk: one.entered for one in active if one.entered and one.pk in helps and one.pk not in began}


def calls_first(pathways: Iterable[Pathway]) -> dict[Any, Flag]:
    """The open flags about severe distress, by pathway, of those who wait for a group at level 3: somebody speaks with
    them before a group is offered. Two queries.
    """
    at_3 = [pathway for pathway in pathways if pathway.level_now is Level.COMMUNITY]
    waits = waiting_since(at_3)
    of_patient = {pathway.patient_id: pathway.pk for pathway in at_3 if pathway.pk in waits}
    flags = Flag.objects.filter(patient__in=of_patient, kind=FlagKind.SEVERE_DISTRESS, closed_at=None)
    found = flags.select_related("centre", "acknowledged_by").order_by("-promised", "pk")
    return {of_patient[flag.patient_id]: flag for flag in found}  # of several the one promised first


def call_first(pathway: Pathway) -> Flag | None:
    """The flag for which somebody calls this person before a group is offered; None where one may be offered."""
    return calls_first([pathway]).get(pathway.pk)


def call_among(pathway: Pathway, known: HelpKnown | None, flags: Iterable[Flag]) -> Flag | None:
    """The same from the flags of this person, and from how their help stands."""
    waits = pathway.status == Pathway.Status.ACTIVE and known is not None and not known.began
    if not waits or pathway.level_now is not Level.COMMUNITY:
        return None
    severe = (flag for flag in flags if flag.kind == FlagKind.SEVERE_DISTRESS and flag.closed_at is None)
    return min(severe, key=lambda flag: flag.promised, default=None)
