"""The field that the forms of hours and rota share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from oncocare.safety.rota.weekly import NotReadable, Stretch, read_hours


class HoursField(forms.CharField):
    """The hours of one day as people write them."""

    def clean(self, value: Any) -> tuple[Stretch, ...]:
        """The stretches; refused with the day and the reason."""
        try:
            return read_hours(super().clean(value))
        except NotReadable as reason:
            raise ValidationError(f"{self.label}: {reason}") from None
