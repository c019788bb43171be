"""Makes a session by video in the running demo that begins at a moment: `python -m tests.journeys.in_session MOMENT
LANGUAGE PATIENT…`. Clara leads it, and each of these people has had a place since the day before. Prints its id. Runs
beside the demo, in its environment.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta

import django


def main(moment: str, language: str, patients: list[str]) -> None:
    """A session of a group, by video of this site."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    from zoneinfo import ZoneInfo

    from mentoring.meetings.models import Meeting, Seat
    from mentoring.meetings.times.actions import keep_times
    from mentoring.meetings.times.series import Times
    from oncocare.people.models import Patient, User

    people = [Patient.objects.select_related("centre", "user").get(pk=pk) for pk in patients]
    clara, centre = User.objects.get(email="clara@demo.invalid"), people[0].centre
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo(centre.zone)).replace(second=0, microsecond=0)
    times = Times(first=local.date(), starts=local.time(), minutes=50, zone=centre.zone)
    _event, (occurrence,) = keep_times(by="system:tests", centre=centre.pk, times=times)
    meeting = Meeting.objects.create(
        centre=centre, occurrence=occurrence, kind="group", title="", provider="janus", language=language, by=clara,
        host=clara, capacity=12, phone="+34 600 000 000",
    )  # fmt: skip
    for one in people:
        Seat.objects.create(
            meeting=meeting, user=one.account, patient=one, centre=centre, state="booked", since=local - timedelta(days=1)
        )  # fmt: skip
    sys.stdout.write(str(meeting.pk))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
