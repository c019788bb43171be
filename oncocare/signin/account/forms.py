"""What one is called, and a new address."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    """What pages and the team call somebody."""

    name = forms.CharField(
        label=_("What shall we call you?"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip


class NewAddressForm(forms.Form):
    """Where to reach somebody from now on."""

    email = forms.EmailField(
        label=_("Your new e-mail address"),
        help_text=_("We send a link there. The address changes when you open it and press the button."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
