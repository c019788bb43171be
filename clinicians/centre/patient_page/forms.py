"""By when the centre answers, and its own words on the page of its patients."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 10


class AnswerPromiseForm(forms.Form):
    """A number of staffed days; nothing is filled in, because only the centre knows what it can keep."""

    days = forms.IntegerField(
        label=_("By the end of which staffed day after it was asked does somebody answer?"),
        help_text=_("1 is the next day on which the centre is staffed. Patients read the day and the hour."),
        min_value=1,
        max_value=LONGEST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write the days as a whole number from 1 to 10.")
        ),
    )


class LeafletForm(forms.Form):
    """Plain words; empty ones take it off the page."""

    words = forms.CharField(
        label=_("Text"),
        help_text=_(
            "Plain words, without links; an empty line between paragraphs. Say what somebody does and by when. "
            "Left empty, nothing is shown."
        ),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
