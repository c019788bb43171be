"""A session of Ana with Clara on a Monday at six, by this site's own video."""

from __future__ import annotations

from datetime import date, time

import pytest

from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.selectors import with_times
from mentoring.meetings.times.actions import keep_times
from mentoring.meetings.times.series import Times
from tests.cast import BY


@pytest.fixture
def meet(cast):
    """Makes a meeting of Clara's on Monday 2 March 2026 from 18:00 to 18:50 in Madrid, with its times."""

    def make(**fields):
        times = Times(first=date(2026, 3, 2), starts=time(18), minutes=50, zone="Europe/Madrid")
        _event, (occurrence,) = keep_times(by=BY, centre=cast.here.pk, times=times)
        given = {"kind": "private", "provider": "janus", "capacity": 1, "language": "en", "host": cast.clara}
        made = Meeting.objects.create(centre=cast.here, occurrence=occurrence, by=cast.carlos, **given | fields)
        return with_times(Meeting.objects.filter(pk=made.pk)).get()

    return make


@pytest.fixture
def seat_of(cast):
    """Gives somebody of the cast a place in a meeting."""

    def make(meeting, user, **fields):
        patient = user.patients.filter(centre=cast.here).first()
        given = {"state": Seat.State.BOOKED, "patient": patient, "centre": cast.here}
        return Seat.objects.create(meeting=meeting, user=user, **given | fields)

    return make
