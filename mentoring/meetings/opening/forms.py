"""What a clinician says of hours in which they can be booked, and what somebody says who asks for a session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.conversations.models import LONGEST as LONGEST_MESSAGE
from mentoring.meetings.opening.actions import HoursFacts
from mentoring.meetings.planning.forms import offer_providers
from oncocare.foundation import ids
from oncocare.web.forms import DayField, field_of, leave_unmarked
from oncocare.web.weekdays import weekday

AT = {"required": _("Write the time like 14:05."), "invalid": _("Write the time like 14:05.")}


class OpenHoursForm(forms.Form):
    """Hours of every week, where people meet then, and how they call."""

    weekday = forms.TypedChoiceField(label=_("On which weekday?"), coerce=int, choices=())
    opens = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), error_messages=AT
    )
    closes = forms.TimeField(
        label=_("Until"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), error_messages=AT
    )
    minutes = forms.IntegerField(
        label=_("Minutes of a session"), initial=50,
        error_messages={"invalid": _("Write the minutes as a whole number.")},
    )  # fmt: skip
    notice = forms.IntegerField(
        label=_("How many hours ahead is it booked at the latest?"), initial=24,
        error_messages={"invalid": _("Write the hours as a whole number.")},
    )  # fmt: skip
    first = DayField(label=_("From which day on?"))
    last = DayField(label=_("Until which day?"), help_text=_("Leave it open for no end."), required=False)
    provider = forms.ChoiceField(label=_("Where do you meet?"))
    place = forms.CharField(label=_("Place and room"), required=False, max_length=200)
    link = forms.CharField(label=_("Address of the hospital’s video"), required=False, max_length=500)
    phone = forms.CharField(
        label=_("Telephone"), max_length=200, required=False,
        help_text=_("A number to call, or who calls whom. It stands with every session."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        days: Any = self.fields["weekday"]
        days.choices = [(number, weekday(number).capitalize()) for number in range(7)]
        offer_providers(field_of(self, "provider", forms.ChoiceField))
        leave_unmarked(*self.fields.values())  # what may be left open depends on where they meet

    def facts(self) -> HoursFacts:
        """What was said."""
        return HoursFacts(**self.cleaned_data)


class AskForSessionForm(forms.Form):
    """When it suits somebody, or what for, if they want to say it. `key` makes two presses one message."""

    words = forms.CharField(
        label=_("When does it suit you? You can leave it empty."), required=False, max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        leave_unmarked(*self.fields.values())


class ChosenTimeForm(forms.Form):
    """Which time somebody looks at, as the page offered it."""

    hours = forms.UUIDField(widget=forms.HiddenInput)
    begins = forms.DateTimeField(widget=forms.HiddenInput)


class BookForm(ChosenTimeForm):
    """Which time somebody takes. `key` makes two presses one session."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new)
