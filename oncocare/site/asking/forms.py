"""What somebody asks of their team."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clinicians.models import ContactRequest


class AskTeamForm(forms.Form):
    """Words, which a call may do without; which of the two it is says the button that was pressed."""

    words = forms.CharField(
        label=_("What is it about?"),
        help_text=_("You can leave this empty and only ask for a call."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kind = forms.ChoiceField(
        choices=ContactRequest.Kind,
        widget=forms.HiddenInput,
        error_messages={"required": _("Press one of the two buttons below.")},
    )
