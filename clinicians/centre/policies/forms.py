"""Which policy is proposed, one that comes with the house or a file, and how soon its proposals are answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oncocare.foundation.datafiles import LARGEST, DataFileError, parse
from oncocare.web.forms import field_of
from steps.activation.actions import FEWEST_DAYS, MOST_DAYS
from steps.policy import Policy
from steps.policy_file import policy_from
from steps.shipped import FOLDER, shipped_policy


class PolicyForm(forms.Form):
    """One of the policies that come with the house, or a file of the centre's own."""

    shipped = forms.ChoiceField(label=_("A policy that comes with OncoCare"), required=False)
    file = forms.FileField(
        label=_("Or a file of your own"),
        required=False,
        help_text=_("A .yaml file. Every mistake in it is shown with its line."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slugs = sorted(path.stem for path in FOLDER.glob("*.yaml"))
        field_of(self, "shipped", forms.ChoiceField).choices = [("", "–"), *((slug, slug) for slug in slugs)]

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two, read and checked whole."""
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("shipped")) == bool(cleaned.get("file")):
            raise ValidationError({"shipped": gettext("Choose one: a policy that comes with OncoCare, or a file.")})
        cleaned["policy"], cleaned["source"] = (
            shipped_policy(cleaned["shipped"]) if cleaned["shipped"] else _read(cleaned["file"])
        )
        return cleaned


class AnswerDaysForm(forms.Form):
    """In how many staffed days a proposal of the rules is answered."""

    days = forms.IntegerField(
        label=_("Staffed days in which it is answered"),
        help_text=_("From 1 to 20. After them the next person on the rota has to answer."),
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-5"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write a whole number of days from 1 to 20.")
        ),
    )


def _read(file: UploadedFile[Any]) -> tuple[Policy, str]:
    """The policy in an uploaded file; a mistake names its line."""
    if file.size is None or file.size > LARGEST:
        raise ValidationError(gettext("This file is too large to be a policy. Nothing was changed."))
    try:
        source = file.read().decode("utf-8")
        return policy_from(parse(source, "policy.yaml")), source
    except UnicodeDecodeError as error:
        raise ValidationError(gettext("This file is not text. Nothing was changed.")) from error
    except DataFileError as error:
        raise ValidationError(
            [gettext("Nothing was changed. The file has mistakes:"), *str(error).splitlines()]
        ) from error
