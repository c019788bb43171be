"""A file to take in, and what is said in a film or sound."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oncocare.library.media.captions import MOST_LINES
from oncocare.web.forms import field_of

LONGEST_NAME = 80
LARGEST_CAPTIONS = 30 * MOST_LINES  # bytes


class MediumForm(forms.Form):
    """A picture, film or sound to take in."""

    file = forms.FileField(
        label=_("File"),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Choose another one.")},
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Texts show it under this name, such as a-lamp. Left empty, it is made of the name of the file."),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    decorative = forms.BooleanField(
        label=_("This picture only decorates"),
        help_text=_("Whoever cannot see it misses nothing. Of any other picture the text says what it shows."),
        required=False,
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.LARGEST_FILM // 1_000_000
        file = field_of(self, "file", forms.FileField)
        file.help_text = gettext(
            "A picture (JPEG, PNG, WEBP, at most 20 MB), a film (MP4, WEBM) or a sound (MP3, M4A, OGG), "
            "at most %(most)s MB."
        ) % {"most": most}
        if too_large:
            file.error_messages["required"] = gettext(
                "This file is larger than %(most)s MB. Nothing of it was kept. Make it smaller, and bring that one."
            ) % {"most": most}

    def clean_name(self) -> str:
        """In small letters without signs, whatever was written; that of the file where nothing was."""
        file = self.cleaned_data.get("file")
        written = self.cleaned_data["name"] or (PurePath(file.name).stem if file else "")
        return slugify(written.replace("_", "-"))[:LONGEST_NAME].strip("-")


class WordsForm(forms.Form):
    """What is said in one language; a file with captions takes the place of those that are written."""

    language = forms.ChoiceField(choices=settings.LIBRARY_LANGUAGES, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("File with captions"),
        help_text=_("WebVTT or SRT, as programs for captions make them. It takes the place of what stands below."),
        required=False,
        allow_empty_file=True,
    )
    captions = forms.CharField(
        label=_("Captions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
    )
    transcript = forms.CharField(
        label=_("Transcript"),
        help_text=_(
            "All that is said, and what one has to see to understand it. Left empty, it is made of the captions."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        """What stood in a file stands in the field from then on, where its mistakes can be put right."""
        if data is not None and files and "file" in files:
            data = data.copy()
            data["captions"] = _text_of(files["file"].read(LARGEST_CAPTIONS))
        super().__init__(data, files, **kwargs)

    @property
    def written(self) -> dict[str, str]:
        """What is sent, for the action that keeps it."""
        return {name: self.cleaned_data[name] for name in ("language", "captions", "transcript")}


def _text_of(content: bytes) -> str:
    """Captions are written in UTF-8, and by old programs as Windows did."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
