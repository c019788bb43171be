"""The rows of the rota, and a day on which somebody stands in."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinicians.centre.forms import HoursField
from clinicians.centre.rota.selectors import RotaRow
from clinicians.desk.forms import ColleagueField
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders
from oncocare.safety.rota.duty import Turn
from oncocare.safety.rota.selectors import hours_of
from oncocare.safety.rota.weekly import write_hours
from oncocare.web.forms import DateParts, field_of, leave_unmarked
from oncocare.web.weekdays import weekday

RANKS = 3  # as many columns at least; a rota that has more keeps them


class TurnsForm(forms.Form):
    """One row of the rota: a weekday, its hours, and who answers first, second and so on."""

    weekday = forms.TypedChoiceField(label=_("Weekday"), coerce=int, empty_value=None, required=False)
    hours = HoursField(
        label=_("From and until"), required=False, max_length=200, widget=forms.TextInput(attrs={"size": 16})
    )

    def __init__(self, *args: Any, people: Mapping[str, str], gone: Mapping[str, str], ranks: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.gone = gone
        field_of(self, "weekday", forms.TypedChoiceField).choices = [("", "–")] + [
            (day, weekday(day).capitalize()) for day in range(7)
        ]
        for rank in range(1, ranks + 1):
            choices = [("", "–"), *people.items(), *gone.items()]
            label = {1: gettext("First"), 2: gettext("Second"), 3: gettext("Third")}.get(rank, str(rank))
            self.fields[f"rank_{rank}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        leave_unmarked(*self.fields.values())

    def clean(self) -> dict[str, Any]:
        """Refused with the reason where somebody is named who cannot answer, or the weekday or hours are missing."""
        cleaned: dict[str, Any] = super().clean() or {}
        people = self.people
        for name, person in people.items():
            if person in self.gone:
                self.add_error(name, gettext("This person does not answer flags here any more. Choose somebody else."))
            if list(people.values()).count(person) > 1:
                self.add_error(name, gettext("The same person stands here twice."))
        if people and cleaned.get("weekday") is None:
            self.add_error("weekday", gettext("Choose the weekday."))
        if people and cleaned.get("hours") == ():
            self.add_error("hours", gettext("Write from when and until when."))
        return cleaned

    @property
    def people(self) -> dict[str, str]:
        """Who is named, by the name of the field."""
        return {name: value for name, value in self.cleaned_data.items() if name.startswith("rank_") and value}

    @property
    def turns(self) -> list[Turn]:
        """The row as the rota keeps it; a row without a person is none."""
        cleaned = self.cleaned_data  # nothing at all for an empty row
        return [
            Turn(cleaned["weekday"], opens, closes, uuid.UUID(person), int(name.removeprefix("rank_")))
            for opens, closes in cleaned.get("hours", ())
            for name, person in self.people.items()
        ]


class CoverForm(forms.Form):
    """A day on which somebody does not answer, and who does instead."""

    prefix = "cover"
    day = forms.DateField(label=_("Day"), widget=DateParts)
    absent = ColleagueField(label=_("Who is absent?"))
    instead = ColleagueField(label=_("Who answers instead?"), required=False, nobody=_("Nobody"))

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = holders(centre, Permission.ANSWER_FLAG)
        field_of(self, "absent", ColleagueField).offer(staff)
        field_of(self, "instead", ColleagueField).offer(staff)


def turns_forms(centre: Centre, data: Any = None) -> Any:
    """The rows to write in: the rota as it is, or else the staffed hours with nobody in them; and two empty ones."""
    duties = list(centre.rota.select_related("user"))
    people = {str(person.pk): person.name for person in holders(centre, Permission.ANSWER_FLAG)}
    gone = {str(duty.user_id): gettext("%(name)s (left)") % {"name": duty.user.name} for duty in duties}
    ranks = max([RANKS, *(duty.rank for duty in duties)])
    formset = forms.formset_factory(TurnsForm, extra=2, max_num=200)
    kwargs = {
        "people": people,
        "gone": {pk: name for pk, name in gone.items() if pk not in people},
        "ranks": ranks,
    }
    return formset(data, initial=_initial(centre, duties), prefix="rota", form_kwargs=kwargs)


def _initial(centre: Centre, duties: list[Any]) -> list[dict[str, Any]]:
    rows: dict[RotaRow, dict[str, Any]] = defaultdict(dict)
    for duty in duties:
        rows[duty.weekday, duty.opens, duty.closes][f"rank_{duty.rank}"] = str(duty.user_id)
    for opening in () if duties else hours_of(centre):
        rows[opening.weekday, opening.opens, opening.closes] = {}
    return [
        {"weekday": day, "hours": write_hours([(opens, closes)]), **people}
        for (day, opens, closes), people in rows.items()
    ]
