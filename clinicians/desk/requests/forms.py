"""The word with which somebody answers what a patient asked of the team."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerRequestForm(forms.Form):
    """What the person reads on their page."""

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_(
            "The person reads it on their page, with your name. For example: I called you, we spoke on Tuesday."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what the person will read.")},
    )
