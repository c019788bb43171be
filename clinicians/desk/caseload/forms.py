"""Finding people, filtering the caseload, naming a view, and handing many people over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinicians.desk.caseload.filters import Filters
from oncocare.people.models import User
from oncocare.web.forms import field_of, words_of_choices
from steps.levels import Level
from steps.words import short

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FindForm(forms.Form):
    """A person by key, any word of the name, or date of birth."""

    person = forms.CharField(
        label=_("Find a person by name, key or date of birth"),
        max_length=100,
        error_messages={"required": _("Write a name, a key or a date of birth.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-key": "/"}),
    )


@dataclass(frozen=True)
class Chosen:
    """One filter in words, and the address without it."""

    label: StrOrPromise
    words: StrOrPromise
    without: str


class FilterForm(forms.Form):
    """Whom to show; it is sent as an address, which holds codes and never a name."""

    whose = forms.ChoiceField(label=_("Looked after by"))
    level = forms.ChoiceField(label=_("Level"))
    needs = forms.ChoiceField(
        label=_("Needs"),
        choices=[
            ("", _("Anything or nothing")),
            ("flag", _("An open flag")),
            ("request", _("Asked for a call, or wrote")),
            ("proposal", _("A proposal to decide")),
            ("task", _("A task due")),
            ("overdue", _("Answers overdue")),
            ("missed", _("Two missed, not reached")),
            ("contact", _("Last try not reached")),
            ("help", _("Waiting for a group to begin")),
            ("worse", _("Answers that became worse")),
            ("new", _("New: nobody’s yet, and not spoken with")),
            ("declined_risk", _("Question about suicidal thoughts left open")),
        ],
    )
    status = forms.ChoiceField(
        label=_("Stepped care"),
        choices=[
            ("", _("In care")),
            ("active", _("Active")),
            ("paused", _("Paused or ill")),
            ("left", _("Left or died")),
        ],
    )
    order = forms.ChoiceField(
        label=_("Order"),
        choices=[
            ("urgency", _("Most urgent first")),
            ("contact", _("Longest without contact first")),
            ("worse", _("Furthest from the expected course first")),
        ],
    )

    def __init__(self, filters: Filters, colleagues: Iterable[User], me: User) -> None:
        super().__init__(auto_id="filter-%s", initial=vars(filters))
        self.filters = filters
        field_of(self, "level", forms.ChoiceField).choices = [
            ("", _("Any level")),
            *((str(level.value), f"{level.value} {short(level)}") for level in Level),
        ]
        field_of(self, "whose", forms.ChoiceField).choices = [
            ("mine", _("Mine and nobody’s")),
            ("all", _("Anybody")),
            ("nobody", _("Nobody yet")),
            *((str(colleague.pk), colleague.name) for colleague in colleagues if colleague != me),
            (str(me.pk), _("Only me")),
        ]

    def chosen(self) -> list[Chosen]:
        """The filters that are not as usual, in words."""
        return [
            Chosen(self[name].label, words_of_choices(field)[value], self.filters.without(name).query)
            for name, value in self.filters.chosen.items()
            for field in [field_of(self, name, forms.ChoiceField)]
        ]


class ViewForm(forms.Form):
    """A name for the filters of now."""

    prefix = "view"
    name = forms.CharField(
        label=_("Save these filters as"),
        max_length=60,
        error_messages={"required": _("Write a name for this view.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class HandOverPeopleForm(forms.Form):
    """Who takes over, and whom."""

    clinician = forms.ChoiceField(
        label=_("Who takes over?"),
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("Choose a colleague of this centre."),
        },
    )
    people = forms.MultipleChoiceField(required=False)
    everybody = forms.BooleanField(label=_("Everybody I look after, on every page"), required=False)
    tasks = forms.BooleanField(label=_("My open tasks for these people go with them"), required=False)
    flags = forms.BooleanField(label=_("My open flags of these people go with them"), required=False)

    def __init__(self, data: Any = None, *, colleagues: Iterable[User], people: Iterable[Any]) -> None:
        super().__init__(data)
        field_of(self, "clinician", forms.ChoiceField).choices = [
            ("", ""),
            *((str(colleague.pk), colleague.name) for colleague in colleagues),
        ]
        field_of(self, "people", forms.MultipleChoiceField).choices = [(str(pk), "") for pk in people]

    def clean(self) -> dict[str, Any]:
        """At least one person is ticked, or everybody."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("people") and not cleaned.get("everybody"):
            self.add_error(None, _("Tick at least one person, or everybody."))
        return cleaned
