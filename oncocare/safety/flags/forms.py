"""The one question to a person after a worrying answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oncocare.foundation import clock
from oncocare.safety.models import Flag
from oncocare.web.templatetags.web import moment


class CanWaitForm(forms.Form):
    """The person's own word on how urgent it is, asked with the day and hour that is true."""

    can_wait = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes, it can wait")), ("no", gettext_lazy("No, it cannot wait"))],
        error_messages={"required": gettext_lazy("Choose yes or no. If you are not sure, choose no.")},
    )

    def __init__(self, *args: Any, flag: Flag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["can_wait"].label = _question(flag)


def _question(flag: Flag) -> str:
    if until := flag.asks_until(clock.now()):
        return _("Can this wait until %(when)s?") % {"when": moment(until)}
    if flag.acknowledged_at:
        return _("Can this wait until somebody of your team speaks with you?")
    return _("Can this wait until somebody of your team reads it?")
