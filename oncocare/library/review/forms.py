"""What a reviewer says of a version."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.library.choices import PieceKind
from oncocare.web.forms import DayField, leave_unmarked

A_YEAR = timedelta(days=365)  # a setting of the form, which the reviewer changes: nothing says how long a text is right


class SendBackForm(forms.Form):
    """What has to change."""

    prefix = "back"
    note = forms.CharField(
        label=_("What has to change"), widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what has to change.")},
    )  # fmt: skip


class PublishForm(forms.Form):
    """From which day it is shown, and by when it is looked at again."""

    prefix = "publish"
    on = DayField(label=_("Shown from"))
    until = DayField(
        label=_("Shown until"), help_text=_("By then somebody looks at it again. Who keeps it right is told before.")
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def __init__(self, data: Any, *, today: date, older: date | None) -> None:
        until = max(today + A_YEAR, older or today)
        super().__init__(data, initial={"on": today, "until": until})
        leave_unmarked(self.fields["note"])


class EndForm(forms.Form):
    """Why it is no longer shown, and where."""

    prefix = "end"
    note = forms.CharField(
        label=_("Why it is no longer shown"), widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it is no longer shown.")},
    )  # fmt: skip
    everywhere = forms.BooleanField(label=_("In every language, and what is to be shown too"), required=False)

    def __init__(self, data: Any, *, kind: str) -> None:
        super().__init__(data, initial={"everywhere": kind == PieceKind.TESTIMONY})
        leave_unmarked(self.fields["everywhere"])
