"""Words that a centre keeps ready for its answers."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mentoring.conversations.models import LONGEST, ReplyTemplate


class ReplyTemplateForm(forms.Form):
    """A name for colleagues, the language, and the words."""

    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("It is offered when the person who asked reads this language."),
        choices=settings.LANGUAGES,
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Only colleagues read it. For example: After a call."),
        max_length=ReplyTemplate._meta.get_field("name").max_length,
        error_messages={"required": _("Give it a name by which your colleagues find it.")},
    )
    words = forms.CharField(
        label=_("Words"),
        help_text=_("Plain words, nothing about one person. Whoever answers changes them before they are sent."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the words that are kept ready.")},
    )
