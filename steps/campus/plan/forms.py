"""How somebody begins: what they would like help with, and how they would rather have it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.library.choices import PieceTopic
from steps.campus.models import Tour
from steps.campus.plan.actions import MOST_TOPICS

# In the words of somebody who chooses; each has a rule of its own in the table.
TOUR_TOPICS = {
    PieceTopic.SLEEP.value: _("Sleeping"),
    PieceTopic.WORRY.value: _("Worry that goes round"),
    PieceTopic.LOW_MOOD.value: _("Feeling low"),
    PieceTopic.TIREDNESS.value: _("Being so tired"),
    PieceTopic.TREATMENT.value: _("My illness and treatment"),
    PieceTopic.RECURRENCE.value: _("Fear that it comes back"),
    PieceTopic.BODY_IMAGE.value: _("My body and intimacy"),
    PieceTopic.FAMILY.value: _("The people around me"),
    PieceTopic.WORK.value: _("Work, money and rights"),
    PieceTopic.APPETITE.value: _("Eating and moving"),
    PieceTopic.MEANING.value: _("What matters to me"),
}


class TourForm(forms.Form):
    """Up to three topics, and a way."""

    topics = forms.MultipleChoiceField(
        label=_("What would help you most now?"),
        help_text=_("Choose one, two or three. You can choose again whenever you like."),
        choices=list(TOUR_TOPICS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    way = forms.ChoiceField(
        label=_("How would you rather have it, where there is a choice?"),
        choices=Tour.Way.choices,
        widget=forms.RadioSelect,
        initial=Tour.Way.READ,
    )

    def clean_topics(self) -> list[str]:
        """Three at most: a plan of everything is no plan."""
        chosen: list[str] = self.cleaned_data["topics"]
        if len(chosen) > MOST_TOPICS:
            raise forms.ValidationError(_("Choose three at most. The others are not lost: you find all of them later."))
        return chosen

    @property
    def content(self) -> dict[str, Any]:
        """What was chosen, as `take_tour` takes it."""
        return {"topics": self.cleaned_data["topics"], "way": self.cleaned_data["way"]}
