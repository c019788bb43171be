"""Who is on call, and signing that nobody is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinicians.centre.forms import NUMBER
from clinicians.desk.forms import ColleagueField
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders
from oncocare.safety.models import OnCall
from oncocare.web.forms import field_of, leave_unmarked


class OnCallForm(forms.Form):
    """A person, or a service with its number, or neither."""

    person = ColleagueField(label=_("A person of the centre"), required=False, nobody=_("Nobody"))
    service = forms.CharField(
        label=_("Or a service, as people know it"), max_length=100, required=False,
        help_text=_("Patients see it on the help page and after a worrying answer, with its number."),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Its number"), max_length=40, required=False, validators=[NUMBER],
        widget=forms.TextInput(attrs={"inputmode": "tel", "size": 16}),
    )  # fmt: skip

    def __init__(self, *args: Any, centre: Centre, now: OnCall | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if now:
            stands = {"person": str(now.person_id or ""), "service": now.service, "number": now.number}
            self.initial = {**self.initial, **stands}
        field_of(self, "person", ColleagueField).offer(holders(centre, Permission.ANSWER_FLAG))
        leave_unmarked(*self.fields.values())


class SignForm(forms.Form):
    """Signing, in the words and the role that the page showed."""

    prefix = "sign"
    words = forms.CharField(widget=forms.HiddenInput, strip=False)
    role = forms.CharField(widget=forms.HiddenInput)
    read = forms.BooleanField(label=_("I have read this, and I sign it"))
