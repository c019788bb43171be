"""What a tap, a goal, a compass and a choice to share send."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oncocare.foundation.sealed import Lost
from oncocare.web.forms import field_of, leave_unmarked
from steps.campus.diary.scales import AREAS, MOST_AREAS, SCALES
from steps.campus.diary.selectors import areas_of
from steps.campus.models import Compass, Goal

BACK = "none"  # what the button sends that takes an answer back
_ANSWER = re.compile(f"[0-9]|{BACK}")
LONGEST_GOAL, LONGEST_WORDS = 300, 2000


class TapForm(forms.Form):
    """One answer about one day. Nothing of it is typed, so whatever is wrong with it is said in one sentence."""

    day = forms.CharField(required=False)
    mood = forms.CharField(required=False)
    activity = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """`day`, `scale` and `value`, where one answer about one day was sent."""
        given = super().clean() or {}
        taps = [(scale, given[name]) for name, scale in SCALES.items() if given.get(name)]
        day = read_day(given.get("day", ""))
        if len(taps) != 1 or day is None or not _ANSWER.fullmatch(taps[0][1]):
            raise ValidationError(_("That did not arrive whole. Please tap once more."))
        [(scale, sent)] = taps
        return {"day": day, "scale": scale, "value": None if sent == BACK else int(sent)}


class DeleteDaysForm(forms.Form):
    """A day to delete, or `all`; `day` is None for all."""

    day = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """`day`, or None for all of them."""
        sent = (super().clean() or {}).get("day", "")
        day = read_day(sent)
        if day is None and sent != "all":
            raise ValidationError(_("That did not arrive whole. Please tap once more."))
        return {"day": day}


class GoalForm(forms.Form):
    """One small thing for this week, and what it has to do with if the person likes."""

    words = forms.CharField(
        label=gettext_lazy("One small thing for this week"),
        help_text=gettext_lazy("So small that it can be done on a bad day too."),
        max_length=LONGEST_GOAL,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write one small thing, in a few words.")},
    )
    value = forms.ChoiceField(
        label=gettext_lazy("Has it to do with something that matters to you?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, goal: Goal | None, compass: Compass | None) -> None:
        super().__init__(data, initial={"words": _opened(goal.words), "value": goal.value} if goal else None)
        areas = areas_of(compass)
        if goal and goal.value and goal.value not in dict(areas):  # chosen before the compass was changed
            areas = [*areas, (goal.value, AREAS.get(goal.value, goal.value))]
        if not areas:
            del self.fields["value"]
        else:
            field_of(self, "value", forms.ChoiceField).choices = [*areas, ("", gettext_lazy("Nothing in particular"))]
            leave_unmarked(self.fields["value"])


class WentForm(forms.Form):
    """How the goal of a week went. It is tapped, so whatever is wrong with it is said in one sentence."""

    week = forms.CharField(required=False)
    went = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """`week` and `went`."""
        given = super().clean() or {}
        week, went = read_day(given.get("week", "")), given.get("went", "")
        if week is None or went not in (Goal.Went.DONE, Goal.Went.PARTLY, Goal.Went.OTHERWISE):
            raise ValidationError(_("That did not arrive whole. Please tap once more."))
        return {"week": week, "went": Goal.Went(went)}


class DeleteGoalForm(forms.Form):
    """The week whose goal is deleted."""

    week = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """`week`."""
        week = read_day((super().clean() or {}).get("week", ""))
        if week is None:
            raise ValidationError(_("That did not arrive whole. Please tap once more."))
        return {"week": week}


class CompassForm(forms.Form):
    """Up to four areas of life, and one's own words."""

    values = forms.MultipleChoiceField(
        label=gettext_lazy("What matters to you now? Choose up to four."),
        choices=list(AREAS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("Only if you like. What would somebody see who watched you on a good day?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, compass: Compass | None) -> None:
        super().__init__(data, initial={"values": compass.values, "words": _opened(compass.words)} if compass else None)
        leave_unmarked(*self.fields.values())

    def clean_values(self) -> list[str]:
        """Four at most."""
        values: list[str] = self.cleaned_data["values"]
        if len(values) > MOST_AREAS:
            raise ValidationError(_("Choose four at most: the ones that matter most now."))
        return values


def _opened(words: str) -> str:
    """What stands in a box to be changed: nothing of what cannot be opened."""
    return "" if isinstance(words, Lost) else words


def read_day(sent: str) -> date | None:
    """A day as a form sends it; None for anything else."""
    try:
        return date.fromisoformat(sent)
    except ValueError:
        return None
