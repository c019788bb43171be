"""What a patient writes to their team."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.conversations.models import LONGEST, ContactRequest
from oncocare.foundation import ids
from oncocare.web.forms import leave_unmarked


class WriteToTeamForm(forms.Form):
    """The words, which a call may do without, and what they ask for. `key` makes two presses one message."""

    words = forms.CharField(
        label=_("Your message"),
        help_text=_("As short as you like. You can leave it empty and only ask for a call."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    kind = forms.ChoiceField(
        label=_("What would help you?"),
        choices=[
            (ContactRequest.Kind.WRITE, _("An answer in words")),
            (ContactRequest.Kind.CALL, _("A call from somebody of my team")),
            (ContactRequest.Kind.PRIVATE, _("A private session with a psychologist of my team")),
        ],
        initial=ContactRequest.Kind.WRITE,
        widget=forms.RadioSelect,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new)

    def __init__(self, data: object = None, *, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # -- what a request sends is such a mapping
        leave_unmarked(*self.fields.values())
