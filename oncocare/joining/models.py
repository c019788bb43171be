"""Invitations: the single-use ways in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.foundation.history import tracked
from oncocare.foundation.models import Mutable, Privacy, paired
from oncocare.foundation.triggers import never_deleted
from oncocare.people.models import Centre, Patient, User
from oncocare.people.roles import PATIENT


@tracked
class Invitation(Mutable):
    """A single-use way in, for one person: to care, to a role, or back in after a lost phone.

    The link is this row's id, signed, and the code of a letter its locator, signed. It is used up when somebody has
    joined with it, not when it is opened: mail scanners open links too.
    """

    class Channel(models.TextChoices):
        LETTER = "letter", _("Printed letter")
        EMAIL = "email", _("E-mail")

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="invitations")
    role = models.TextField(default=PATIENT.name)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="return_invitations")
    name = models.CharField(max_length=200, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    born_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    ward = models.CharField(max_length=20, blank=True, default="")
    clinician = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.TextField(choices=Channel)
    locator = models.CharField(max_length=5, blank=True, default="", db_default="", editable=False)
    made = models.DateTimeField(default=clock.now)
    invited_by = models.TextField()
    expires = models.DateTimeField()
    opened = models.DateTimeField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    bounced = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        identity="user name email born_on",
        technical="id centre role language ward clinician channel locator made invited_by expires opened wrong "
        "bounced accepted_at accepted_by withdrawn_at withdrawn_by patient",
        export="centre role language ward channel made opened accepted_at withdrawn_at",
        withhold="id user name email born_on clinician locator invited_by expires wrong bounced accepted_by "
        "withdrawn_by patient",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("accepted", "withdrawn"),
            models.UniqueConstraint(fields=["locator"], condition=~Q(locator=""), name="invitation_locator_once"),
        ]
        indexes = [models.Index(fields=["centre", "made"], name="invitation_funnel")]

    @property
    def joined_by(self) -> User:
        """Who has joined with it; there is somebody once it is used up."""
        if self.accepted_by is None:
            raise ValueError("Nobody has joined with this invitation.")
        return self.accepted_by

    @property
    def taken_in(self) -> Patient:
        """Who came into care with it; there is somebody once an invitation to care is used up."""
        if self.patient is None:
            raise ValueError("Nobody came into care with this invitation.")
        return self.patient
