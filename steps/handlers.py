"""What this room does when the room below tells it something."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, Subquery

from oncocare.consent.kinds import CONSENT_CHANGED
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import holds
from oncocare.events.registry import handles
from oncocare.people.days import day_of
from oncocare.people.models import Patient
from oncocare.safety.flags.kinds import FLAG_JOINED, FLAG_RAISED
from oncocare.safety.flags.selectors import BY_ANSWERS
from oncocare.safety.models import Flag
from questionnaires.kinds import ASSIGNMENT_MISSED, RESPONSE_SUBMITTED
from questionnaires.models import Assignment, Response
from questionnaires.scheduling.actions import cancel_open, reopen
from questionnaires.selectors import last_recorded, open_in_bundle
from steps import actions
from steps.models import Pathway


@handles(RESPONSE_SUBMITTED)
def decide_when_the_last_is_in(event: Mapping[str, Any]) -> None:
    """Decide the point once everything that was due together has come; the day's end decides what stays incomplete."""
    bundle = event["bundle"]
    more, newest = Exists(open_in_bundle(bundle)), Subquery(last_recorded(bundle))
    pathway, more, day = Response.objects.values_list("patient__pathway", more, newest).get(pk=event["response"])
    if pathway and day and not more:
        actions.decide_point(by="system:rules", pathway=Pathway(pk=pathway), day=day)


@handles(ASSIGNMENT_MISSED)
def decide_when_a_set_is_missed(event: Mapping[str, Any]) -> None:
    """The day on which the window closed is a point, unless something of the set was answered."""
    missed = Assignment.objects.get(pk=event["assignment"])
    pathway = Pathway.objects.filter(patient=missed.patient_id).first()
    if pathway:
        actions.decide_point(by="system:rules", pathway=pathway, day=missed.closes)


@handles(FLAG_RAISED)
def decide_again_when_answers_raise_a_flag(event: Mapping[str, Any]) -> None:
    """A flag that answers raise counts from their day, which may be decided already."""
    _decide_again(event["flag"])


@handles(FLAG_JOINED)
def decide_again_when_answers_join_a_flag(event: Mapping[str, Any]) -> None:
    """A flag that a rule raised or somebody of the team, and that answers join, counts from the day of the answers."""
    _decide_again(event["flag"])


def _decide_again(pk: Any) -> None:
    flag = Flag.objects.select_related("patient__centre").get(pk=pk)
    by_answers = flag.occasions.filter(source__startswith=BY_ANSWERS).values_list("made", flat=True)
    days = {day_of(flag.patient, made) for made in by_answers}
    pathway = Pathway.objects.filter(patient=flag.patient, decisions__point__in=days).first()
    if pathway:
        for day in sorted(days):
            actions.decide_again(by="system:rules", pathway=pathway, day=day)


@handles(CONSENT_CHANGED)
def follow_the_consent_to_care(event: Mapping[str, Any]) -> None:
    """No to care ends the pathway at once, and a later yes takes it up again; what counts is what is said now.

    Of whoever has no pathway, what is open is taken back, and with a yes reopened while its time is not over; `assign`
    asks nothing more while the no stands.
    """
    if event["purpose"] != Purpose.CARE:
        return
    pathway = Pathway.objects.select_related("patient").filter(patient=event["patient"]).first()
    if pathway is None:
        patient = Patient.objects.select_related("centre").filter(pk=event["patient"]).first()
        if patient and not patient.died_on:
            follow = reopen if holds(patient, Purpose.CARE) else cancel_open
            follow(by="system:consent", patient=patient)
        return
    if pathway.status == Pathway.Status.DIED:
        return
    agrees, left = holds(pathway.patient, Purpose.CARE), pathway.status == Pathway.Status.WITHDRAWN
    if agrees == left:
        step = "come_back" if agrees else "withdraw"
        actions.set_status(by="system:consent", pathway=pathway, step=step, reason="consent to care")
