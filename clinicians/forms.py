"""The forms of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.accounts.models import User
from oncocare.safety.models import Outcome
from steps.levels import Level
from steps.words import short

REASON_NEEDED = {"required": _("Write the reason in a few words.")}


class FindForm(forms.Form):
    """A person by key or name."""

    person = forms.CharField(
        label=_("Find a person by key or name"),
        max_length=100,
        error_messages={"required": _("Write a key or a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class CloseFlagForm(forms.Form):
    """How a flag ended."""

    prefix = "close"
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class LevelForm(forms.Form):
    """Another level, with the reason."""

    to = forms.TypedChoiceField(
        label=_("Level"),
        coerce=lambda value: Level(int(value)),
        error_messages={"required": _("Choose a level."), "invalid_choice": _("Choose one of the four levels.")},
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), error_messages=REASON_NEEDED
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "")] + [(level.value, f"{level.value} {short(level)}") for level in Level]


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), error_messages=REASON_NEEDED
    )


class AskForm(forms.Form):
    """Which questions to ask now."""

    prefix = "ask"
    instruments = forms.MultipleChoiceField(
        label=_("Which questions?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=1,
        max_value=60,
        initial=7,
        error_messages={"invalid": _("Write a number of days from 1 to 60.")},
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instruments"].choices = offered


class ColleagueField(forms.TypedChoiceField):
    """One of the people that a form offers; cleaned, the person, or None for nobody."""

    def __init__(self, *, nobody: Any = "–", **kwargs: Any) -> None:
        super().__init__(empty_value=None, error_messages={"required": _("Choose a colleague.")}, **kwargs)
        self.nobody, self.mark_optional = nobody, False

    def offer(self, people: Iterable[User]) -> None:
        """These may be chosen, in this order."""
        known = {str(one.pk): one for one in people}
        self.choices = [("", self.nobody), *((pk, one.name or one.email) for pk, one in known.items())]
        self.coerce = known.__getitem__
