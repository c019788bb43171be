"""More people for a demo that is up."""

from __future__ import annotations

import uuid

from oncocare.demo.people.actions import dice, live
from oncocare.demo.people.cast import SEED, Person
from oncocare.people.actions import introduce
from oncocare.people.models import Centre, User
from oncocare.people.roles import PATIENT


def new_patient(language: str) -> User:
    """Another person with first questions due and a number to call, for trying the demo again."""
    centre = Centre.objects.get(slug="demo")
    clinician = User.objects.get(email="clara@demo.invalid")
    person = Person(f"new-{uuid.uuid4().hex[:8]}@demo.invalid", "Nova", language, PATIENT, "")
    live(centre, "Nova", person, clinician, dice(SEED))
    user = User.objects.get(email=person.email)
    patient = user.patients.get()
    introduce(by=patient.account, patient=patient, phone="+34 600 002 222")
    return user
