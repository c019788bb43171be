"""What somebody writes to the person they guide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.effort.models import LONGEST
from oncocare.web.forms import leave_unmarked

USUAL = 5  # minutes of a review
_WRONG = _("Write the minutes as a whole number from 1 to 480.")


class CampusReviewForm(forms.Form):
    """The words, and how long it took to look and to write."""

    words = forms.CharField(
        label=_("Your words"),
        help_text=_("The person reads them on their page, with your name."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write what the person will read.")},
    )
    minutes = forms.IntegerField(
        label=_("Minutes it took you, with reading"),
        initial=USUAL,
        min_value=1,
        max_value=LONGEST,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _WRONG),
    )

    def __init__(self, data: object = None, *, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # -- what a request sends is such a mapping
        leave_unmarked(*self.fields.values())
