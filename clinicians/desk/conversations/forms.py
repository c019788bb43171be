"""What somebody of the team writes to a patient, and what they do with what was asked instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinicians.desk.forms import ColleagueField
from clinicians.desk.record.forms import RecordPart
from mentoring.conversations.models import LONGEST, ReplyTemplate
from oncocare.effort.models import LONGEST as MOST_MINUTES
from oncocare.foundation import ids
from oncocare.people.models import User
from oncocare.web.forms import field_of, leave_unmarked

_WRONG = _("Write the minutes as a whole number from 1 to 480, or leave them empty.")


class WriteToPatientForm(forms.Form):
    """The words, which may begin with those that the centre keeps ready, and how long it took where that counts as a
    contact. `key` makes two presses one message.
    """

    template = forms.ChoiceField(label=_("Words that your centre keeps ready"), required=False)
    words = forms.CharField(
        label=_("Your message"),
        help_text=_("The person reads it on their page, with your name. For example: We spoke on Tuesday."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what the person will read.")},
    )
    minutes = forms.IntegerField(
        label=_("Minutes of contact, if it counts as one"),
        help_text=_("Empty: it counts as no contact. A call is written down in the record, with its own minutes."),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _WRONG),
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new)

    def __init__(
        self, data: Any = None, *, templates: Iterable[ReplyTemplate], again: Mapping[str, Any] | None = None
    ) -> None:
        """`again`: what stood in it and is shown once more, without judging it."""
        shown = {name: again[name] for name in ("template", "words", "minutes", "key") if again and name in again}
        super().__init__(data, initial=shown)
        self.ready = {str(one.pk): one for one in templates}
        named = [(pk, one.name) for pk, one in self.ready.items()]
        field_of(self, "template", forms.ChoiceField).choices = [("", "–"), *named]
        if not named:
            del self.fields["template"]
        leave_unmarked(*self.fields.values())

    def put_in(self) -> bool:
        """The words of the template that is chosen come under what is written; whether one is."""
        chosen = self.ready.get(str(self.initial.get("template", "")))
        if chosen is None:
            return False
        written = str(self.initial.get("words", "")).rstrip()
        self.initial["words"] = f"{written}\n\n{chosen.words}" if written else chosen.words
        return True

    @property
    def written(self) -> str:
        """The words that stand in it."""
        return str(self["words"].value() or "").strip()


class GiveForm(RecordPart):
    """Who is to answer instead."""

    prefix = "give"
    to = ColleagueField(label=_("To whom?"))

    def __init__(self, data: Any = None, *, people: Iterable[User]) -> None:
        super().__init__(data)
        field_of(self, "to", ColleagueField).offer(people)
