"""Lets people of the running demo be at level 3: `python -m tests.journeys.grouping PATIENT[=NAME] …`. Whoever has a name
is in the newest group of their language that everybody may join, under it. Prints the id of that group by patient, as
JSON. Runs beside the demo, in its environment.
"""

from __future__ import annotations

import json
import os
import sys

import django


def main(wanted: list[str]) -> None:
    """Level 3 by a clinician's decision, and the door of the group."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    from mentoring.community.membership.actions import join
    from mentoring.community.models import Group
    from oncocare.consent.models import Purpose
    from oncocare.consent.selectors import texts_for
    from oncocare.people.models import Patient, User
    from steps.actions import override
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
    sys.stdout.write(json.dumps(groups))


if __name__ == "__main__":
    main(sys.argv[1:])
