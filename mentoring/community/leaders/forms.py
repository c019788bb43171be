"""What somebody says about being seen as one who helps, and why a moderator asks them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.community.threads.fitting import LONGEST

SEE, HIDE, YES, NO = "see", "hide", "yes", "no"
PRESS = _("Press one of the buttons. Nothing was changed.")


class HelpingForm(forms.Form):
    """Which button was pressed, and for an answer which question it is about."""

    said = forms.ChoiceField(
        choices=[(one, one) for one in (SEE, HIDE, YES, NO)],
        widget=forms.HiddenInput,
        error_messages={"required": PRESS, "invalid_choice": PRESS},
    )
    nomination = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages={"invalid": PRESS})


class NominateForm(forms.Form):
    """Why this person is asked, as they read it."""

    words = forms.CharField(
        label=_("Why do you ask them?"),
        help_text=_("They read it. Say what you have seen them do for others, in your own words."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write why you ask this person. They read it.")},
    )
