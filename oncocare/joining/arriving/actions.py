"""Taking many people into care at once: all of a file or nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.consent.actions import record_consent
from oncocare.consent.models import Consent, ConsentText, Purpose
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.foundation.datafiles import DataFileError, Problem
from oncocare.foundation.unit import action
from oncocare.joining.actions import NOBODY_ANSWERS_YET
from oncocare.joining.arriving.people_file import BORN, CLINICIAN, KEY, ArrivingPerson
from oncocare.people.actions import take_into_care
from oncocare.people.birthdays import age_on
from oncocare.people.days import moment_of, today_of
from oncocare.people.models import Actor, Centre, Patient, PictureEntry, User
from oncocare.people.permissions import Permission
from oncocare.people.picture.actions import keep_picture
from oncocare.people.selectors import holders
from oncocare.safety.rota.selectors import ready_for_patients
from steps.actions import open_pathway


def check_arriving(centre: Centre, people: Sequence[ArrivingPerson], name: str) -> dict[str, User]:
    """Who looks after whom, by e-mail address; `DataFileError` for every row that this centre cannot take in.

    `ValidationError` while it is not settled who answers at night.
    """
    if not ready_for_patients(centre):
        raise ValidationError(NOBODY_ANSWERS_YET)
    able = {user.email.lower(): user for user in holders(centre, Permission.SEE_RECORD)}
    here = set(Patient.objects.filter(centre=centre, key__in=[one.key for one in people]).values_list("key", flat=True))
    problems = [problem for one in people for problem in _cannot_come(one, centre, able, here)]
    if problems:
        raise DataFileError(name, problems)
    return able


def _cannot_come(person: ArrivingPerson, centre: Centre, able: Mapping[str, User], here: set[str]) -> Iterator[Problem]:
    if person.key in here:
        said = {"key": person.key}
        yield Problem(person.line, f"{KEY}: " + _("%(key)s is in care at this centre already.") % said)
    if person.clinician and person.clinician.lower() not in able:
        said = {"email": person.clinician[:80]}
        yield Problem(person.line, f"{CLINICIAN}: " + _("%(email)s does not look after people at this centre.") % said)
    if person.born_on and age_on(person.born_on, today_of(centre)) < centre.minimum_age:
        said = {"age": str(centre.minimum_age)}
        yield Problem(person.line, f"{BORN}: " + _("This person is younger than %(age)s.") % said)


@action
def take_in_people(
    *,
    by: Actor,
    centre: Centre,
    people: Sequence[ArrivingPerson],
    name: str,
    progress: Callable[[], object] = lambda: None,
) -> list[Patient]:
    """Each becomes a patient with their yes to care, a pathway and their picture; nobody has an account yet.

    All or nobody: `DataFileError` and `ValidationError` as `check_arriving`.
    """
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)  # two files at one moment come one after the other
    able = check_arriving(centre, people, name)
    texts = {language: texts_for(centre, language)[Purpose.CARE] for language in {one.language for one in people}}
    taken = []
    for person in people:
        taken.append(_take_in(by, centre, person, able.get(person.clinician.lower()), texts[person.language]))
        progress()
    record(by=by, verb=Verb.PEOPLE_IMPORTED, subject=centre, centre=centre, people=len(taken))
    return taken


def _take_in(by: Actor, centre: Centre, person: ArrivingPerson, clinician: User | None, text: ConsentText) -> Patient:
    patient = take_into_care(
        by=by, centre=centre, key=person.key, language=person.language, born_on=person.born_on,
        clinician=clinician,
    )  # fmt: skip
    record_consent(
        by=by, patient=patient, text=text, said=Consent.Said.YES, channel=Consent.Channel.STAFF,
        at=min(moment_of(centre, person.consented_on, time(12)), clock.now()),
    )  # fmt: skip
    open_pathway(by=by, patient=patient)
    if person.said or person.unsaid:
        source = PictureEntry.Source.FILE
        keep_picture(by=by, patient=patient, source=source, said=person.said, unsaid=person.unsaid)
    return patient
