"""What several forms of the desk and of the centre need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.people.models import User
from oncocare.web.forms import leave_unmarked


class ColleagueField(forms.TypedChoiceField):
    """One of the people that a form offers; cleaned, the person, or None for nobody."""

    def __init__(self, *, nobody: Any = "–", **kwargs: Any) -> None:
        super().__init__(empty_value=None, error_messages={"required": _("Choose a colleague.")}, **kwargs)
        self.nobody = nobody
        leave_unmarked(self)

    def offer(self, people: Iterable[User]) -> None:
        """These may be chosen, in this order."""
        known = {str(person.pk): person for person in people}
        self.choices = [("", self.nobody), *((pk, person.name or person.email) for pk, person in known.items())]
        self.coerce = known.__getitem__
