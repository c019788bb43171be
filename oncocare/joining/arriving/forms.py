"""The form of a file of people: chosen first, and carried along once it was checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.foundation.datafiles import DataFileError, decode
from oncocare.joining.arriving.people_file import LARGEST
from oncocare.people.picture.details import plain
from oncocare.web.forms import leave_unmarked


class PeopleFileForm(forms.Form):
    """A file, or the text of one that was checked already."""

    file = forms.FileField(
        label=_("The file"), required=False, widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )
    leave_unmarked(file)
    checked = forms.CharField(required=False, strip=False, max_length=LARGEST, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    meant = forms.BooleanField(label=_("All of this is meant"), required=False)

    def clean(self) -> dict[str, Any]:
        """`text` is what stands in the file."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file is None:
            cleaned["text"] = cleaned.get("checked", "")
            if not cleaned["text"] and not self.errors:
                self.add_error("file", _("Choose a file."))
        elif file.size > LARGEST:
            self.add_error("file", _("This file is too large. Make several of it."))
        else:
            self._read(file.read())
        return cleaned

    def _read(self, data: bytes) -> None:
        try:
            self.cleaned_data["text"] = plain(decode(data, ""))
        except DataFileError:
            self.add_error("file", _("These are not letters in UTF-8. Save the sheet as “CSV UTF-8” and try again."))
