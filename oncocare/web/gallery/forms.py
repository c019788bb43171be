"""A form with one field of each kind, and made-up answers with mistakes in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from oncocare.web.forms import DateParts, field_of, hint_options

OFTEN = [
    ("0", _("Not at all")),
    ("1", _("Several days")),
    ("2", _("More than half the days")),
    ("3", _("Nearly every day")),
]

WRONG = {"name": "", "born_day": "31", "born_month": "2", "born_year": "1980"}


class Example(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("What should we call you?"), help_text=_("This is the name your team will see."))
    born = forms.DateField(label=_("When were you born?"), help_text=_("For example, 31 3 1980"), widget=DateParts)
    sleep = forms.ChoiceField(label=_("How often did you sleep badly?"), choices=OFTEN, widget=forms.RadioSelect)
    reach = forms.MultipleChoiceField(
        label=_("How may we reach you?"),
        choices=[("email", _("E-mail")), ("sms", _("Text message"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    country = forms.ChoiceField(label=_("Where do you live?"), choices=[("es", _("Spain")), ("pt", _("Portugal"))])
    words = forms.CharField(label=_("Is there anything else?"), widget=forms.Textarea({"rows": 3}), required=False)
    agree = forms.BooleanField(label=_("I have read the text above"), help_text=_("You can change your mind later."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint_options(field_of(self, "reach", forms.MultipleChoiceField), {"sms": _("Never at night.")})

    def clean(self) -> dict[str, Any]:
        """Always one problem that belongs to no single field."""
        raise ValidationError(_("Choose how we may reach you, or say that we should not."))
