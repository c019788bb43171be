"""What care needs to know about a person: one small page each, and each may be passed over with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from babel import Locale
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.people.models import Patient, PictureEntry
from oncocare.people.picture.choices import UNSAID, UNSAID_TO_STAFF
from oncocare.people.picture.details import BEFORE_THE_FIRST_QUESTION, WHENEVER, Detail, PictureTopic
from oncocare.people.picture.forms import WHY
from oncocare.people.picture.selectors import Picture, in_words, isolated
from oncocare.web.forms import field_of, leave_unmarked
from oncocare.web.templatetags.web import day

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ELSEWHERE = ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")  # other names of the same zones


class Topic(forms.Form):
    """One page. `title` is its heading, `reason` why we ask; the other fields are facts of the patient."""

    title: Any = ""
    reason: Any = ""
    skippable = True
    why = forms.ChoiceField(label=WHY, choices=UNSAID.items(), required=False, widget=forms.RadioSelect)
    leave_unmarked(why)

    def __init__(self, data: Any = None, *, patient: Patient, prefix: str | None = None) -> None:
        initial = {name: getattr(patient, name) for name in self.base_fields if name != "why"}
        self.patient = patient
        initial["why"] = patient.skipped.get(self.slug(), "")
        super().__init__(data, initial=initial | self.prefilled(patient), prefix=prefix)
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


class Language(Topic):
    """Which language the questions come in."""

    skippable = False
    title = _("Which language do you prefer?")
    reason = _("You will get the questions, messages and pages in this language.")
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class Place(Topic):
    """Where the person lives; the numbers to call and the hours follow from it."""

    title = _("Where do you live now?")
    reason = _("So that messages come at a good hour, and the numbers to call are those of your country.")
    country = forms.ChoiceField(label=_("Country"), required=False)
    time_zone = forms.ChoiceField(label=_("Your time zone (the nearest city with the same time)"), required=False)

    def __init__(self, data: Any = None, *, patient: Patient, prefix: str | None = None) -> None:
        super().__init__(data, patient=patient, prefix=prefix)
        field_of(self, "country", forms.ChoiceField).choices = [("", ""), *countries()]
        field_of(self, "time_zone", forms.ChoiceField).choices = [("", ""), *zones()]
        leave_unmarked(self.fields["country"], self.fields["time_zone"])

    def prefilled(self, patient: Patient) -> dict[str, Any]:
        """The centre's, for most people live near it; a reason is not kept chosen, for here it counts more."""
        return {"country": patient.country or patient.centre.country, "time_zone": patient.zone, "why": ""}

    @property
    def folded(self) -> str:
        """The place in words, to be confirmed by going on: not once something else was sent, or it was passed over."""
        known = self.initial["country"], self.initial["time_zone"]
        if self.errors or self.patient.skipped.get(self.slug()) or not all(known):
            return ""
        return f"{dict(countries()).get(known[0], known[0])} · {dict(zones()).get(known[1], known[1])}"

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


SETTINGS: dict[str, type[Topic]] = {topic.slug(): topic for topic in (Language, Place, Phone, Trusted)}
FIRST = (*(topic.name for topic in BEFORE_THE_FIRST_QUESTION), *SETTINGS)  # what is asked of whoever has just come in
NOW, REACH = "now", "reach"  # the two pages of whoever has just come in: how it is with them, and how to reach them
PAGES = {NOW: tuple(topic.name for topic in BEFORE_THE_FIRST_QUESTION), REACH: tuple(SETTINGS)}
LATER = tuple(topic.name for topic in WHENEVER)


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
    words: dict[str, Mapping[str, StrOrPromise]] = {"language": dict(settings.LANGUAGES), "country": dict(countries())}
    values = [
        str(words.get(name, {}).get(value) or value)
        for name in topic.base_fields
        if name != "why" and (value := getattr(patient, name))
    ]
    return values or [str(UNSAID[why]) for why in [patient.skipped.get(topic.slug())] if why]


def picture_in_words(topic: PictureTopic, picture: Picture) -> list[str]:
    """What is known of the details of this topic, in words; the reasons where nothing was said."""
    known = [words for detail in topic.details if (words := _known(detail, picture))]
    reasons = [words for detail in topic.details if (words := _reason(detail, picture))]
    return known or list(dict.fromkeys(reasons))


def _known(detail: Detail, picture: Picture) -> str:
    """What is known of a detail; where the person did not say it themselves, with who did and when."""
    words, entry = in_words(detail, picture.value(detail.name)), picture.entries.get(detail.name)
    return _from_whom(words, entry) if words and entry else ""


def _reason(detail: Detail, picture: Picture) -> str:
    """Why nothing was said of a detail: in the person’s words only where they chose them themselves."""
    entry = picture.entries.get(detail.name)
    if entry is None or not entry.unsaid:
        return ""
    own = entry.source == PictureEntry.Source.PERSON
    return _from_whom(str((UNSAID if own else UNSAID_TO_STAFF)[entry.unsaid]), entry)


def _from_whom(words: str, entry: PictureEntry) -> str:
    if entry.source == PictureEntry.Source.PERSON:
        return words
    return gettext("%(words)s (from your team, %(when)s)") % {"words": isolated(words), "when": day(entry.said_on)}
