"""What care needs to know about a person: one small page each, and each may be passed over with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from babel import Locale
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.people.days import today_of
from oncocare.people.models import Patient, Phase
from oncocare.web.forms import DateParts, field_of, leave_unmarked
from oncocare.web.templatetags.web import day

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REASONS = [
    ("unknown", _("I do not know")),
    ("not_applicable", _("It does not apply to me")),
    ("private", _("I would rather not say")),
    ("later", _("Later")),
]
ELSEWHERE = ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")  # other names of the same zones


class MonthParts(DateParts):
    """A date of which month and year are enough; without a day it is the first of the month."""

    def value_from_datadict(  # type: ignore[override]  # -- as for DateParts
        self, data: Any, files: Any, name: str
    ) -> str:
        """As the parts say, on the first where there is no day."""
        written: str = super().value_from_datadict(data, files, name)
        return f"{written}1" if written.endswith("-") and written.count("-") == 2 else written


class Topic(forms.Form):
    """One page. `title` is its heading, `reason` why we ask; the other fields are facts of the patient."""

    title: Any = ""
    reason: Any = ""
    skippable = True
    why = forms.ChoiceField(label=_("Or pass over this question"), choices=REASONS, required=False)
    why.widget = forms.RadioSelect(choices=REASONS)
    leave_unmarked(why)

    def __init__(self, data: Any = None, *, patient: Patient) -> None:
        initial = {name: getattr(patient, name) for name in self.base_fields if name != "why"}
        self.patient = patient
        initial["why"] = patient.skipped.get(self.slug(), "")
        super().__init__(data, initial=initial | self.prefilled(patient))
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])
        if not self.skippable:
            del self.fields["why"]

    @classmethod
    def slug(cls) -> str:
        """How the address and the list of what was passed over call it."""
        return cls.__name__.lower()

    def prefilled(self, patient: Patient) -> dict[str, Any]:
        """What stands in a field where the person has said nothing yet."""
        return {}

    def clean(self) -> dict[str, Any]:
        """An answer, or a reason for none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.skippable and not self.errors and not any(self.facts.values()) and not cleaned.get("why"):
            raise ValidationError({"why": _("Please answer, or choose a reason below. Every reason is fine.")})
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What was said, empty where it was passed over."""
        return {name: value for name, value in self.cleaned_data.items() if name != "why"}

    @property
    def passed_over(self) -> str:
        """The reason, where there is no answer."""
        return "" if any(self.facts.values()) else self.cleaned_data.get("why", "")


def _date(label: Any) -> forms.DateField:
    field = forms.DateField(
        label=label, required=False, widget=MonthParts,
        help_text=_("Without a day we take the first of the month."),
    )  # fmt: skip
    leave_unmarked(field)
    return field


class _Dated(Topic):
    """A topic with one date that lies within a life."""

    in_future = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, value in self.facts.items():
            if name.endswith(("_on", "_from")) and value:
                self._check(name, value)
        return cleaned

    def _check(self, name: str, value: Any) -> None:
        if value.year < 1900:
            self.add_error(name, _("Please check the year."))
        elif not self.in_future and value > today_of(self.patient):
            self.add_error(name, _("This day is still to come. Please check the date."))


class Diagnosis(_Dated):
    """When the illness was found."""

    title = _("When were you told your diagnosis?")
    reason = _("Some questions come a certain time after this day.")
    diagnosed_on = _date(_("Date of diagnosis"))


class Operation(_Dated):
    """When it was operated on, or will be."""

    in_future = True
    title = _("Have you had an operation for it, or is one planned?")
    reason = _("We ask you different things before and after an operation.")
    operated_on = _date(_("Date of the operation"))


class Treatment(_Dated):
    """When treatment began, and its rhythm."""

    in_future = True
    title = _("When did your treatment begin, or when will it?")
    reason = _("So that questions come at a good moment of each round of treatment.")
    treated_from = _date(_("First day of treatment"))
    cycle_days = forms.IntegerField(
        label=_("Days from one round to the next"), required=False, min_value=1, max_value=365,
        help_text=_("For example 21. Leave it empty if there are no rounds."),
    )  # fmt: skip


class Stage(Topic):
    """Where the person is with the illness."""

    title = _("Where are you now?")
    reason = _("So that we do not ask what is not yours to answer.")
    phase = forms.ChoiceField(label=_("Choose what fits best"), choices=Phase.choices, required=False)
    phase.widget = forms.RadioSelect(choices=Phase.choices)
    leave_unmarked(phase)


class Language(Topic):
    """Which language the questions come in."""

    skippable = False
    title = _("Which language do you prefer?")
    reason = _("Questions, messages and pages come in it.")
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class Place(Topic):
    """Where the person lives; the numbers to call and the hours follow from it."""

    title = _("Where do you live now?")
    reason = _("So that messages come at a good hour, and a number to call is one of your country.")
    country = forms.ChoiceField(label=_("Country"), required=False)
    time_zone = forms.ChoiceField(label=_("The place nearest to you whose clocks show your time"), required=False)

    def __init__(self, data: Any = None, *, patient: Patient) -> None:
        super().__init__(data, patient=patient)
        field_of(self, "country", forms.ChoiceField).choices = [("", ""), *countries()]
        field_of(self, "time_zone", forms.ChoiceField).choices = [("", ""), *zones()]
        leave_unmarked(self.fields["country"], self.fields["time_zone"])

    def prefilled(self, patient: Patient) -> dict[str, Any]:
        """The centre's, for most people live near it; a reason is not kept chosen, for here it counts more."""
        return {"country": patient.country or patient.centre.country, "time_zone": patient.zone, "why": ""}

    def clean(self) -> dict[str, Any]:
        """A reason counts more than what already stood in the fields."""
        cleaned = super().clean()
        return cleaned | dict.fromkeys(("country", "time_zone"), "") if cleaned.get("why") else cleaned


class Phone(Topic):
    """The telephone number the centre may call."""

    title = _("On which number may your team call you?")
    reason = _("A person of your team calls if an answer worries them. We never send messages about your health to it.")
    phone = forms.CharField(
        label=_("Phone number"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    leave_unmarked(phone)


class Trusted(Topic):
    """Whom to call when the person cannot be reached."""

    title = _("Is there somebody we may call if we cannot reach you?")
    reason = _("Only if your team is worried about you. Please ask this person first.")
    trusted_name = forms.CharField(label=_("Name"), max_length=200, required=False)
    trusted_phone = forms.CharField(
        label=_("Phone number"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    leave_unmarked(trusted_name, trusted_phone)


TOPICS: dict[str, type[Topic]] = {
    topic.slug(): topic for topic in (Diagnosis, Operation, Treatment, Stage, Language, Place, Phone, Trusted)
}


def countries() -> list[tuple[str, str]]:
    """Every country by its name in the language of the page."""
    names = Locale.parse((get_language() or "en").replace("-", "_")).territories
    known = {code: name for code, name in names.items() if len(code) == 2 and code.isalpha()}
    known = {code: name for code, name in known.items() if code not in {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}}
    return sorted(known.items(), key=lambda pair: pair[1].casefold())


def zones() -> list[tuple[str, str]]:
    """Every time zone that is named after a place."""
    named = (zone for zone in clock.zones() if "/" in zone and not zone.startswith(ELSEWHERE))
    return [(zone, zone.replace("_", " ").replace("/", " – ")) for zone in sorted(named)]


def answers_in_words(topic: type[Topic], patient: Patient) -> list[str]:
    """What the person said to this topic, in words; a reason where it was passed over."""
    words: dict[str, Mapping[str, StrOrPromise]] = {
        "language": dict(settings.LANGUAGES),
        "phase": dict(Phase.choices),
        "country": dict(countries()),
    }
    values = [
        str(words.get(name, {}).get(value) or (day(value) if name.endswith(("_on", "_from")) else value))
        for name in topic.base_fields
        if name != "why" and (value := getattr(patient, name))
    ]
    return values or [str(dict(REASONS)[why]) for why in [patient.skipped.get(topic.slug())] if why]
