"""Writes of this room."""

from mentoring.models import Nomination
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.people.models import Actor, Patient


@action
def nominate(*, by: Actor, patient: Patient, decision: str) -> Nomination:
    """Nominate a patient; again after a nomination was withdrawn counts as a new one."""
    nomination, new = Nomination.objects.select_for_update().get_or_create(
        patient=patient, defaults={"centre": patient.centre, "decision": decision}
    )
    if nomination.withdrawn:
        nomination.decision, nomination.made, nomination.withdrawn = decision, clock.now(), None
        nomination.save()
    if new or nomination.decision == decision:
        record(by=by, verb=Verb.PATIENT_NOMINATED, subject=nomination, patient=patient, centre=patient.centre)
    return nomination


@action
def withdraw(*, by: Actor, patient: Patient, decision: str) -> None:
    """Take back the nomination that this decision made."""
    for nomination in Nomination.objects.select_for_update().filter(patient=patient, decision=decision, withdrawn=None):
        nomination.withdrawn = clock.now()
        nomination.save()
        record(by=by, verb=Verb.NOMINATION_WITHDRAWN, subject=nomination, patient=patient, centre=patient.centre)
