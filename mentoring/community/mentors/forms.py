"""What a mentor tells the moderators of somebody they fear for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.community.threads.fitting import LONGEST
from oncocare.web.forms import leave_unmarked


class FearForm(forms.Form):
    """Words for the moderators, if the mentor likes."""

    words = forms.CharField(
        label=_("What worries you? You can leave this empty."),
        help_text=_("Only the moderators read it."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("This is too long. Say it in fewer words.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        leave_unmarked(*self.fields.values())
