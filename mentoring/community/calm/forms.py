"""Why a thread is closed, and until when a group rests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.community.calm.actions import LONGEST_REASON
from mentoring.community.calm.rests import RestFor
from oncocare.web.forms import field_of, hint_options
from oncocare.web.templatetags.web import moment

LABELS = {
    RestFor.HOUR: _("For an hour"),
    RestFor.MORNING: _("Until 8 in the morning"),
    RestFor.OPENING: _("Until its hours begin again"),
}


class CloseThreadForm(forms.Form):
    """Why nobody writes in a thread any more, as everybody in the group reads it."""

    why = forms.CharField(
        label=_("Why, as everybody in the group reads it"),
        help_text=_("Calmly, and about nobody. Say where people can go on, if there is a place."),
        max_length=4 * LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why, for everybody in the group. They read it.")},
    )


class RestForm(forms.Form):
    """Until when a group rests: each choice says the moment."""

    until = forms.ChoiceField(
        label=_("Until when?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose until when the group rests."), "invalid_choice": _("Choose one of these."),
        },
    )  # fmt: skip

    def __init__(self, data: Any = None, *, ends: Mapping[RestFor, datetime]) -> None:
        super().__init__(data)
        self.ends = ends
        field = field_of(self, "until", forms.ChoiceField)
        field.choices = [(one.value, LABELS[one]) for one in ends]
        hint_options(field, {one.value: moment(end) for one, end in ends.items()})

    @property
    def end(self) -> datetime:
        """The moment that was chosen."""
        return self.ends[RestFor(self.cleaned_data["until"])]
