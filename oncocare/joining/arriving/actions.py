"""Taking many people into care at once: all of a file or nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.selectors import recorded
from oncocare.audit.verbs import Verb
from oncocare.consent.actions import record_consent
from oncocare.consent.models import Consent, ConsentText, Purpose
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.foundation.datafiles import DataFileError, Problem
from oncocare.foundation.unit import action, hold
from oncocare.joining.actions import NOBODY_ANSWERS_YET
from oncocare.joining.arriving.people_file import BORN, CLINICIAN, KEY, ArrivingPerson, people_and_problems
from oncocare.people.actions import take_into_care
from oncocare.people.birthdays import age_on
from oncocare.people.days import moment_of, today_of
from oncocare.people.models import Actor, Centre, Patient, PictureEntry, User
from oncocare.people.permissions import Permission
from oncocare.people.picture.actions import keep_picture
from oncocare.people.selectors import holders
from oncocare.safety.rota.selectors import ready_for_patients
from steps.actions import open_pathway


def people_in(centre: Centre, text: str, name: str) -> list[ArrivingPerson]:
    """The people of a file; `DataFileError` for every row that cannot be read or that this centre cannot take in.

    `ValidationError` while it is not settled who answers at night.
    """
    people, _able = _checked(centre, text, name)
    return people


def read(centre: Centre, text: str) -> tuple[list[ArrivingPerson], list[Problem]]:
    """The people of a file as this centre's day and the languages of the site have it; and what cannot be read."""
    return people_and_problems(text, today=today_of(centre), languages=dict(settings.LANGUAGES))


def _checked(centre: Centre, text: str, name: str) -> tuple[list[ArrivingPerson], dict[str, User]]:
    """The people, and who looks after whom by e-mail address."""
    if not ready_for_patients(centre):
        raise ValidationError(NOBODY_ANSWERS_YET)
    people, problems = read(centre, text)
    able = {user.email.lower(): user for user in holders(centre, Permission.SEE_RECORD)}
    keys = Patient.objects.filter(centre=centre).annotate(lower=Lower("key")).values_list("lower", flat=True)
    here = set(keys.filter(lower__in=[one.key.lower() for one in people]))
    problems += [problem for one in people for problem in _cannot_come(one, centre, able, here)]
    if problems:
        raise DataFileError(name, problems)
    return people, able


def _cannot_come(person: ArrivingPerson, centre: Centre, able: Mapping[str, User], here: set[str]) -> Iterator[Problem]:
    if person.key.lower() in here:
        said = {"key": person.key}
        yield Problem(person.line, f"{KEY}: " + _("“%(key)s” is in care at this centre already.") % said)
    if person.clinician and person.clinician.lower() not in able:
        said = {"email": person.clinician[:80]}
        wrong = _("“%(email)s” does not look after people at this centre.") % said
        yield Problem(person.line, f"{CLINICIAN}: {wrong}")
    if person.born_on and age_on(person.born_on, today_of(centre)) < centre.minimum_age:
        said = {"age": str(centre.minimum_age)}
        yield Problem(person.line, f"{BORN}: " + _("This person is younger than %(age)s.") % said)


@action
def take_in_people(
    *,
    by: Actor,
    centre: Centre,
    text: str,
    name: str,
    once: str = "",
    progress: Callable[[], object] = lambda: None,
) -> int:
    """Each becomes a patient with their yes to care, a pathway and their picture; nobody has an account yet. How many.

    All or nobody: `DataFileError` and `ValidationError` as `people_in`. `once` names one checked file: sent again,
    because a finger pressed twice or an answer got lost, it takes in nobody, and the first number is said again.
    """
    hold(centre)  # two files at one moment come one after the other
    if once and (before := recorded(Verb.PEOPLE_IMPORTED, centre=centre, file=once).first()):
        return int(before.detail["people"])
    people, able = _checked(centre, text, name)
    texts = {language: texts_for(centre, language)[Purpose.CARE] for language in {one.language for one in people}}
    for person in people:
        _take_in(by, centre, person, able.get(person.clinician.lower()), texts[person.language])
        progress()
    file = {"file": once} if once else {}
    record(by=by, verb=Verb.PEOPLE_IMPORTED, subject=centre, centre=centre, people=len(people), **file)
    return len(people)


def _take_in(by: Actor, centre: Centre, person: ArrivingPerson, clinician: User | None, text: ConsentText) -> None:
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
