"""What somebody from outside says: an address, and later a question."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import ids

LONGEST_QUESTION = 500


class TalkPlaceForm(forms.Form):
    """An address, and whether to be reminded. Nothing else is asked."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail address. We send the link there.")},
    )
    remind = forms.BooleanField(label=_("Remind me by e-mail within the day before"), required=False)


class AskInTalkForm(forms.Form):
    """A question in a talk; `key` makes two presses one."""

    words = forms.CharField(
        label=_("Ask a question"),
        help_text=_("Nobody sees who asks. Write nothing by which somebody could be recognised."),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to ask.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new)
