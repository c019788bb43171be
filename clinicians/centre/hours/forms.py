"""The staffed hours of a week, the holidays, and whether patients read how the promise was kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clinicians.centre.forms import HoursField
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.safety.promise import Opening
from oncocare.safety.rota.selectors import hours_of
from oncocare.safety.rota.weekly import NotReadable, read_days, write_days, write_hours
from oncocare.web.forms import leave_unmarked
from oncocare.web.weekdays import weekday

NARROW = forms.TextInput({"class": "nhsuk-input--width-20"})


class HoursForm(forms.Form):
    """The staffed hours of each weekday."""

    prefix = "hours"

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        week = hours_of(centre)
        super().__init__(*args, **kwargs)
        for number in range(7):
            field = HoursField(label=weekday(number).capitalize(), required=False, max_length=200, widget=NARROW)
            leave_unmarked(field)  # every day is optional: an empty one is a day off
            field.initial = write_hours(
                (opening.opens, opening.closes) for opening in week if opening.weekday == number
            )
            self.fields[str(number)] = field

    @property
    def openings(self) -> list[Opening]:
        """The week as it was written."""
        return [Opening(day, *hours) for day in range(7) for hours in self.cleaned_data[str(day)]]


class HolidaysForm(forms.Form):
    """The days on which nobody is there, from today on."""

    prefix = "holidays"
    days = forms.CharField(
        label=_("Holidays, one a line"),
        help_text=_("The date first, then a name if you like: 2026-12-25 Christmas."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today_of(centre)
        leave_unmarked(self.fields["days"])
        self.fields["days"].initial = write_days(
            dict(centre.holidays.filter(day__gte=self.today).values_list("day", "name"))
        )

    def clean_days(self) -> Any:
        """Each day with its name; refused whole, with every line that cannot be kept."""
        try:
            return read_days(self.cleaned_data["days"], self.today)
        except NotReadable as reason:
            raise ValidationError(list(reason.sentences)) from None


class PromiseForm(forms.Form):
    """Whether patients read how the promise was kept."""

    prefix = "promise"
    shown = forms.BooleanField(
        label=_("Patients read on the help page how often it was kept"), required=False,
        help_text=_("With fewer than five flags in 90 days nothing is said: so few say nothing."),
    )  # fmt: skip
