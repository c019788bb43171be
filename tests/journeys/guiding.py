"""Lets a person of the running demo be at level 2, with an exercise that they wrote in and shared, and somebody who guides
them: `python -m tests.journeys.guiding PATIENT LANGUAGE WORDS`. Runs beside the demo, in its environment; prints how whoever
guides them signs in, as JSON.
"""

from __future__ import annotations

import json
import os
import sys

import django

from tests.journeys.people import passkey_of


def main(pk: str, language: str, words: str) -> None:
    """One exercise of the library in the language of the person, and a supporter who reads the same language."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    from oncocare.demo.views import link_for
    from oncocare.library.actions import publish, save_draft, submit
    from oncocare.library.models import Piece
    from oncocare.people.actions import appoint, register_user
    from oncocare.people.days import today_of
    from oncocare.people.models import Patient, User
    from oncocare.people.roles import SUPPORTER
    from steps.actions import override
    from steps.campus.guiding.actions import follow, guide
    from steps.levels import Level
    from tests.factories.campus_guiding import TEXT, used, wrote

    patient = Patient.objects.select_related("centre", "pathway").get(pk=pk)
    staff = {name: User.objects.get(email=f"{name}@demo.invalid") for name in ("clara", "marc")}
    override(by=staff["clara"], pathway=patient.pathway, to=Level.CAMPUS, reason="made up")
    follow(by="system:command", patient=patient)
    facts = {"kind": "exercise", "area": "sleep", "audience": ["patient"], "phases": ["new"], "owner": staff["clara"]}
    piece, _new = Piece.objects.get_or_create(centre=patient.centre, slug=f"a-breath-{language}", defaults=facts)
    given = {"title": f"A breath {language}", "summary": "Made up.", "text": TEXT}
    version = submit(by=staff["clara"], draft=save_draft(by=staff["clara"], piece=piece, language=language, **given))
    publish(by=staff["marc"], version=version, until=today_of(patient.centre).replace(year=2099, day=1))
    used(patient, version)
    wrote(patient, version, words)
    sam = register_user(by="system:command", email=f"sam-{language}@demo.invalid", name="Sam", language=language)
    appoint(by="system:command", user=sam, centre=patient.centre, role=SUPPORTER)
    guide(by=staff["clara"], patient=patient, supporter=sam)
    facts = {"name": "sam", "link": link_for(sam), "patient": "", "language": language, "passkey": passkey_of(sam)}
    sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    main(*sys.argv[1:])
