"""What somebody says of a group, or of why it was not for them; nothing in it has to be answered, but something has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.community.surveys.asking import CAME_FOR, EXPECTED, GAVE, OF_A_GROUP, why_choices
from oncocare.web.forms import leave_unmarked

LONGEST = 1000
INVALID = gettext_lazy("Choose from what is there. Nothing was sent yet.")


def _several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=gettext_lazy("Choose as many as you like."),
        choices=list(choices.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": INVALID, "invalid_list": INVALID},
    )


class FeedbackForm(forms.Form):
    """What is common to both: a line in their own words, and that one thing at least is said."""

    words = forms.CharField(
        label=gettext_lazy("Anything you would like to add"),
        help_text=gettext_lazy(
            "Whoever runs the groups may read it, without your name. If you need somebody now, please do not write it "
            "here: press “I need help now” at the top of the page."
        ),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "words"), "words"])
        leave_unmarked(*self.fields.values())

    def clean(self) -> dict[str, Any]:
        """ValidationError where nothing is said."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(given.values()):
            raise ValidationError(_("Choose one thing, or press “I would rather not say”. Nothing was sent yet."))
        return given


class GroupLikeForm(FeedbackForm):
    """What a group was for, what it gave, and whether that was what they had hoped for."""

    came_for = _several(gettext_lazy("What did you come to the group for?"), CAME_FOR)
    gave = _several(gettext_lazy("What has it given you?"), GAVE)
    expected = forms.ChoiceField(
        label=gettext_lazy("Was it what you had hoped for?"),
        choices=list(EXPECTED.items()),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": INVALID},
    )


class WhyNotForm(FeedbackForm):
    """Why a group was not for them; `moment`: on what occasion they are asked."""

    why = _several(gettext_lazy("Why was it not for you now?"), {})

    def __init__(self, *args: Any, moment: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["why"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(why_choices(moment).items())


def form_for(moment: str, data: Any = None) -> FeedbackForm:
    """The page of this occasion."""
    return GroupLikeForm(data) if moment in OF_A_GROUP else WhyNotForm(data, moment=moment)
