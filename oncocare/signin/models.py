"""Requests of people who cannot sign in any more."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.foundation.history import tracked
from oncocare.foundation.models import Mutable, Privacy, paired
from oncocare.foundation.triggers import never_deleted
from oncocare.people.models import Centre, User


@tracked
class AccessRequest(Mutable):
    """Somebody cannot sign in any more and asks the centre to let them back in."""

    class Check(models.TextChoices):
        IN_PERSON = "in_person", _("In person, with an identity document")
        CALLED_BACK = "called_back", _("I called back on the number in our record and asked what only they know")
        COLLEAGUE = "colleague", _("A colleague who knows the person vouches for them")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_requests")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="access_requests")
    asked = models.DateTimeField(default=clock.now)
    check_made = models.TextField(choices=Check, blank=True, default="")
    granted = models.BooleanField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires = models.DateTimeField(null=True)  # of the link back in, which is this row's id, signed
    used = models.DateTimeField(null=True)

    privacy = Privacy(
        identity="user",
        technical="id centre asked check_made granted settled_at settled_by expires used",
        withhold="id user centre asked check_made granted settled_at settled_by expires used",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("settled"),
            models.UniqueConstraint(
                fields=["user", "centre"], condition=models.Q(settled_at=None), name="access_request_open_once"
            ),
        ]
