"""What a person is called in a group, and how they leave it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mentoring.community.membership.naming import LONGEST
from oncocare.web.forms import field_of
from oncocare.web.pictures import DRAWN
from oncocare.web.templatetags.web import asset


class WhoForm(forms.Form):
    """The name and the picture that others see. Too long a name is refused by the rules of names, with its reason."""

    name = forms.CharField(
        label=_("What shall people in the group call you?"),
        help_text=_("Not your real name, nor a part of it. At most 30 letters."),
        max_length=200,
        strip=True,
        error_messages={"required": _("Choose a name. It can be any word you like.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": LONGEST}),
    )
    picture = forms.ChoiceField(
        label=_("Choose a picture"),
        choices=list(DRAWN.items()),
        error_messages={
            "required": _("Choose one of the pictures."), "invalid_choice": _("Choose one of the pictures."),
        },
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "picture", forms.ChoiceField).choices = [(key, drawn(key)) for key in DRAWN]


class MineForm(WhoForm):
    """The same for somebody in a group, and whether they are written to when something is new there."""

    digest = forms.BooleanField(
        label=_("Write to me when something is new in this group"),
        help_text=_("One mail a day at most. It says only that there is something new."),
        required=False,
    )


def drawn(key: str) -> SafeString:
    """One of the pictures, with what it is called beside it."""
    picture = asset(f"web/pictures/{key}.svg")
    return format_html('<img class="oc-who" src="{}" alt="" width="48" height="48"> {}', picture, DRAWN[key])


class LeaveForm(forms.Form):
    """What becomes of what one wrote."""

    posts = forms.ChoiceField(
        choices=[("leave", _("Leave it there without my name")), ("take", _("Take along everything I wrote"))],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose what becomes of what you wrote. You are still in the group.")
        ),
    )

    @property
    def takes_posts(self) -> bool:
        """Whether nobody is to read them any more."""
        given: dict[str, Any] = self.cleaned_data
        return bool(given["posts"] == "take")
