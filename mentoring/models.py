"""Nominations: patients whose course says they might help others, if they wish."""

from django.db import models

from oncocare.foundation import clock
from oncocare.foundation.history import tracked
from oncocare.foundation.models import Mutable, Privacy
from oncocare.people.models import Centre, Patient


@tracked
class Nomination(Mutable):
    """One patient, nominated once; asking them is a person's task."""

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="nomination")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="nominations")
    decision = models.TextField()
    made = models.DateTimeField(default=clock.now)
    withdrawn = models.DateTimeField(null=True)

    privacy = Privacy(
        technical="id patient centre decision made withdrawn",
        export="patient centre made withdrawn",
        withhold="id decision",
    )
