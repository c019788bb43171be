"""The forms of a record: answers to a flag or proposal, questions to ask, and what staff write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from clinicians.models import Contact
from oncocare.effort.models import LONGEST
from oncocare.foundation import clock
from oncocare.people.actions import check_day_of_death
from oncocare.people.days import moment_of, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.safety.models import Flag, FlagOutcome
from oncocare.web.forms import DayField, field_of, hint_options, leave_unmarked
from steps.levels import Level
from steps.words import short

WORDS = {forms.Textarea, forms.TextInput}  # and no day or time, which are kinds of the latter
REASON_NEEDED = {"required": _("Write the reason in a few words.")}


class MinutesField(forms.IntegerField):
    """Minutes of one's work, whole and within a working day."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write the minutes as a whole number from 1 to 480.")
        )
        super().__init__(min_value=1, max_value=LONGEST, error_messages=wrong, **kwargs)


class RecordPart(forms.Form):
    """A part of a record in which somebody writes.

    All parts are sent together, by the one form of the page: what stands half-written in one outlives the saving of
    another, and its errors, without any script. Only the part whose button was pressed is judged.
    """

    sent_by = "writing"
    by_itself: ClassVar[frozenset[str]] = frozenset()  # fields that change with the clock: alone they are no writing
    written = False

    def show_again(self, data: Mapping[str, Any]) -> None:
        """Show what was typed here when another part was sent."""
        if not any(name.startswith(f"{self.prefix}-") for name in data):
            return
        for name, field in self.fields.items():
            typed = field.widget.value_from_datadict(data, {}, self.add_prefix(name))
            if name not in self.by_itself and field.has_changed(self.get_initial_for_field(field, name), typed):
                self.written = True
            self.initial[name] = typed

    @property
    def opened(self) -> bool:
        """Whether something in it is to be seen although it is folded."""
        return self.written or bool(self.errors)

    @property
    def typed_words(self) -> list[tuple[str, str]]:
        """What somebody wrote in it in words, each under the name of its field."""
        fields = (self[name] for name, field in self.fields.items() if type(field.widget) in WORDS)
        return [(str(field.label), typed) for field in fields if (typed := str(field.value() or "").strip())]


class CloseFlagForm(RecordPart):
    """How a flag ended or goes on, and whether the person was spoken with: then it is a contact, with its minutes."""

    NOT_REACHED = "not_reached"
    LOGGED = "logged"  # spoken with, and written down before
    how = forms.ChoiceField(
        label=_("Did you speak with the person, or try to?"),
        choices=[
            *Contact.Kind.choices,
            (LOGGED, _("Yes, and the contact is in the record already")),
            ("no", _("No")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    minutes = MinutesField(
        label=_("Minutes it took you"),
        required=False,
        help_text=_("Of a contact: your time with the person, or trying."),
    )
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[
            *FlagOutcome.choices[:2],
            (NOT_REACHED, _("I could not reach the person: the flag stays open")),
            *FlagOutcome.choices[2:],
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    next_attempt = DayField(label=_("Not reached: by which day will you try again?"), required=False)
    time = forms.TimeField(
        label=_("By what time?"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Write the time like 14:05.")},
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, flag: Flag) -> None:
        """A page may hold one for each of several flags, so each has names of its own."""
        super().__init__(data, prefix=f"close-{flag.pk}")
        self.flag = flag
        leave_unmarked(*self.fields.values())  # what is needed follows from how it ended

    @property
    def tried_only(self) -> bool:
        """Whether what was sent says that the person was not reached."""
        return str(self["outcome"].data) == self.NOT_REACHED

    @property
    def spoke(self) -> bool:
        """Whether what was sent says that somebody spoke with the person."""
        chosen, how = str(self["outcome"].data), str(self["how"].data)
        return (chosen in FlagOutcome.values and FlagOutcome(chosen).talked) or (
            not self.tried_only and how in {*Contact.Kind.values, self.LOGGED}
        )

    def clean(self) -> dict[str, Any]:
        """What was done fits how it ended. `kind` is that of the contact to log; `next_attempt` becomes the moment."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        how = cleaned.get("how", "")
        cleaned["kind"] = how if how in Contact.Kind.values else ""
        if cleaned["kind"] and "minutes" in cleaned and not cleaned["minutes"]:
            self.add_error("minutes", _("Write how many minutes you spoke with the person, or tried to."))
        if not how and "how" in cleaned and str(self["outcome"].data) != FlagOutcome.ALREADY_KNOWN:
            self.add_error("how", _("Choose how you spoke with the person or tried to, or no."))
        if how == "no" and (self.tried_only or self.spoke):
            self.add_error("how", _("Say how you spoke with the person or tried to: it belongs to how it ended."))
        if self.tried_only:
            self._check_next(cleaned)
        return cleaned

    def _check_next(self, cleaned: dict[str, Any]) -> None:
        for name, missing in (
            ("next_attempt", _("Choose the day by which you will try again.")),
            ("time", _("Write the time by which you will try again, like 14:05.")),
        ):
            if name in cleaned and not cleaned[name]:
                self.add_error(name, missing)
        if cleaned.get("next_attempt") and cleaned.get("time"):
            cleaned["next_attempt"] = moment_of(self.flag.centre, cleaned["next_attempt"], cleaned["time"])


class SureField(forms.BooleanField):
    """A tick for what cannot be taken back, or not here."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, error_messages={"required": _("Tick that you mean it. Nothing was changed.")})


class LevelForm(RecordPart):
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
        field_of(self, "to", forms.TypedChoiceField).choices = [("", "")] + [
            (level.value, f"{level.value} {short(level)}") for level in Level
        ]


class ReasonForm(RecordPart):
    """The reason of an act, in words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), error_messages=REASON_NEEDED
    )


class LeavingForm(ReasonForm):
    """That the person leaves the programme."""

    prefix = "leaving"
    sure = SureField(_("The person leaves the programme: every question and reminder stops"))


class DeathForm(ReasonForm):
    """That the person has died, and on which day."""

    prefix = "death"
    day = DayField(label=_("On which day did the person die?"))
    sure = SureField(_("The person has died: close the account for good"))

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patient = patient
        self.order_fields(["day", "reason", "sure"])

    def clean_day(self) -> date:
        """A day on which the person may have died."""
        day: date = self.cleaned_data["day"]
        check_day_of_death(self.patient, day)
        return day


class AskForm(RecordPart):
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

    def __init__(
        self, *args: Any, offered: list[tuple[str, str]], unreadable: Iterable[str] = (), **kwargs: Any
    ) -> None:
        """`unreadable`: those of the instruments offered that have no wording in the language of the person."""
        super().__init__(*args, **kwargs)
        self.unreadable = set(unreadable)
        instruments = field_of(self, "instruments", forms.MultipleChoiceField)
        instruments.choices = offered
        hint_options(instruments, dict.fromkeys(self.unreadable, _("No official words in this person’s language")))
        if self.unreadable:
            self.fields["all_the_same"] = forms.BooleanField(
                label=_("Ask even what the person cannot read here: I ask it by telephone or on paper"), required=False
            )

    def clean(self) -> dict[str, Any]:
        """What the person cannot read is asked on purpose only."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.unreadable & set(cleaned.get("instruments", ())) and not cleaned.get("all_the_same"):
            self.add_error(
                "instruments",
                _(
                    "Some of these have no official words in this person’s language. Nothing was asked. Choose others, "
                    "or tick below that you ask them by telephone or on paper."
                ),
            )
        return cleaned


# --- what staff keep beside the course -------------------------------------------------------------------------------


class ClinicianForm(RecordPart):
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
        field_of(self, "clinician", forms.ChoiceField).choices = [
            ("", ""),
            *((str(colleague.pk), colleague.name) for colleague in colleagues),
        ]


class NoteForm(RecordPart):
    """A note for the record."""

    prefix = "note"
    words = forms.CharField(
        label=_("Note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "data-key": "n"}),
        error_messages={"required": _("Write the note.")},
    )


class CorrectionForm(NoteForm):
    """What puts a note right, on a page of its own."""

    sent_by = ""


class TaskForm(RecordPart):
    """A task: what is to be done, by when, by whom. A day that is over is asked about, and not refused."""

    prefix = "task"
    what = forms.CharField(
        label=_("What is to be done?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-key": "t"}),
        error_messages={"required": _("Write what is to be done.")},
    )
    due = DayField(label=_("By when?"))
    owner = forms.ChoiceField(
        label=_("Who does it?"),
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("Choose a colleague of this centre."),
        },
    )

    def __init__(self, *args: Any, colleagues: Iterable[User], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field_of(self, "owner", forms.ChoiceField).choices = [
            (str(colleague.pk), colleague.name) for colleague in colleagues
        ]
        if self.is_bound and self._is_over(self["due"].data):
            self.fields["meant"] = forms.BooleanField(label=_("I mean this day, although it is over"), required=False)
            self.order_fields(["what", "due", "meant", "owner"])

    def _is_over(self, typed: Any) -> bool:
        try:
            return date.fromisoformat(str(typed)) < self.today
        except ValueError:
            return False

    def clean(self) -> dict[str, Any]:
        """A day that is over is meant."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("meant") is False:
            self.add_error("due", _("This day is over. Choose another, or tick that you mean it."))
        return cleaned


class ContactForm(RecordPart):
    """A contact, or an attempt at one, with its minutes."""

    prefix = "contact"
    by_itself = frozenset({"began"})
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
    minutes = MinutesField(
        label=_("Minutes"), help_text=_("Your time with the person, or trying. Not preparing, writing or travel.")
    )
    day = DayField(label=_("On which day?"))
    began = forms.TimeField(
        label=_("At what time did it begin?"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages=dict.fromkeys(("required", "invalid"), _("Write the time like 14:05.")),
    )

    def __init__(self, data: Any = None, *, centre: Centre) -> None:
        self.centre = centre
        now = clock.now().astimezone(ZoneInfo(centre.zone)).time()
        super().__init__(data, initial={"kind": Contact.Kind.PHONE, "day": today_of(centre), "began": now})

    def clean(self) -> dict[str, Any]:
        """`moment` is when it began, in the time of the centre."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("day") and cleaned.get("began"):
            cleaned["moment"] = moment_of(self.centre, cleaned["day"], cleaned["began"])
        return cleaned
