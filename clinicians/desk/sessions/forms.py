"""Whether somebody was at a session, the minutes of whoever held it, and the note that goes into the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.meetings.models import Seat
from oncocare.effort.models import LONGEST
from oncocare.foundation import ids
from oncocare.web.forms import leave_unmarked

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_NARROW = {"class": "nhsuk-input--width-4"}
_WRONG = _("Write the minutes as a whole number from 1 to 480, or leave them empty.")
_WHOLE = _("Write the minutes as a whole number from 1 to 480.")
_CHOOSE = _("Choose one of the four answers. Nothing was changed.")
TAKE_BACK = "nothing"  # what the button sends that takes back what was said


class AttendanceForm(forms.Form):
    """One person: the button that was pressed, and their minutes where somebody counted them."""

    attendance = forms.ChoiceField(
        label=_("Whether they came"), choices=[*Seat.Attendance.choices, (TAKE_BACK, TAKE_BACK)],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _CHOOSE),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=1, max_value=LONGEST,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _WRONG),
        widget=forms.NumberInput(attrs=_NARROW),
    )  # fmt: skip

    def __init__(self, seat: Seat, data: Any = None) -> None:
        super().__init__(data, prefix=f"seat-{seat.pk}")
        leave_unmarked(*self.fields.values())

    @property
    def answers(self) -> list[tuple[str, StrOrPromise]]:
        """The four answers, each with its words for a button."""
        return list(Seat.Attendance.choices)

    @property
    def said(self) -> str:
        """What was said, as a place keeps it."""
        given: str = self.cleaned_data["attendance"]
        return "" if given == TAKE_BACK else given


class OwnMinutesForm(forms.Form):
    """The minutes of whoever held it."""

    prefix = "own"
    minutes = forms.IntegerField(
        label=_("My minutes"), min_value=1, max_value=LONGEST, widget=forms.NumberInput(attrs=_NARROW),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _WHOLE),
        help_text=_("With the people, from greeting to saying goodbye. They stay as they are written down."),
    )  # fmt: skip


class SessionNoteForm(forms.Form):
    """A note of the session in the record of its one person. `key` makes two presses one note."""

    prefix = "note"
    words = forms.CharField(
        label=_("A note in the record"), max_length=10000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what goes into the record.")},
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new)
