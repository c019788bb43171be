"""What somebody says who does not come, and whom the team asks to come or takes out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentoring.meetings.models import Meeting
from mentoring.meetings.places.actions import LONGEST_WHY
from mentoring.meetings.places.selectors import Guest, to_invite
from oncocare.people.models import User
from oncocare.web.forms import field_of, leave_unmarked

REASONS = {
    "time": _("The time does not suit me"),
    "unwell": _("I do not feel well enough"),
    "elsewhere": _("I have to be somewhere else"),
    "not_now": _("I do not want this session now"),
    "unsaid": _("I would rather not say"),
}


class GiveBackForm(forms.Form):
    """Why somebody does not come; nobody has to say more than that they would rather not say."""

    reason = forms.ChoiceField(
        label=_("Why can you not come?"), choices=[*REASONS.items()], widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these. “I would rather not say” is enough.")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("Do you want to add something? You need not."), required=False, max_length=LONGEST_WHY - 100,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        leave_unmarked(*self.fields.values())

    @property
    def why(self) -> str:
        """What was said, as whoever leads the session reads it."""
        said = str(REASONS[self.cleaned_data["reason"]])
        return f"{said}. {self.cleaned_data['words']}".rstrip(". ") + "."


class ReleaseForm(forms.Form):
    """Why the team takes somebody out, as they read it."""

    why = forms.CharField(
        label=_("Why, as the person reads it"), max_length=LONGEST_WHY, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why. The person reads it.")},
    )  # fmt: skip


class AskToComeForm(forms.Form):
    """Whom somebody asks to come."""

    guest = forms.ChoiceField(
        label=_("Whom do you ask to come?"), error_messages={"required": _("Choose somebody.")}
    )  # fmt: skip

    def __init__(self, data: Any = None, *, user: User, meeting: Meeting) -> None:
        super().__init__(data)
        self.guests = {str(one.user.pk): one for one in to_invite(user, meeting)}
        choices = [("", gettext("Choose")), *((pk, one.name) for pk, one in self.guests.items())]
        field_of(self, "guest", forms.ChoiceField).choices = choices

    @property
    def chosen(self) -> Guest:
        """Whom they chose."""
        return self.guests[self.cleaned_data["guest"]]
