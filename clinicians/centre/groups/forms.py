"""What a centre says of its groups, of one group, who answers in it when, and with whom it is shared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinicians.centre.forms import HoursField
from clinicians.desk.forms import ColleagueField
from mentoring.community.groups.actions import GroupFacts
from mentoring.community.groups.cover import CoverGap
from mentoring.community.groups.duty import DutyTurn
from mentoring.community.groups.selectors import may_be_offered, may_moderate
from mentoring.community.groups.topics import agreement, topics
from mentoring.community.models import Group
from oncocare.people.models import Centre, User
from oncocare.safety.promise import Opening
from oncocare.safety.rota.weekly import write_hours
from oncocare.web.forms import field_of, leave_unmarked
from oncocare.web.weekdays import weekday

NARROW = forms.TextInput({"class": "nhsuk-input--width-20"})


class GroupFactsForm(forms.Form):
    """The words and the settings of a group."""

    name = forms.CharField(
        label=_("Name"), max_length=80,
        help_text=_("People see it on their pages and in no mail. Let it say nothing of an illness."),
    )  # fmt: skip
    about = forms.CharField(label=_("For whom it is"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    rules = forms.CharField(
        label=_("Rules, one a line"), max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("In plain words. Everybody reads them before they come in."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    audience = forms.ChoiceField(label=_("Who may be in it"), choices=Group.Audience.choices)
    phase = forms.ChoiceField(label=_("At what point of their illness"), choices=Group.Phase.choices)
    capacity = forms.IntegerField(
        label=_("Places"), min_value=2, max_value=500,
        error_messages={"min_value": _("A group has at least two places.")},
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4"}),
        help_text=_("Whoever answers for the group takes no place."),
    )  # fmt: skip
    stays_open = forms.BooleanField(
        label=_("People can write at any hour"), required=False,
        help_text=_("Then somebody is on duty day and night. Without it, nobody can write outside its hours."),
    )  # fmt: skip
    by_themselves = forms.BooleanField(
        label=_("People may ask to come in by themselves, at any level"), required=False,
        help_text=_("Without it, the group is offered at level 3 and by a clinician’s hand."),
    )  # fmt: skip
    pictures = forms.BooleanField(
        label=_("Posts may have pictures"), required=False,
        help_text=_("Whoever is on duty looks at each. What a camera writes into a picture is taken out."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_unmarked(self.fields["rules"])

    @property
    def facts(self) -> GroupFacts:
        """What was said, as groups keep it."""
        return GroupFacts(**{name: self.cleaned_data[name] for name in GroupFacts.__dataclass_fields__})


class NewGroupForm(GroupFactsForm):
    """The same for a group that begins from the template of a topic."""

    topic = forms.ChoiceField(
        label=_("Topic"), widget=forms.HiddenInput, error_messages={"required": _("Choose a template first.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "topic", forms.ChoiceField).choices = [(code, code) for code in topics(settings.LANGUAGES[0][0])]


class GroupHoursForm(forms.Form):
    """When somebody answers in a group, by weekday."""

    prefix = "hours"

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        week = list(group.answering_hours.all())
        for number in range(7):
            field = HoursField(label=weekday(number).capitalize(), required=False, max_length=200, widget=NARROW)
            leave_unmarked(field)  # every day is optional: an empty one is a day off
            field.initial = write_hours((row.opens, row.closes) for row in week if row.weekday == number)
            self.fields[str(number)] = field

    @property
    def openings(self) -> list[Opening]:
        """The week as it was written."""
        return [Opening(day, *hours) for day in range(7) for hours in self.cleaned_data[str(day)]]


class DutyRowForm(forms.Form):
    """One row of the table of duties: a weekday, hours, and who is there."""

    weekday = forms.TypedChoiceField(label=_("Weekday"), coerce=int, empty_value=None, required=False)
    hours = HoursField(
        label=_("From and until"), required=False, max_length=200, widget=forms.TextInput(attrs={"size": 16})
    )
    user = forms.TypedChoiceField(label=_("Who is on duty"), coerce=UUID, empty_value=None, required=False)

    def __init__(self, *args: Any, people: Iterable[User], **more: Any) -> None:
        super().__init__(*args, **more)
        days = [("", "–"), *((day, weekday(day).capitalize()) for day in range(7))]
        field_of(self, "weekday", forms.TypedChoiceField).choices = days
        names = [(str(user.pk), user.name or user.email) for user in people]
        field_of(self, "user", forms.TypedChoiceField).choices = [("", "–"), *names]
        leave_unmarked(*self.fields.values())

    def clean(self) -> dict[str, Any]:
        """Refused where somebody is named without a weekday or hours; a row without a person is none."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("user") and cleaned.get("weekday") is None:
            self.add_error("weekday", gettext("Choose the weekday."))
        if cleaned.get("user") and cleaned.get("hours") == ():
            self.add_error("hours", gettext("Write from when and until when."))
        return cleaned

    @property
    def turns(self) -> list[DutyTurn]:
        """The row as the table keeps it."""
        said = self.cleaned_data  # nothing at all for an empty row
        if not said.get("user"):
            return []
        return [DutyTurn(said["user"], said["weekday"], opens, closes) for opens, closes in said["hours"]]


def duty_rows(group: Group, people: Iterable[User], data: Any = None, gaps: Iterable[CoverGap] = ()) -> Any:
    """The rows to write in: the table as it is; the hours without anybody, in which a person is all that is missing;
    and three empty ones.
    """
    formset = forms.formset_factory(DutyRowForm, extra=3, max_num=200)
    known: dict[str, Any] = {"prefix": "duty", "form_kwargs": {"people": list(people)}}
    if data is not None:
        return formset(data, **known)  # what was sent is read as it was sent, whatever stood there before
    rows: list[Any] = [*group.moderator_duties.all(), *gaps]
    initial = [
        {"weekday": row.weekday, "hours": write_hours([(row.opens, row.closes)]), "user": getattr(row, "user_id", "")}
        for row in rows
    ]
    return formset(initial=initial, **known)


class AppointForm(forms.Form):
    """Somebody who answers for the group from now on."""

    prefix = "moderator"
    user = ColleagueField(label=_("Who?"))

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "user", ColleagueField).offer(user for _centre, user in may_moderate(group))


class OfferForm(forms.Form):
    """To which centre a group is offered, and what both sign."""

    prefix = "sharing"
    centre = forms.TypedChoiceField(label=_("Centre"), empty_value=None)
    words = forms.CharField(label=_("What both centres sign"), max_length=10000, widget=forms.Textarea({"rows": 14}))
    signed = forms.BooleanField(label=_("I sign this for my centre"))

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, "words": agreement(group.language)}
        known: dict[str, Centre] = {str(centre.pk): centre for centre in may_be_offered(group)}
        field = field_of(self, "centre", forms.TypedChoiceField)
        field.choices = [("", "–"), *((pk, centre.name) for pk, centre in known.items())]
        field.coerce = known.__getitem__


class ButtonForm(forms.Form):
    """A button without a field: what is refused as it is pressed is shown like any other error."""


class SignSharingForm(forms.Form):
    """The other centre signs."""

    signed = forms.BooleanField(label=_("I have read this, and I sign it for my centre"))


class CommunityForm(forms.Form):
    """What a centre says of all its groups."""

    prefix = "community"
    stays_when_level_falls = forms.BooleanField(
        label=_("Whoever is in a group may stay in it when their level falls"), required=False,
        help_text=_("Without it, they leave their groups when level 3 ends. Most people are helped by staying."),
    )  # fmt: skip
    leaders = forms.BooleanField(
        label=_("Moderators see who helps others in a group, of those who agree to it"), required=False,
        help_text=_(
            "Members of your centre are asked once, and may say no. Of whoever agreed, moderators see counts, such as "
            "how many newcomers they answered, and may ask them whether they want to help as a mentor. Other members "
            "never see any of it. You see how much of a group depends on a few people, without a name."
        ),
    )  # fmt: skip
