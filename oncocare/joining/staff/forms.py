"""Inviting a colleague, with a role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from oncocare.people.roles import ROLES, role_words, staff_roles


class RoleField(forms.TypedChoiceField):
    """One of the roles of staff, in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Role"),
            choices=lambda: [(role.name, role_words(role.name)) for role in staff_roles()],
            coerce=ROLES.__getitem__,
            widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Choose a role.")},
            **kwargs,
        )


class InviteForm(forms.Form):
    """A colleague to invite."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    role = RoleField()
