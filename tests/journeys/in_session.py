"""Makes a session by video in the running demo that begins at a moment: `python -m tests.journeys.in_session MOMENT
LANGUAGE PATIENT…`. Clara leads it, and each of these people has had a place since the day before. Prints its id. With
`talk` in the place of people it is a talk open to everybody, and after its id comes where somebody watches it who
registered. Runs beside the demo, in its environment.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from typing import Any

import django


def main(moment: str, language: str, patients: list[str]) -> None:
    """A session of a group, by video of this site; or a talk."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    from zoneinfo import ZoneInfo

    from mentoring.meetings.models import Meeting, Seat
    from mentoring.meetings.times.actions import keep_times
    from mentoring.meetings.times.series import Times
    from oncocare.people.models import Patient, User

    talk = patients == ["talk"]
    people = [Patient.objects.select_related("centre", "user").get(pk=pk) for pk in patients if not talk]
    clara = User.objects.get(email__startswith="clara@")
    centre = people[0].centre if people else clara.memberships.select_related("centre")[0].centre
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo(centre.zone)).replace(second=0, microsecond=0)
    times = Times(first=local.date(), starts=local.time(), minutes=50, zone=centre.zone)
    _event, (occurrence,) = keep_times(by="system:tests", centre=centre.pk, times=times)
    meeting = Meeting.objects.create(
        centre=centre, occurrence=occurrence, kind="webinar" if talk else "group", title="Sleep" if talk else "",
        provider="janus", language=language, by=clara, host=clara, capacity=12, phone="+34 600 000 000",
    )  # fmt: skip
    for one in people:
        Seat.objects.create(
            meeting=meeting, user=one.account, patient=one, centre=centre, state="booked", since=local - timedelta(days=1)
        )  # fmt: skip
    sys.stdout.write(f"{meeting.pk} {_registered(meeting, language)}" if talk else str(meeting.pk))


def _registered(meeting: Any, language: str) -> str:
    """Where somebody from outside watches a talk, who has confirmed that they come."""
    from django.urls import reverse

    from mentoring.meetings.webinars import actions
    from mentoring.meetings.webinars.selectors import secret_in_link, talk_at

    talk = talk_at(meeting.centre, meeting.pk.hex)
    asked = actions.register(by=actions.BY, talk=talk, address="eli@example.net", language=language, remind=False)
    actions.confirm(registration=asked)
    return reverse("watch_talk", args=[meeting.centre.slug, secret_in_link(asked)])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
