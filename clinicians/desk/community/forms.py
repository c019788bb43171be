"""Which group staff offer to a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.web.forms import field_of


class OfferGroupForm(forms.Form):
    """One of the groups that are open at the centre and have a place."""

    group = forms.ChoiceField(
        label=_("Which group?"),
        help_text=_("Those that fit by language and phase stand first."),
        error_messages={"required": _("Choose a group."), "invalid_choice": _("Choose a group of the list.")},
    )

    def __init__(self, data: Any = None, *, groups: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        field_of(self, "group", forms.ChoiceField).choices = [("", "–"), *groups]
