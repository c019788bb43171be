"""Handing a flag over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinicians.desk.forms import ColleagueField
from oncocare.people.models import User
from oncocare.safety.models import Flag
from oncocare.web.forms import field_of


class HandOverForm(forms.Form):
    """To whom, and what they should know."""

    to = ColleagueField(label=_("To whom?"))
    note = forms.CharField(
        label=_("What they should know"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, flag: Flag, colleagues: list[User], data: Any = None) -> None:
        super().__init__(data, prefix=f"flag-{flag.pk}")
        field_of(self, "to", ColleagueField).offer(
            colleague for colleague in colleagues if colleague.pk != flag.owner_id
        )
