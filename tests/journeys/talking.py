"""Lets people from outside have places in a talk of the running demo: `python -m tests.journeys.talking MEETING NUMBER
DOMAIN`, each with an address of that domain. With one moment, it does the beat of talks at that moment, and what it has
to say leaves. Runs beside the demo, in its environment.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime

import django


def main(wanted: list[str]) -> None:
    """The door of a talk for each of them, or the beat of talks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    if len(wanted) == 1:
        _beat(datetime.fromisoformat(wanted[0]))
    else:
        _come(wanted[0], int(wanted[1]), wanted[2])


def _come(meeting: str, number: int, domain: str) -> None:
    from mentoring.meetings.webinars.actions import BY, confirm, register
    from mentoring.meetings.webinars.selectors import all_talks, with_phase

    talk = with_phase(all_talks().get(pk=meeting))
    for one in range(number):
        asked = register(by=BY, talk=talk, address=f"guest-{one}@{domain}", language=talk.language, remind=False)
        asked.meeting = talk
        confirm(registration=asked)


def _beat(moment: datetime) -> None:
    """In one transaction: for the demo's own worker it is not that late, and it must not find that nothing is due."""
    from django.db import transaction

    from mentoring.meetings.webinars.kinds import TALK_SOON
    from mentoring.meetings.webinars.tasks import look_after_talks
    from oncocare.foundation import clock
    from oncocare.notifications.models import Message
    from oncocare.notifications.sending.actions import send_now

    with clock.at(moment), transaction.atomic():
        look_after_talks()
        for message in Message.objects.filter(kind=TALK_SOON, sent=None):
            send_now(message=message)


if __name__ == "__main__":
    main(sys.argv[1:])
