"""The form for one answer to one text."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.consent.models import Consent

SAY = {"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")}
READ = {"required": _("Read the text and choose again."), "invalid": _("Read the text and choose again.")}


class ConsentForm(forms.Form):
    """Yes or no, to the text that was on the page; the two buttons are its only choices."""

    text = forms.UUIDField(widget=forms.HiddenInput, error_messages=READ)
    said = forms.ChoiceField(
        choices=[(said, said.label) for said in (Consent.Said.YES, Consent.Said.NO)], error_messages=SAY
    )
    sure = forms.BooleanField(required=False)  # said on the page that asks once before somebody leaves
