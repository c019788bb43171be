"""The one question to a person after a worrying answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CanWaitForm(forms.Form):
    """The person's own word on how urgent it is."""

    can_wait = forms.ChoiceField(
        label=_("Can this wait until tomorrow?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, it can wait")), ("no", _("No, it cannot wait"))],
        error_messages={"required": _("Choose yes or no. If you are not sure, choose no.")},
    )
