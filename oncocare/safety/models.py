"""Flags and staffed hours."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oncocare.accounts.models import Centre, Patient
from oncocare.foundation import clock
from oncocare.foundation.history import tracked
from oncocare.foundation.models import Mutable, Privacy, paired, refuse_delete
from oncocare.safety.promise import Opening


class StaffedHours(Mutable):
    """When somebody at the centre reads answers, in the centre's own time."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="staffed_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    privacy = Privacy(technical="id centre weekday opens closes", export="centre weekday opens closes", withhold="id")

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                name="staffed_hours_open_before_they_close", condition=Q(opens__lt=models.F("closes"))
            ),
            models.CheckConstraint(name="staffed_hours_weekday", condition=Q(weekday__lte=6)),
        ]

    @property
    def opening(self) -> Opening:
        """As the pure promise reads it."""
        return Opening(self.weekday, self.opens, self.closes)


class Outcome(models.TextChoices):
    """How a flag ended."""

    SPOKE_SAFE = "spoke_safe", _("I spoke with the person; they are safe for now")
    PLAN = "plan", _("We made a safety plan together")
    REFERRED = "referred", _("I referred the person to emergency care")
    ALREADY_KNOWN = "already_known", _("Already known and being cared for")
    MISTAKE = "mistake", _("The answer was given by mistake; I checked with the person")


@tracked
class Flag(Mutable):
    """A safety concern that a person must answer: always owned, always with a deadline, or escalated."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="flags")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="flags")
    kind = models.TextField()
    severity = models.TextField()
    source = models.TextField()
    number = models.PositiveSmallIntegerField(default=1)
    raised = models.DateTimeField(default=clock.now)
    deadline = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="owned_flags")
    can_wait = models.BooleanField(null=True)
    escalated = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(choices=Outcome, blank=True, default="")
    note = models.TextField(blank=True, default="")

    privacy = Privacy(
        health="kind severity can_wait outcome",
        free_text="note",
        technical="id patient centre source number raised deadline owner escalated acknowledged_at acknowledged_by "
        "closed_at closed_by",
        export="patient centre kind severity can_wait outcome raised deadline escalated acknowledged_at closed_at",
        withhold="id source number owner acknowledged_by closed_by note",
    )

    class Meta:
        triggers = [refuse_delete()]
        constraints = [
            *paired("acknowledged", "closed"),
            models.UniqueConstraint(fields=["source", "kind", "number"], name="flag_once_per_source_and_kind"),
            models.CheckConstraint(
                name="flag_never_without_an_owner",
                condition=Q(owner__isnull=False) | Q(escalated__isnull=False) | Q(acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="flag_closed_only_with_an_outcome",
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False, acknowledged_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "deadline"], condition=Q(closed_at=None), name="flag_open"),
            models.Index(fields=["deadline"], condition=Q(acknowledged_at=None), name="flag_unacknowledged"),
        ]

    def overdue(self, now: datetime) -> bool:
        """Nobody has acknowledged it and the deadline is past."""
        return self.acknowledged_at is None and self.deadline < now
