"""What staff say of a session: what it is, when it is, why there is none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mentoring.meetings.models import LONGEST_TITLE, MeetingFacts
from mentoring.meetings.of_kinds import OF_KINDS, MeetingType
from mentoring.meetings.planning.facts import OF_GROUPS, PlannedFacts
from mentoring.meetings.planning.selectors import groups_to_meet, may_lead
from mentoring.meetings.planning.words import times_in_words
from mentoring.meetings.rooms.selectors import offered
from mentoring.meetings.stamps import version_of
from mentoring.meetings.times.series import Times, TimesRefused, check, on_the_wall
from oncocare.foundation import ids
from oncocare.people.models import Centre, User
from oncocare.web.forms import DayField, field_of, hint_options, leave_unmarked

MINUTES = {MeetingType.PRIVATE: 50, MeetingType.GROUP: 90, MeetingType.THERAPY: 90}  # otherwise an hour
PLACES = 12  # of a session of several, unless its kind has fewer
SMALL = {"class": "nhsuk-input--width-4"}
RHYTHMS = ((0, _("Once")), (1, _("Every week")), (2, _("Every 2 weeks")), (4, _("Every 4 weeks")))
ONLY = {  # by field: the kinds that have it
    "title": set(MeetingType) - {MeetingType.PRIVATE},
    "about": set(MeetingType) - {MeetingType.PRIVATE},
    "capacity": set(MeetingType) - {MeetingType.PRIVATE},
    "group": set(OF_GROUPS),
    "recorded": {name for name, one in OF_KINDS.items() if one.recorded},
}


class AtCentreForm(forms.Form):
    """What is said at a centre, whose wall shows the time."""

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centre = centre


class SessionTimesForm(AtCentreForm):
    """When one session is, by the clock on the wall of its centre."""

    first = DayField(label=_("On which day?"))
    starts = forms.TimeField(
        label=_("At what time does it begin?"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages=dict.fromkeys(("required", "invalid"), _("Write the time like 14:05.")),
    )
    minutes = forms.IntegerField(
        label=_("How many minutes does it last?"),
        widget=forms.NumberInput(attrs=SMALL),
        error_messages=dict.fromkeys(("required", "invalid"), _("Write the minutes as a number, such as 50.")),
    )

    def clean(self) -> dict[str, Any]:
        """Refused where the times cannot be, at the field that is wrong."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not {"first", "starts", "minutes", "every", "last"} & self.errors.keys():
            try:
                check(self.times())
            except TimesRefused as refused:
                self.add_error(refused.field, times_in_words(refused))
        return cleaned

    def times(self) -> Times:
        """What was said, on the wall of the centre."""
        said = self.cleaned_data
        every = said.get("every") or 0
        last = said.get("last") if every else None
        return Times(said["first"], said["starts"], said["minutes"], self.centre.zone, every=every, last=last)


class SeriesTimesForm(SessionTimesForm):
    """When sessions are: one, or a series until a day."""

    every = forms.TypedChoiceField(label=_("How often?"), coerce=int, choices=RHYTHMS, initial=0)
    last = DayField(
        label=_("Until which day?"), required=False, help_text=_("For a series: the day of its last session.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_unmarked(self.fields["last"])


class SessionFactsForm(AtCentreForm):
    """What a session is, who leads it and where people meet. Asked is only what its kind has."""

    title = forms.CharField(
        label=_("What is it called?"),
        max_length=LONGEST_TITLE,
        help_text=_("People see it on their pages and in no mail. Let it say nothing of an illness."),
        error_messages={"required": _("Say in a few words what it is called.")},
    )
    about = forms.CharField(
        label=_("What is it about?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    host = forms.ChoiceField(label=_("Who leads it?"))
    second = forms.ChoiceField(
        label=_("Who leads it too?"), required=False, help_text=_("They can take over if the first one is ill.")
    )
    group = forms.ChoiceField(
        label=_("For which group?"), required=False, help_text=_("Leave it open if it is for no group of this site.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    capacity = forms.IntegerField(
        label=_("Places"), widget=forms.NumberInput(attrs=SMALL), help_text=_("Whoever leads it takes no place.")
    )
    provider = forms.ChoiceField(label=_("Where do people meet?"), widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Which room?"), max_length=200, required=False, help_text=_("With the building, the floor and the way.")
    )
    link = forms.URLField(
        label=_("Address of your video room"), max_length=500, required=False, assume_scheme="https",
        help_text=_("For the hospital’s own video. People read first whose server it is."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("By telephone"),
        max_length=200,
        required=False,
        help_text=_("Who calls whom, or the number to dial. It is always shown: somebody’s video always fails."),
    )
    recorded = forms.BooleanField(
        label=_("It is recorded"), required=False, help_text=_("People read it before they come in.")
    )

    def __init__(self, *args: Any, centre: Centre, kind: MeetingType, **kwargs: Any) -> None:
        super().__init__(*args, centre=centre, **kwargs)
        self.kind = kind
        for name, kinds in ONLY.items():
            if kind not in kinds:
                del self.fields[name]
        self.leaders = {str(one.pk): one for one in may_lead(centre)}
        self.groups = {str(one.pk): one for one in groups_to_meet(centre)} if "group" in self.fields else {}
        people = [(pk, one.name or one.email) for pk, one in self.leaders.items()]
        field_of(self, "host", forms.ChoiceField).choices = [("", "–"), *people]
        field_of(self, "second", forms.ChoiceField).choices = [("", _("Nobody")), *people]
        if "group" in self.fields:
            named = [(pk, one.name) for pk, one in self.groups.items()]
            field_of(self, "group", forms.ChoiceField).choices = [("", _("No group")), *named]
        offer_providers(field_of(self, "provider", forms.ChoiceField), before=self.initial.get("provider", ""))
        leave_unmarked(*self.fields.values())

    def facts(self) -> PlannedFacts:
        """What was said."""
        said = {"title": "", "about": "", "capacity": 1, "recorded": False, **self.cleaned_data}
        plain = ("title", "about", "language", "capacity", "provider", "place", "link", "phone", "recorded")
        return PlannedFacts(
            kind=self.kind.value, host=self.leaders[said["host"]], second=self.leaders.get(said["second"]),
            group=self.groups.get(said.get("group", "")), **{name: said[name] for name in plain},
        )  # fmt: skip


class PlanSessionForm(SessionFactsForm, SeriesTimesForm):
    """A new session or series; `key` makes two presses one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new)
    field_order = ("title", "about", "first", "starts", "minutes", "every", "last")


class OfOneForm(AtCentreForm):
    """What is changed about a session that is there; `seen` is how it was when the page was made."""

    seen_as = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, centre=row.centre, **kwargs)

    @property
    def seen(self) -> str:
        """How the session was that was looked at."""
        return str(self.cleaned_data["seen_as"])

    def show(self, row: Any) -> None:
        """The page that is made now shows it as it is: whoever sends it once more has seen that."""
        seen = self.initial["seen_as"] = version_of(row)
        if self.is_bound:
            self.data = dict(self.data.items()) | {"seen_as": seen}


class ChangeForm(OfOneForm, SessionFactsForm):
    """What one session is."""


class MoveForm(OfOneForm, SessionTimesForm):
    """When one session is."""


class ChangeLaterForm(OfOneForm, SessionFactsForm, SeriesTimesForm):
    """What all of a series are from one of them on, and when."""

    field_order = ("first", "starts", "minutes", "every", "last")


class CallOffSessionForm(forms.Form):
    """Why there is no session, as whoever has a place reads it."""

    why = forms.CharField(
        label=_("Why, as whoever has a place reads it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        initial=_("Whoever was to lead it is ill."),
        error_messages={"required": _("Write why. Whoever has a place reads it.")},
    )


class EndSeriesForm(CallOffSessionForm):
    """Why a series ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].initial = None


class TakeOverForm(forms.Form):
    """A button without a field: what is refused as it is pressed is shown like any other error."""


def offer_providers(field: forms.ChoiceField, *, before: str = "") -> None:
    """What this server has; what was chosen `before` stays, and says where it is there no more."""
    there, hints = offered(), {"link": _("Write its address below.")}
    field.choices = [one for one in MeetingFacts.Provider.choices if one[0] in {*there, before}]
    if before and before not in there:
        hints[before] = _("This site does not have it any more, so nobody can come in. Choose another way.")
    hint_options(field, hints)


# --- what forms begin with --------------------------------------------------------------------------------------------


def begun_with(centre: Centre, kind: MeetingType, user: User) -> dict[str, Any]:
    """What is usual for a new session of this kind, led by whoever plans it."""
    return {
        "host": str(user.pk), "language": user.language, "capacity": min(PLACES, OF_KINDS[kind].most),
        "provider": MeetingFacts.Provider.PLACE, "phone": centre.phone, "minutes": MINUTES.get(kind, 60),
    }  # fmt: skip


def said_of(meeting: Any) -> dict[str, Any]:
    """What was said of a meeting."""
    named = ("title", "about", "language", "capacity", "provider", "place", "link", "phone", "recorded")
    ids_of = {name: str(getattr(meeting, f"{name}_id") or "") for name in ("host", "second", "group")}
    return {name: getattr(meeting, name) for name in named} | ids_of


def times_said(begins: Any, ends: Any, zone: str) -> dict[str, Any]:
    """When a meeting is, on the wall of this zone."""
    day, starts = on_the_wall(begins, zone)
    return {"first": day, "starts": starts, "minutes": round((ends - begins).total_seconds() / 60)}
