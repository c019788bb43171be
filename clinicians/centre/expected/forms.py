"""After how many weeks somebody should be better."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 52


class ExpectedCourseForm(forms.Form):
    """A number of weeks, and where it comes from; nothing is filled in, because no study was found that fixes it."""

    weeks = forms.IntegerField(
        label=_("After how many weeks of help, or at a level, should somebody be better?"),
        help_text=_("Whoever is still a case then, and not better, is on the list for supervision."),
        min_value=1,
        max_value=LONGEST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write the weeks as a whole number from 1 to 52.")
        ),
    )
    source = forms.CharField(
        label=_("Where does this number come from?"),
        help_text=_("A publication, or “centre decision” with the date. It is shown beside the list."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say where the number comes from.")},
    )
