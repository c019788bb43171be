"""Making plans, and how a person chose to begin."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation.unit import action, hold
from oncocare.library.choices import PieceTopic
from oncocare.people.days import today_of
from oncocare.people.models import Actor, Patient, User
from steps.campus.kinds import PLAN_DONE, TOUR_TAKEN
from steps.campus.models import PlanMade, Tour
from steps.campus.plan.planning import make_plan, things_to_json, trace_to_json
from steps.campus.plan.selectors import newest_plan, plan_facts
from steps.campus.plan.shipped import shipped_table
from steps.levels import Level
from steps.models import Pathway

MOST_TOPICS = 3


@action
def renew_plan(*, by: Actor, patient: Patient) -> PlanMade | None:
    """Make the plan of today for somebody at level 2 or above; the one that stands where nothing new is known, and none
    where the pathway does not go on. What is left to do when nothing is, is told once.
    """
    rows = Pathway.objects.select_related("patient__centre", "patient__user", "policy")
    pathway = rows.filter(patient=patient, status=Pathway.Status.ACTIVE, level__gte=Level.CAMPUS).first()
    if pathway is None:
        return None
    hold(patient)
    patient, today, table = pathway.patient, today_of(pathway.patient), shipped_table()
    language = patient.reader_language
    known = plan_facts(pathway, table, language, today)
    sha256 = hashlib.sha256(repr((known, table.sha256, language, today)).encode()).hexdigest()
    before = newest_plan(patient)
    if before and before.known == sha256:
        return before
    plan = make_plan(known, table, today)
    made = PlanMade.objects.create(
        patient=patient, centre=patient.centre, day=today, language=language, things=things_to_json(plan.things),
        trace=trace_to_json(plan.trace), table=table.slug, table_version=table.version, table_sha256=table.sha256,
        known=sha256,
    )  # fmt: skip
    record(by=by, verb=Verb.CAMPUS_PLAN_MADE, subject=made, patient=patient, centre=patient.centre, sha256=table.sha256)
    if plan.trace.done and before and before.things:
        emit(PLAN_DONE, patient=patient.pk, day=today.isoformat())
    return made


@action
def take_tour(*, by: User, patient: Patient, topics: Sequence[str], way: str) -> Tour:
    """How somebody chose to begin: one to three topics, and how they would rather have it."""
    if not 1 <= len(topics) <= MOST_TOPICS or not set(topics) <= {topic.value for topic in PieceTopic}:
        raise ValidationError({"topics": _("Choose one, two or three.")})
    tour = Tour.objects.create(patient=patient, centre=patient.centre, topics=list(topics), way=way)
    record(by=by, verb=Verb.CAMPUS_TOUR_TAKEN, subject=tour, patient=patient, centre=patient.centre)
    emit(TOUR_TAKEN, patient=patient.pk, tour=tour.pk)
    return tour
