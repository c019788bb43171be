"""The forms of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from clinicians.actions import LONGEST
from clinicians.filters import Filters
from clinicians.models import Contact
from oncocare.foundation import clock
from oncocare.people.days import moment_of, today_of
from oncocare.people.models import Centre, User
from oncocare.safety.models import Outcome
from steps.levels import Level
from steps.words import short

REASON_NEEDED = {"required": _("Write the reason in a few words.")}


class FindForm(forms.Form):
    """A person by key or name."""

    person = forms.CharField(
        label=_("Find a person by key or name"),
        max_length=100,
        error_messages={"required": _("Write a key or a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-key": "/"}),
    )


class CloseFlagForm(forms.Form):
    """How a flag ended."""

    prefix = "close"
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class LevelForm(forms.Form):
    """Another level, with the reason."""

    to = forms.TypedChoiceField(
        label=_("Level"),
        coerce=lambda value: Level(int(value)),
        error_messages={"required": _("Choose a level."), "invalid_choice": _("Choose one of the four levels.")},
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), error_messages=REASON_NEEDED
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "")] + [(level.value, f"{level.value} {short(level)}") for level in Level]


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), error_messages=REASON_NEEDED
    )


class AskForm(forms.Form):
    """Which questions to ask now."""

    prefix = "ask"
    instruments = forms.MultipleChoiceField(
        label=_("Which questions?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=1,
        max_value=60,
        initial=7,
        error_messages={"invalid": _("Write a number of days from 1 to 60.")},
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instruments"].choices = offered


class ColleagueField(forms.TypedChoiceField):
    """One of the people that a form offers; cleaned, the person, or None for nobody."""

    def __init__(self, *, nobody: Any = "–", **kwargs: Any) -> None:
        super().__init__(empty_value=None, error_messages={"required": _("Choose a colleague.")}, **kwargs)
        self.nobody, self.mark_optional = nobody, False

    def offer(self, people: Iterable[User]) -> None:
        """These may be chosen, in this order."""
        known = {str(one.pk): one for one in people}
        self.choices = [("", self.nobody), *((pk, one.name or one.email) for pk, one in known.items())]
        self.coerce = known.__getitem__


# --- the caseload ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """One filter in words, and the address without it."""

    label: str
    words: str
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
            ("proposal", _("A proposal to decide")),
            ("task", _("A task due")),
            ("overdue", _("Answers overdue")),
            ("missed", _("Two missed, not reached")),
            ("contact", _("Last try not reached")),
        ],
    )
    status = forms.ChoiceField(
        label=_("Stepped care"),
        choices=[
            ("", _("In care")),
            ("active", _("Active")),
            ("paused", _("Paused")),
            ("left", _("Left or died")),
        ],
    )
    order = forms.ChoiceField(
        label=_("Order"), choices=[("urgency", _("Most urgent first")), ("contact", _("Longest without contact first"))]
    )

    def __init__(self, filters: Filters, colleagues: Iterable[User], me: User) -> None:
        super().__init__(auto_id="filter-%s", initial=vars(filters))
        self.filters = filters
        self.fields["level"].choices = [
            ("", _("Any level")),
            *((str(one.value), f"{one.value} {short(one)}") for one in Level),
        ]
        self.fields["whose"].choices = [
            ("mine", _("Mine and nobody’s")),
            ("all", _("Anybody")),
            ("nobody", _("Nobody yet")),
            *((str(one.pk), one.name) for one in colleagues if one != me),
            (str(me.pk), _("Only me")),
        ]

    def chosen(self) -> list[Chosen]:
        """The filters that are not as usual, in words."""
        return [
            Chosen(field.label, dict(field.choices)[value], self.filters.without(name).query)
            for name, value in self.filters.chosen.items()
            for field in [self.fields[name]]
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
        self.fields["clinician"].choices = [("", ""), *((str(one.pk), one.name) for one in colleagues)]
        self.fields["people"].choices = [(str(pk), "") for pk in people]

    def clean(self) -> dict[str, Any]:
        """Somebody at least is ticked."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("people") and not said.get("everybody"):
            self.add_error(None, _("Tick at least one person, or everybody."))
        return said


# --- what staff keep beside the course -------------------------------------------------------------------------------


class ClinicianForm(forms.Form):
    """Who looks after this person from now on."""

    prefix = "clinician"
    clinician = forms.ChoiceField(
        label=_("Looked after by"),
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("Choose a colleague of this centre."),
        },
    )
    note = forms.CharField(
        label=_("What your colleague should know"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clinician"].choices = [("", ""), *((str(one.pk), one.name) for one in colleagues)]


class NoteForm(forms.Form):
    """Words for the record."""

    prefix = "note"
    words = forms.CharField(
        label=_("Note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "data-key": "n"}),
        error_messages={"required": _("Write the note.")},
    )


class TaskForm(forms.Form):
    """What, by when, by whom."""

    prefix = "task"
    what = forms.CharField(
        label=_("What is to be done?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-key": "t"}),
        error_messages={"required": _("Write what is to be done.")},
    )
    due = forms.DateField(
        label=_("By when?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": _("Choose a day."), "invalid": _("Write the day like 2026-05-31.")},
    )
    owner = forms.ChoiceField(
        label=_("Who does it?"),
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("Choose a colleague of this centre."),
        },
    )

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(str(one.pk), one.name) for one in colleagues]


class ContactForm(forms.Form):
    """A contact, or one tried."""

    prefix = "contact"
    kind = forms.ChoiceField(
        label=_("How?"),
        choices=Contact.Kind.choices,
        widget=forms.Select(attrs={"data-key": "c"}),
        error_messages={"required": _("Choose how you tried to reach the person.")},
    )
    reached = forms.TypedChoiceField(
        label=_("Did you reach the person?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=LONGEST,
        help_text=_("Your time with the person, or trying. Not preparing, writing or travel."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write the minutes as a whole number from 1 to 480.")
        ),
    )
    day = forms.DateField(
        label=_("On which day?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": _("Choose a day."), "invalid": _("Write the day like 2026-05-31.")},
    )
    began = forms.TimeField(
        label=_("At what time did it begin?"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages=dict.fromkeys(("required", "invalid"), _("Write the time like 14:05.")),
    )

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        self.centre = centre
        now = clock.now().astimezone(ZoneInfo(centre.zone)).time()
        super().__init__(*args, initial={"day": today_of(centre), "began": now}, **kwargs)

    def clean(self) -> dict[str, Any]:
        """`moment` is when it began, in the time of the centre."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("day") and said.get("began"):
            said["moment"] = moment_of(self.centre, said["day"], said["began"])
        return said
