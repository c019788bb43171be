"""The day that stands on a paper: what cannot be. Pure."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.people.picture.details import EARLIEST


def check_day_on_paper(day: date, *, born_on: date | None, today: date) -> None:
    """Raises ValidationError for a day after `today`, where the person lives, or before they were born; of somebody
    whose day of birth nobody knows, before 1900.
    """
    if day > today:
        raise ValidationError(_("This day is still to come. Write the day that stands on the paper."))
    if day < (born_on or EARLIEST):
        raise ValidationError(_("This day is before the person was born. Write the day that stands on the paper."))
