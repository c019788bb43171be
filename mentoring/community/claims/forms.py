"""What a clinician answers to what a post says about health."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.community.threads.forms import PostForm
from oncocare.web.forms import field_of, leave_unmarked


class ClaimAnswerForm(PostForm):
    """The words of the answer, and a piece of the library to read more in."""

    piece = forms.ChoiceField(
        label=_("A piece of the library to read more in"),
        help_text=_("Those that your library shows today in the language of the group. The group reads its title."),
        required=False,
        error_messages={"invalid_choice": _("Choose a piece of the list, or none.")},
    )
    field_order = ("words", "piece", "key")

    def __init__(self, data: Any = None, *, initial: dict[str, object], texts: Iterable[Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["words"].label = _("What is right, as you want the group to read it")
        self.texts = {str(text.piece_id): text for text in texts}
        choice = field_of(self, "piece", forms.ChoiceField)
        choice.choices = [("", _("None")), *((pk, text.title) for pk, text in self.texts.items())]
        leave_unmarked(choice)

    def clean_piece(self) -> Any:
        """The piece that was chosen, or None."""
        chosen = self.texts.get(self.cleaned_data["piece"])
        return chosen.piece if chosen else None
