"""The forms of the invitations page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from oncocare.joining.models import Invitation
from oncocare.web.forms import DateParts

MOST_LETTERS = 50


class WardForm(forms.Form):
    """The fields that every invitation has: language and ward."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial=get_language)
    ward = forms.CharField(
        label=_("Ward code"), max_length=20, required=False,
        help_text=_("Stands small at the foot of the letter. Choose one that says nothing about an illness."),
    )  # fmt: skip


class OneForm(WardForm):
    """One person, by e-mail or letter."""

    prefix = "one"
    channel = forms.ChoiceField(
        label=_("How?"), choices=Invitation.Channel.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose e-mail or letter.")},
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail address, for an invitation by e-mail"), required=False)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    born_on = forms.DateField(
        label=_("Date of birth"), widget=DateParts, required=False,
        help_text=_("When you write it, the link opens only for whoever knows it. Three wrong tries lock it."),
    )  # fmt: skip
    field_order = ["channel", "email", "name", "born_on", "language", "ward"]

    def clean(self) -> dict[str, Any]:
        """Refuses an invitation by e-mail that has no address."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            cleaned.get("channel") == Invitation.Channel.EMAIL
            and not cleaned.get("email")
            and "email" not in self.errors
        ):
            self.add_error("email", ValidationError(_("Write the e-mail address that the invitation goes to.")))
        return cleaned


class LettersForm(WardForm):
    """Letters without a name, to hand out on a ward."""

    prefix = "letters"
    number = forms.IntegerField(
        label=_("How many letters?"), min_value=1, max_value=MOST_LETTERS, initial=10,
        error_messages={
            "min_value": _("Write a number from 1 to 50."),
            "max_value": _("Write a number from 1 to 50."),
            "invalid": _("Write a number from 1 to 50."),
        },
    )  # fmt: skip
    field_order = ["number", "language", "ward"]
