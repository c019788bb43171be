"""What is sent from a lesson: how far, what was written, and whether it helped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.web.forms import leave_unmarked

LONGEST = 5000  # characters in one field
WORDS = 1000  # of what one says about a piece
STEP = "step"  # the id of the form that sends a part


class StepForm(forms.Form):
    """Which part was read, and since when it was shown; what is not as the page sends it counts as not said."""

    done = forms.IntegerField(min_value=1, max_value=1000, required=False)
    since = forms.IntegerField(min_value=0, required=False)

    @property
    def part(self) -> int:
        """The part that was read, counted from 1; 0 where none is named."""
        return self.cleaned_data.get("done") or 0 if self.is_valid() else 0

    @property
    def shown(self) -> datetime | None:
        """When the part was shown; a moment to come is none."""
        since = self.cleaned_data.get("since") if self.is_valid() else None
        now = clock.now()
        return datetime.fromtimestamp(since, UTC) if since and since <= now.timestamp() else None


class FieldsForm(forms.Form):
    """The fields of an exercise, begun with what stands in them. None has to be filled in."""

    prefix = "w"

    def __init__(
        self, data: Any = None, *, labels: Mapping[str, str], written: Mapping[str, str], sent_by: str = ""
    ) -> None:  # fmt: skip
        super().__init__(data, initial=dict(written))
        self.sent_by = sent_by
        for name, label in labels.items():
            self.fields[name] = forms.CharField(
                label=label or _("What you wrote before, for a question that is gone"), required=False,
                max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
            )  # fmt: skip
        leave_unmarked(*self.fields.values())

    @property
    def given(self) -> dict[str, str]:
        """What was sent, by field; one that the page did not have is not emptied."""
        return {name: self.cleaned_data[name] for name in self.fields if self.add_prefix(name) in self.data}

    @property
    def drawn(self) -> dict[str, SafeString]:
        """The HTML of each field, by its name."""
        return {name: self[name].as_field_group() for name in self.fields}


class HelpedForm(forms.Form):
    """Whether a piece helped, and in what."""

    helped = forms.TypedChoiceField(
        label=_("Did this help?"),
        choices=[("yes", _("Yes, a little or a lot")), ("no", _("Not really"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two answers, or go on without answering.")},
    )
    words = forms.CharField(
        label=_("What helped, or what you missed"), required=False, max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
