"""What several forms of a centre share: the field of hours, and how a number to call is written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from oncocare.safety.rota.weekly import NotReadable, Stretch, read_hours

NUMBER = RegexValidator(r"^\+?[0-9](?: ?[0-9]){2,}$", _("Write the number in digits, such as +34 600 123 456."))


class HoursField(forms.CharField):
    """The hours of one day as people write them."""

    def clean(self, value: Any) -> tuple[Stretch, ...]:
        """The stretches; refused with the day and the reason."""
        try:
            return read_hours(super().clean(value))
        except NotReadable as reason:
            raise ValidationError(f"{self.label}: {reason}") from None
