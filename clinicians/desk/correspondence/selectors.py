"""Who missed two sets of questions in a row, who asks after them, and by when; and who was handed over to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from clinicians.models import MISSED, Task
from clinicians.selectors import colleagues
from oncocare.foundation import clock
from oncocare.people.days import day_of, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders
from oncocare.safety.promise import openings_after
from oncocare.safety.rota.duty import first_owner
from oncocare.safety.rota.selectors import rota_of
from questionnaires.selectors import missed_bundles
from steps.models import Pathway

IN_A_ROW = 2


def asked(patients: Iterable[Any]) -> QuerySet[Patient]:
    """Of these, who lives and is asked questions: not who paused or left; also who is outside stepped care."""
    goes_on = Q(pathway=None) | Q(pathway__status=Pathway.Status.ACTIVE)
    return Patient.objects.select_related("centre", "clinician").filter(goes_on, pk__in=patients, died_on=None)


def quiet(patients: Iterable[Patient]) -> dict[str, Patient]:
    """Those who missed two sets of questions in a row or more, by a source that stays the same until they answer."""
    known = {patient.pk: patient for patient in patients}
    missed = missed_bundles(known)
    return {
        f"{MISSED}{pk}:{missed[pk][-1]}": patient
        for pk, patient in known.items()
        if len(missed.get(pk, ())) >= IN_A_ROW
    }


def streak(source: str) -> str:
    """The source of the task about a row of misses: another one when an earlier task was no longer needed, such as
    before a pause, and the misses go on.
    """
    before = Task.objects.filter(source__startswith=source).exclude(lapsed=None).count()
    return f"{source}:{before + 1}" if before else source


def who_asks_after(patient: Patient) -> User | None:
    """Of those who may look after people here the responsible clinician, else whoever would have a flag raised now,
    else the longest serving; where there is none, whoever runs the centre. None where nobody works there.
    """
    able = colleagues(patient.centre)
    first = first_owner(rota_of(patient.centre).by_day, patient.clinician_id, clock.now())
    first_asked = [one for pk in (patient.clinician_id, first) for one in able if one.pk == pk]
    return next(iter([*first_asked, *able, *holders(patient.centre, Permission.SEE_TASKS)]), None)


def staffed_day(centre: Centre) -> date:
    """The first day from now on with staffed hours left; today where the centre has not said when it is staffed."""
    rota = rota_of(centre)
    begins, _ = next(openings_after(clock.now(), rota.openings, rota.zone, rota.closed), (None, None))
    return day_of(centre, begins) if begins else today_of(centre)


def still_to_do(user: User, sources: Sequence[str]) -> list[str]:
    """Of these sources, those whose task this person still has, of people who have not answered since."""
    tasks = Task.objects.filter(Task.OPEN, owner=user, source__in=sources)
    wanted = list(tasks.values_list("source", flat=True))
    silent = quiet(asked({source.split(":")[1] for source in wanted}))
    return [source for source in wanted if source.startswith(tuple(silent))]


def handed_over(patient: str, people: int, at: str) -> str:
    """The source of the message that tells of a handing over: of this one patient, or of that many people."""
    return f"handed:{patient or MANY}:{people}:{at}"


MANY = "many"


def still_with(user: User, sources: Sequence[str]) -> dict[str, int]:
    """Of these sources, with how many people each: where this person looks after the one, or after anybody of many."""
    mine = {str(pk) for pk in user.caseload.filter(died_on=None).values_list("pk", flat=True)}
    told = {source: source.split(":")[1:3] for source in sources}
    return {source: int(people) for source, (whom, people) in told.items() if whom in mine or (whom == MANY and mine)}
