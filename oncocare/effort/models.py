"""The table of staff minutes."""

from __future__ import annotations

from django.db import models

from oncocare.foundation import clock, ids
from oncocare.foundation.models import AppendOnly, Privacy

LONGEST = 480  # minutes: a working day


class Effort(AppendOnly):
    """Whole minutes of one member of staff, for one patient where it was for one.

    People, patients and centres are named by their ids: the rooms above point here, and this room at none of them.
    `what` is the room's own word for the work, such as `contact.phone` or `flag`. Who spends minutes together with a
    colleague is one row, and the colleague another.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    staff = models.UUIDField()
    centre = models.UUIDField()
    patient = models.UUIDField(null=True)
    what = models.TextField()
    began = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    recorded = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        technical="id staff centre patient what began minutes recorded",
        export="centre patient what began minutes",
        withhold="id staff recorded",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["centre", "began"], name="effort_at_centre")]
        constraints = [
            models.CheckConstraint(
                name="effort_within_a_working_day", condition=models.Q(minutes__gte=1, minutes__lte=LONGEST)
            ),
        ]
