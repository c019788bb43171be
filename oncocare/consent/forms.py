"""The form of this room: one answer to one text."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.consent.models import Answer

SAY = {"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")}
READ = {"required": _("Read the text and choose again."), "invalid": _("Read the text and choose again.")}


class AnswerForm(forms.Form):
    """Yes or no, to the text that was on the page; the two buttons are its only choices."""

    text = forms.UUIDField(widget=forms.HiddenInput, error_messages=READ)
    said = forms.ChoiceField(
        choices=[(one, one.label) for one in (Answer.Said.YES, Answer.Said.NO)], error_messages=SAY
    )
