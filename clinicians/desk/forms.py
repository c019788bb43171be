"""What several forms of the desk and of the centre need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from oncocare.people.models import User
from oncocare.web.forms import leave_unmarked


@contextmanager
def refusals_shown_on(form: forms.BaseForm, *, by_field: bool = False) -> Iterator[None]:
    """What an action inside refuses becomes an error of the form: of its fields, or else of the form as a whole."""
    try:
        yield
    except ValidationError as refused:
        form.add_error(None, refused if by_field else refused.messages)


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
