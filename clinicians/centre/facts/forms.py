"""What letters and pages say about a centre."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from oncocare.people.models import Centre
from oncocare.safety.crisis.numbers import countries
from oncocare.web.forms import field_of, leave_unmarked


class FactsForm(forms.ModelForm):  # type: ignore[type-arg]  # -- there is no ModelForm[Centre] at run time
    """What letters and pages say about the centre."""

    country = forms.ChoiceField(label=_("Country"), help_text=_("Its crisis numbers are on every page."))

    class Meta:
        model = Centre
        fields = ("name", "site_name", "phone", "address", "country", "time_zone", "minimum_age")
        labels = {
            "name": _("Name of the centre"),
            "site_name": _("What patients see this site called"),
            "phone": _("Phone number that patients may call"),
            "address": _("Postal address, as it stands on letters"),
            "time_zone": _("Time zone"),
            "minimum_age": _("Youngest age to join, in years"),
        }
        help_texts = {
            "site_name": _(
                "It stands on their pages, in the history of their phone and as the sender of their mail, so it says "
                "nothing of an illness. Empty, it is “My page”."
            ),
            "time_zone": _("For example Europe/Madrid."),
            "address": "",
        }
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "country", forms.ChoiceField).choices = countries(get_language() or settings.LANGUAGE_CODE)
        # The centre may wait with them, but it is not ready without.
        leave_unmarked(self.fields["site_name"], self.fields["phone"], self.fields["address"])
