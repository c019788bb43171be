"""The forms of asking for help with signing in, and of answering."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.signin.models import AccessRequest


class LostPhone(forms.Form):
    """Whom the centre should call."""

    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class SettleRequest(forms.Form):
    """How it was checked who is asking."""

    check_made = forms.ChoiceField(
        label=_("How did you check who this is?"), choices=AccessRequest.Check.choices, widget=forms.RadioSelect
    )
