"""The named cast of every access test: who they are and what stands between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from oncocare.people import actions as people
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.roles import CAREGIVER, CLINICIAN, COORDINATOR, MENTOR, RESEARCHER
from oncocare.safety.rota.actions import set_on_call, sign_uncovered_hours
from oncocare.safety.rota.risk import uncovered
from questionnaires.models import Assignment
from questionnaires.scheduling.actions import assign
from steps import actions as steps
from steps.models import Pathway
from steps.shipped import DEFAULT, shipped_policy

BY = "system:tests"


@dataclass(frozen=True)
class Cast:
    """Two centres. At the first: Ana (patient), Bea (patient and Ana's mentor), Felix (Ana's caregiver), Clara
    (clinician), Carlos (coordinator), Eva (researcher). At the other: Dora (patient) and Denis (clinician). At both:
    Gala (clinician).
    """

    here: Centre
    there: Centre
    ana: User
    bea: User
    clara: User
    carlos: User
    eva: User
    dora: User
    denis: User
    felix: User
    gala: User

    def patient(self, user: User) -> Patient:
        """A person of the cast as a patient."""
        return Patient.objects.get(user=user)

    def pathway(self, user: User) -> Pathway:
        """The pathway of a person of the cast."""
        return Pathway.objects.get(patient__user=user)


def gather() -> Cast:
    """Everybody, through the real actions."""
    here, there = _centre("here"), _centre("there")
    users = {name: _user(name) for name in ("ana", "bea", "clara", "carlos", "eva", "dora", "denis", "felix", "gala")}
    for name, centre, role in (
        ("clara", here, CLINICIAN),
        ("carlos", here, COORDINATOR),
        ("eva", here, RESEARCHER),
        ("denis", there, CLINICIAN),
        ("gala", here, CLINICIAN),
        ("gala", there, CLINICIAN),
        ("bea", here, MENTOR),
    ):
        people.appoint(by=BY, user=users[name], centre=centre, role=role)
    for name, centre, clinician in (("ana", here, "clara"), ("bea", here, "clara"), ("dora", there, "denis")):
        patient = people.take_into_care(
            by=BY, centre=centre, key=name.upper(), user=users[name], clinician=users[clinician]
        )
        steps.open_pathway(by=BY, patient=patient)
    ana = Patient.objects.get(user=users["ana"])
    people.grant_relation(by=BY, person=users["bea"], patient=ana, kind=MENTOR)
    people.grant_relation(by=BY, person=users["felix"], patient=ana, kind=CAREGIVER)
    _settle_the_nights(here, users["carlos"], users["clara"])
    set_on_call(by=users["denis"], centre=there, person=users["denis"])
    return Cast(here=here, there=there, **users)


def _settle_the_nights(centre: Centre, coordinator: User, clinician: User) -> None:
    """Nobody is on call there, and both have signed that, so that patients can be invited."""
    for user, role in ((coordinator, "coordinator"), (clinician, "clinician")):
        sign_uncovered_hours(by=user, centre=centre, role=role, words=uncovered(centre.name))


def present() -> Cast:
    """Everybody, where they have been gathered."""
    centres = {centre.slug: centre for centre in Centre.objects.all()}
    return Cast(**centres, **{user.name.lower(): user for user in User.objects.all()})


def colleague(cast: Cast) -> User:
    """Cleo, a second clinician at Ana's centre, who looks after nobody."""
    cleo = _user("cleo")
    people.appoint(by=BY, user=cleo, centre=cast.here, role=CLINICIAN)
    return cleo


def take_in(cast: Cast, name: str) -> User:
    """Somebody more in care at Ana's centre, looked after by Clara."""
    user = _user(name)
    patient = people.take_into_care(by=BY, centre=cast.here, key=name.upper(), user=user, clinician=cast.clara)
    steps.open_pathway(by=BY, patient=patient)
    return user


def _centre(slug: str) -> Centre:
    centre = people.open_centre(by=BY, slug=slug, name=slug.title(), country="ES", time_zone="Europe/Madrid")
    policy, source = shipped_policy(DEFAULT)
    steps.adopt_policy(by=BY, centre=centre, policy=policy, source=source)
    return centre


def _user(name: str) -> User:
    return people.register_user(by=BY, email=f"{name}@example.org", name=name.title(), language="en")


def due(patient: Patient, *instruments: str) -> list[Assignment]:
    """These instruments due together for this patient from today for a week."""
    today = today_of(patient)
    week = timedelta(days=7)
    return assign(
        by=BY,
        patient=patient,
        instruments=instruments or ("phq-9",),
        opens=today,
        due=today + week,
        closes=today + week,
    )


def phq9(total: int = 0, item_9: int = 0) -> dict[str, Any]:
    """PHQ-9 answers that sum to `total`, item 9 included."""
    left = total - item_9
    answers = {str(item): min(3, max(0, left - 3 * (item - 1))) for item in range(1, 9)}
    return {**answers, "9": item_9}


def gad7(total: int = 0) -> dict[str, Any]:
    """GAD-7 answers that sum to `total`."""
    return {str(item): min(3, max(0, total - 3 * (item - 1))) for item in range(1, 8)}
