"""What a module says of itself, in each language of the library; and a piece that is added to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oncocare.library.choices import AREA_WORDS, AUDIENCE_WORDS
from oncocare.library.folder import LONGEST_SUMMARY, LONGEST_TITLE
from oncocare.library.models import Module
from oncocare.library.modules.actions import ModuleWords
from oncocare.web.forms import leave_unmarked


class ModuleForm(forms.Form):
    """Its titles and summaries by language, its area and for whom it is."""

    area = forms.ChoiceField(
        label=_("Area"),
        choices=[("", "–"), *((code.value, words) for code, words in AREA_WORDS.items())],
        error_messages={"required": _("Choose an area.")},
    )
    audience = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=[(code.value, words) for code, words in AUDIENCE_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, module: Module | None = None, **kwargs: Any) -> None:
        """`module`: the one whose languages that this form does not show stay as they are."""
        super().__init__(*args, **kwargs)
        self.module = module
        words: dict[str, forms.Field] = {}
        for code, language in settings.LIBRARY_LANGUAGES:
            said = {"language": language}
            words[f"title_{code}"] = forms.CharField(
                label=gettext("Title (%(language)s)") % said,
                max_length=LONGEST_TITLE,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
            words[f"summary_{code}"] = forms.CharField(
                label=gettext("What it is about (%(language)s)") % said, max_length=LONGEST_SUMMARY, required=False,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
            )  # fmt: skip
        leave_unmarked(*words.values())
        self.fields = {**words, **self.fields}

    @staticmethod
    def initial_of(module: Module) -> dict[str, Any]:
        """A module as this form shows it."""
        words = {
            f"{name}_{code}": getattr(module, name).get(code, "")
            for name in ("title", "summary")
            for code, _language in settings.LIBRARY_LANGUAGES
        }
        return {"area": module.area, "audience": module.audience, **words}

    def clean(self) -> dict[str, Any]:
        """In one language at least; where there is a title there is what it is about."""
        cleaned: dict[str, Any] = super().clean() or {}
        codes = [code for code, _language in settings.LIBRARY_LANGUAGES]
        for code in codes:
            title, summary = cleaned.get(f"title_{code}"), cleaned.get(f"summary_{code}")
            if bool(title) != bool(summary) and not {f"title_{code}", f"summary_{code}"} & self.errors.keys():
                lacking = "summary" if title else "title"
                both = gettext("In a language in which there is one of title and summary, both are needed.")
                self.add_error(f"{lacking}_{code}", both)
        if not any(self.data.get(self.add_prefix(f"title_{code}"), "").strip() for code in codes):
            self.add_error(f"title_{codes[0]}", gettext("Write a title in one language at least."))
        return cleaned

    @property
    def words(self) -> ModuleWords:
        """What was written; languages that are not written here stay."""
        known = dict(settings.LIBRARY_LANGUAGES)
        said: dict[str, dict[str, str]] = {}
        for name in ("title", "summary"):
            before = getattr(self.module, name) if self.module else {}
            written = {code: self.cleaned_data[f"{name}_{code}"] for code in known}
            said[name] = {code: words for code, words in written.items() if words} | {
                code: words for code, words in before.items() if code not in known
            }
        return ModuleWords(self.cleaned_data["area"], self.cleaned_data["audience"], said["title"], said["summary"])


class AddPieceForm(forms.Form):
    """A piece of the centre that is not in the module yet."""

    piece = forms.ChoiceField(label=_("Add a piece"), required=False)

    def __init__(self, *args: Any, offered: list[tuple[str, list[Any]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        piece = self.fields["piece"]
        leave_unmarked(piece)
        if isinstance(piece, forms.ChoiceField):
            piece.choices = [("", "–"), *offered]
