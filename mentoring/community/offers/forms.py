"""What somebody says to an offer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.community.models import GroupOffer
from oncocare.web.forms import leave_unmarked

SAY = _("Choose one of the answers. Nothing was changed.")


class OfferAnswerForm(forms.Form):
    """Not now, or rather talk to someone; with words if they like. A yes is coming in."""

    answer = forms.ChoiceField(
        choices=[(one.value, one.label) for one in (GroupOffer.Answer.NOT_NOW, GroupOffer.Answer.TALK)],
        error_messages={"required": SAY, "invalid_choice": SAY},
    )
    words = forms.CharField(
        label=_("If you like, tell us why"),
        help_text=_("You can leave this empty. Your team can read it."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # -- what a request sends is such a mapping
        leave_unmarked(*self.fields.values())
