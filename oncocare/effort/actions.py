"""Writing down minutes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import SignsIn
from oncocare.effort.models import LONGEST, Effort
from oncocare.foundation.unit import action


@action
def spend(
    *, by: SignsIn, centre: UUID, what: str, minutes: int, began: datetime, patient: UUID | None = None
) -> Effort:
    """Whole minutes of `by`, from 1 to 480, from the (aware) moment they began; in the unit of the act they are for."""
    if not 1 <= minutes <= LONGEST:
        raise ValidationError(_("Write the minutes as a whole number from 1 to 480."))
    return Effort.objects.create(staff=by.pk, centre=centre, patient=patient, what=what, began=began, minutes=minutes)
