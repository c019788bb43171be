"""What is asked on the way in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy as _

from oncocare.consent.models import ASKED_LATER, Consent, ConsentText, Purpose
from oncocare.consent.selectors import filled
from oncocare.web.forms import DateParts

YES_OR_NO = [(Consent.Said.YES.value, _("Yes")), (Consent.Said.NO.value, _("No"))]


class LetterCodeForm(forms.Form):
    """The code of a letter, with or without spaces and dashes, in letters of any size."""

    code = forms.CharField(
        label=_("The code on your letter"), max_length=30,
        help_text=_("Ten letters and digits, such as 4KX7M-PD92T. Capitals and dashes do not matter."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
                "class": "nhsuk-input--width-10",
            }
        ),
    )  # fmt: skip


class JoiningConsentForm(forms.Form):
    """Yes or no to each purpose that is asked before anything begins; nothing is chosen beforehand."""

    def __init__(self, *args: Any, texts: Mapping[str, ConsentText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = [purpose for purpose in Purpose.values if purpose in texts and purpose not in ASKED_LATER]
        self.texts = {purpose: texts[purpose] for purpose in now}
        for purpose, text in self.texts.items():
            read = filled(text)
            self.fields[purpose] = forms.ChoiceField(
                label=read.title, help_text=linebreaks(read.body, autoescape=True), choices=YES_OR_NO,
                widget=forms.RadioSelect,
            )  # fmt: skip

    @property
    def agrees_to_care(self) -> bool:
        """Whether the answer to care is yes: without it nothing can begin."""
        return bool(self.cleaned_data[Purpose.CARE] == Consent.Said.YES)

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Each text that was read, by its key, with what was said to it."""
        return [(str(text.pk), self.cleaned_data[purpose]) for purpose, text in self.texts.items()]


class BirthDateForm(forms.Form):
    """The date of birth, to know that the letter reached the right person."""

    born_on = forms.DateField(label=_("Your date of birth"), widget=DateParts)


class AddressForm(forms.Form):
    """Where to reach somebody, and what to call them."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You sign in with it. We send nothing about your health there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = forms.CharField(
        label=_("What shall we call you?"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip


class CodeForm(forms.Form):
    """The six digits from the mail, with or without spaces."""

    code = forms.CharField(
        label=_("The code of six digits"), max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "nhsuk-input--width-10"}
        ),
    )  # fmt: skip

    def clean_code(self) -> str:
        """The digits of the code, without spaces or dashes."""
        return "".join(letter for letter in self.cleaned_data["code"] if letter.isdigit())
