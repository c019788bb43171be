"""Lets people of the running demo be in a group, for a chat: `python -m tests.journeys.chatting PATIENT=NAME …`. A name
with a star is that of a mentor. Everybody is in the newest group of their language that all may join; prints its id by
patient, as JSON. With one moment, it reminds whoever wants it at that moment. Runs beside the demo, in its environment.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime

import django


def main(wanted: list[str]) -> None:
    """Come in through the door of the group, or have the beat of chats at a moment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    if "=" not in wanted[0]:
        _remind(wanted[0])
        return
    sys.stdout.write(json.dumps({one.partition("=")[0]: _brought(*one.split("=")) for one in wanted}))


def _remind(moment: str) -> None:
    from mentoring.community.chats.actions import remind_of_chats
    from oncocare.foundation import clock

    with clock.at(datetime.fromisoformat(moment)):
        remind_of_chats()


def _brought(pk: str, name: str) -> str:
    from mentoring.community.groups.actions import choose_mentor
    from mentoring.community.membership.actions import join
    from mentoring.community.models import Group
    from oncocare.consent.models import Purpose
    from oncocare.consent.selectors import texts_for
    from oncocare.people.actions import appoint
    from oncocare.people.models import Patient, User
    from oncocare.people.roles import MENTOR

    patient = Patient.objects.select_related("centre", "user").get(pk=pk)
    fitting = Group.objects.filter(
        centre=patient.centre, language=patient.reader_language, audience="patients", phase="any", closed_at=None
    )
    group = fitting.exclude(opened_at=None).latest("opened_at")
    text = texts_for(patient.centre, patient.reader_language)[Purpose.COMMUNITY]
    member = join(
        by=patient.account, group=group, centre=patient.centre, patient=patient, name=name.rstrip("*"), picture="boat",
        text=text,
    )  # fmt: skip
    if name.endswith("*"):
        marc = User.objects.get(email="marc@demo.invalid")
        appoint(by=marc, user=patient.account, centre=patient.centre, role=MENTOR)
        choose_mentor(by=marc, member=member)
    return str(group.pk)


if __name__ == "__main__":
    main(sys.argv[1:])
