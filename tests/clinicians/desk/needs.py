"""What tests of the caseload's filters do and look at."""

from clinicians import actions
from clinicians.desk.caseload import selectors as caseload
from clinicians.desk.caseload.filters import Filters
from oncocare.foundation import clock
from oncocare.safety.flags.actions import acknowledge, close
from oncocare.safety.models import Flag
from tests.cast import phq9
from tests.factories.rooms import ask, day, send, talked


def keys(ward, user, **chosen):
    return [one.patient.key for one in caseload.filtered(ward, user, Filters(**chosen))]


def contact(by, pathway, when, *, reached=True):
    with clock.at(day(50)):
        actions.log_contact(by=by, patient=pathway.patient, kind="phone", began=when, minutes=10, reached=reached)


def leave_open(clinician, pathway, when):
    """Answers without a word on suicidal thoughts, and the flag about it answered."""
    with clock.at(when):
        [asked] = ask(pathway.patient)
        send(asked, {**phq9(3, 0), "9": None})
        acknowledged = acknowledge(by=clinician, flag=Flag.objects.get(patient=pathway.patient))
        close(by=clinician, flag=acknowledged, outcome="spoke_safe", assessed=talked())
