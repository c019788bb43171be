"""Lets people of the running demo be at level 3: `python -m tests.journeys.grouping PATIENT[=NAME] …`. Whoever has a name
is in the newest group of their language that everybody may join, under it. Prints the id of that group by patient, as
JSON. Runs beside the demo, in its environment.
"""

from __future__ import annotations

import json
import os
import sys
import time

import django

OFFERED_WITHIN = 60  # seconds; the worker of the demo may be at it


def main(wanted: list[str]) -> None:
    """Level 3 by a clinician's decision, the door of the group, and the offers that follow from the level."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    from mentoring.community.membership.actions import join
    from mentoring.community.models import Group
    from oncocare.consent.models import Purpose
    from oncocare.consent.selectors import texts_for
    from oncocare.events.actions import relay
    from oncocare.events.models import Delivery
    from oncocare.people.models import Patient, User
    from steps.actions import override
    from steps.kinds import LEVEL_CHANGED
    from steps.levels import Level

    clara, groups = User.objects.get(email="clara@demo.invalid"), {}
    for one in wanted:
        pk, _equals, name = one.partition("=")
        patient = Patient.objects.select_related("centre", "pathway", "user").get(pk=pk)
        fitting = Group.objects.filter(
            centre=patient.centre, language=patient.reader_language, audience="patients", phase="any", closed_at=None
        )
        group = fitting.exclude(opened_at=None).latest("opened_at")
        if name:
            text = texts_for(patient.centre, patient.reader_language)[Purpose.COMMUNITY]
            join(
                by=patient.account, group=group, centre=patient.centre, patient=patient, name=name, picture="boat",
                text=text,
            )  # fmt: skip
        override(by=clara, pathway=patient.pathway, to=Level.COMMUNITY, reason="made up")
        groups[pk] = str(group.pk)
    deadline = time.monotonic() + OFFERED_WITHIN
    while Delivery.objects.filter(state=Delivery.State.PENDING, event__kind=LEVEL_CHANGED.name).exists():
        if time.monotonic() > deadline:
            raise TimeoutError("nobody has made the offers")
        relay()
        time.sleep(0.1)
    sys.stdout.write(json.dumps(groups))


if __name__ == "__main__":
    main(sys.argv[1:])
