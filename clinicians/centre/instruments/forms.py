"""The file with the wording of a licensed instrument."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oncocare.foundation.datafiles import DataFileError
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.textpack import LARGEST, CheckedPack, parse_pack
from steps.campus.coach.names_file import CheckedNames, parse_names, says_names
from steps.campus.coach.table_file import shipped_table


class PackForm(forms.Form):
    """A text pack: the wording of a licensed instrument, in one file."""

    file = forms.FileField(
        label=_("Text pack"),
        help_text=_(
            "The file with the official wording, or with the names of PRO-CTCAE, and your licence. It is checked whole."
        ),
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        self.centre = centre
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Any:
        """The pack, read and checked; every mistake with its line."""
        data = self.cleaned_data["file"].read(LARGEST + 1)
        try:
            pack = self._checked(data)
        except DataFileError as error:
            raise ValidationError(
                [gettext("Nothing was loaded. The file has mistakes:"), *str(error).splitlines()]
            ) from error
        if isinstance(pack, CheckedPack) and definition(pack.instrument).languages:
            raise ValidationError(gettext("Nothing was loaded. This instrument comes with its official wording."))
        if not pack.is_valid(today_of(self.centre)):
            raise ValidationError(gettext("Nothing was loaded. The licence in the file has ended."))
        return pack

    @staticmethod
    def _checked(data: bytes) -> CheckedPack | CheckedNames:
        if says_names(data):
            return parse_names(data, "text-pack", shipped_table().symptoms)
        return parse_pack(data, "text-pack")
