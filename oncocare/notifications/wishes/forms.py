"""The form of the settings page."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOURS = [(f"{hour:02}:00", f"{hour:02}:00") for hour in range(24)]
LONGEST = 20  # hours of quiet: some must be left in which a message may come


def _hour(value: str) -> time:
    return time.fromisoformat(value)


class WishesForm(forms.Form):
    """Whether e-mail may come, and the hours in which none does."""

    by_email = forms.BooleanField(label=_("Write to me by e-mail when there is something for me"), required=False)
    quiet_from = forms.TypedChoiceField(
        label=_("No e-mail after"), choices=HOURS, coerce=_hour, error_messages={"required": _("Choose an hour.")}
    )
    quiet_until = forms.TypedChoiceField(
        label=_("No e-mail before"),
        choices=HOURS,
        coerce=_hour,
        help_text=_("If you choose the same hour twice, e-mail may come at any time."),
        error_messages={"required": _("Choose an hour.")},
    )

    def clean(self) -> dict[str, Any]:
        """Quiet hours that leave no time at all are a mistake."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "quiet_from" in cleaned and "quiet_until" in cleaned:
            hours = (cleaned["quiet_until"].hour - cleaned["quiet_from"].hour) % 24
            if hours > LONGEST:
                raise ValidationError(
                    _("This leaves fewer than four hours for e-mail. Choose a shorter time, or turn e-mail off.")
                )
        return cleaned
