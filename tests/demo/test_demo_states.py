"""Every state that the README and the guides speak of is there to be seen, in the demo as it is and with a cohort."""

from collections.abc import Callable

import pytest
from django.db.models import Count

from clinicians.desk.caseload.selectors import people
from clinicians.models import SupervisionEntry, Task
from clinicians.selectors import expected_course, off_track
from oncocare.demo.people import actions as demo
from oncocare.demo.people.cast import COURSES, SITUATIONS
from oncocare.demo.simulation.plan import SimulationPlan
from oncocare.foundation import clock
from oncocare.people.models import Centre, Patient, PictureEntry, RecordOpening, Relation
from oncocare.safety.models import Flag
from questionnaires.models import Assignment, Draft, Mode, PatientSchedule, Response
from steps.course.selectors import waiting_for_help
from steps.models import HelpDay, Pathway, Proposal

NAMES = (*COURSES, *(one.name for one in SITUATIONS))


def here(model):
    return model.objects.filter(centre__slug="demo")


def handmade(model, patient="patient__"):
    """Of the hand-made people only: a cohort shows some states by chance, and with another seed it does not."""
    return here(model).filter(**{f"{patient}user__email__contains": "demo.invalid", f"{patient}user__name__in": NAMES})


def flags(**only):
    return handmade(Flag).filter(closed_at=None, **only)


def stopped(why):
    return handmade(PatientSchedule).filter(stopped=why)


def late():
    today = clock.today("Europe/Madrid")
    return handmade(Assignment).filter(state=Assignment.State.OPEN, due__lt=today)


def missed_two():
    sets = handmade(Assignment).filter(state=Assignment.State.MISSED).values("patient").order_by()
    return sets.annotate(sets=Count("bundle", distinct=True)).filter(sets__gte=2)


def pictures():
    rows = handmade(PictureEntry).filter(detail="cancer").values("patient").distinct()
    return rows if rows.count() > 3 else rows.none()


def course(track):
    centre = Centre.objects.get(slug="demo")
    return Pathway.objects.filter(pk__in=off_track(handmade(Pathway), centre, track))


STATES: dict[str, Callable[[], object]] = {
    "an open flag past its promise": lambda: flags(acknowledged_at=None, promised__lt=clock.now()),
    "a flag that climbed": lambda: flags(acknowledged_at=None, climbed__gte=2),
    "it cannot wait": lambda: flags(can_wait=False, severity="urgent"),
    "it can wait": lambda: flags(can_wait=True),
    "a proposal open": lambda: handmade(Proposal, "pathway__patient__").filter(state="open", promised__gt=clock.now()),
    "a proposal past its deadline": lambda: handmade(Proposal, "pathway__patient__").filter(
        state="open", promised__lt=clock.now(), climbed__gte=1
    ),
    "two sets missed": missed_two,
    "somebody is asked to call who missed two": lambda: handmade(Task).filter(Task.OPEN, source__startswith="missed:"),
    "waiting for a group": lambda: handmade(Pathway).filter(waiting_for_help()),
    "help began and goes on": lambda: handmade(HelpDay).filter(began=True, patient__user__name="Laura"),
    "help ended": lambda: handmade(HelpDay).filter(began=False),
    "paused": lambda: stopped(PatientSchedule.Stopped.PAUSED),
    "ill": lambda: stopped(PatientSchedule.Stopped.ILL),
    "left": lambda: handmade(Pathway).filter(status=Pathway.Status.WITHDRAWN),
    "died": lambda: handmade(Pathway).filter(status=Pathway.Status.DIED, patient__died_on__isnull=False),
    "may become a mentor": lambda: handmade(Pathway).filter(nominated=True),
    "a caregiver outside stepped care": lambda: here(Patient).filter(
        pathway=None, user__in=Relation.objects.values("person")
    ),
    "a task due": lambda: handmade(Task).filter(Task.OPEN, due__lte=clock.today("Europe/Madrid"), source=""),
    "answers overdue": late,
    "nobody looks after": lambda: people(Centre.objects.get(slug="demo")).filter(patient__clinician=None),
    "a record opened with a reason": lambda: handmade(RecordOpening).filter(until__gt=clock.now()),
    "answers that make no score yet": lambda: Draft.objects.filter(assignment__patient__user__name="Zoe"),
    "answers on paper": lambda: handmade(Response).filter(mode=Mode.PAPER),
    "answers by telephone": lambda: handmade(Response).filter(mode=Mode.TELEPHONE),
    "a clinical picture of several": pictures,
    "somebody to call has a number": lambda: flags().filter(patient__phone__startswith="+", patient__trusted_phone__gt=""),
    "worse than expected": lambda: course("worse"),
    "not better by now": lambda: course("not_better"),
    "decided in a supervision": lambda: handmade(SupervisionEntry),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("cohort", [None, (60, 4, 3)], ids=["plain", "with a cohort"])
def test_every_state_that_the_guides_speak_of_is_there(db, cohort):
    demo.load(lambda: None, SimulationPlan(*cohort, clock.today("UTC")) if cohort else None)
    assert [state for state, rows in STATES.items() if not rows()] == []
    assert expected_course(Centre.objects.get(slug="demo"))
    assert handmade(Response).values("patient").distinct().count() == len(NAMES)
