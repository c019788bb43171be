"""Lets people of the running demo help others in a group: `python -m tests.journeys.leading PATIENT=NAME …`. Each is in
the newest group of their language under this name, has answered three newcomers there who thanked them, and has written
in it for months; Clara answers for the group. Prints the id of that group by patient, as JSON. Runs beside the demo, in
its environment.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

NEW = {"en": ("Sand martin", "Old bridge", "Warm socks"), "es": ("Avión zapador", "Puente viejo", "Calcetines")}


def main(wanted: list[str]) -> None:
    """The door of the group for each of them and for three newcomers, and what they wrote and thanked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    from oncocare.people.models import Patient
    from tests.factories.demo import new_patient
    from tests.factories.leaders import helped

    groups = {}
    for one in wanted:
        pk, _equals, name = one.partition("=")
        patient = Patient.objects.select_related("centre", "user").get(pk=pk)
        language = patient.reader_language
        group = group_of(patient, language)
        newcomers = [new_patient(language).patients.select_related("centre", "user").get() for _name in NEW[language]]
        others = [come_in(other, group, called) for other, called in zip(newcomers, NEW[language], strict=True)]
        helped(come_in(patient, group, name), others)
        groups[pk] = str(group.pk)
    sys.stdout.write(json.dumps(groups))


def group_of(patient: Any, language: str) -> Any:
    """The newest group that everybody of a language may join, with Clara among those who answer for it."""
    from mentoring.community.groups.actions import appoint_moderator
    from mentoring.community.models import Group
    from oncocare.people.models import User

    fitting = Group.objects.filter(centre=patient.centre, language=language, audience="patients", phase="any")
    group = fitting.filter(closed_at=None).exclude(opened_at=None).latest("opened_at")
    clara, marc = (User.objects.get(email=f"{name}@demo.invalid") for name in ("clara", "marc"))
    appoint_moderator(by=marc, group=group, user=clara)
    return group


def come_in(patient: Any, group: Any, name: str) -> Any:
    """The door of the group, with their yes to its text."""
    from mentoring.community.membership.actions import join
    from oncocare.consent.models import Purpose
    from oncocare.consent.selectors import texts_for

    text = texts_for(patient.centre, patient.reader_language)[Purpose.COMMUNITY]
    return join(
        by=patient.account, group=group, centre=patient.centre, patient=patient, name=name, picture="boat", text=text
    )


if __name__ == "__main__":
    main(sys.argv[1:])
