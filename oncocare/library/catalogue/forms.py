"""Which pieces are looked for, and what a piece is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from oncocare.library.choices import AREA_WORDS, AUDIENCE_WORDS, KIND_WORDS, PHASE_WORDS, TOPIC_WORDS
from oncocare.library.folder import LONGEST_TITLE, SLUG, PieceFacts
from oncocare.library.models import Piece
from oncocare.library.selectors import STANDING_WORDS
from oncocare.people.models import User
from oncocare.web.forms import field_of, leave_unmarked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

MOST_SOURCES = 12
NEEDS = [
    ("", _("Anything or nothing")),
    ("review", _("Waits for my review")),
    ("back", _("Sent back")),
    ("missing", _("Not shown to readers")),
    ("behind", _("Its source moved on")),
    ("soon", _("Expires within 60 days")),
    ("expired", _("Expired")),
    ("mine", _("I keep it right")),
]


def _any(words: Mapping[Any, StrOrPromise], label: StrOrPromise) -> list[tuple[str, StrOrPromise]]:
    return [("", label), *((str(code), label) for code, label in words.items())]


class PieceFilterForm(forms.Form):
    """Which pieces to show; it is sent as an address."""

    words = forms.CharField(label=_("Words of the title"), required=False)
    area = forms.ChoiceField(label=_("Area"), choices=_any(AREA_WORDS, _("Any area")), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=_any(KIND_WORDS, _("Any kind")), required=False)
    audience = forms.ChoiceField(label=_("For whom"), choices=_any(AUDIENCE_WORDS, _("Anybody")), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("Any language")), *settings.LIBRARY_LANGUAGES], required=False
    )
    standing = forms.ChoiceField(
        label=_("How it stands"), choices=_any(STANDING_WORDS, _("In any way")), required=False
    )
    needs = forms.ChoiceField(
        label=_("Needs"),
        choices=NEEDS,
        required=False,
    )

    def __init__(self, data: Any, *, reviewer: bool) -> None:
        super().__init__(data, auto_id="filter-%s")
        if not reviewer:
            needs = field_of(self, "needs", forms.ChoiceField)
            needs.choices = [choice for choice in NEEDS if choice[0] != "review"]
        leave_unmarked(*self.fields.values())


class PieceForm(forms.Form):
    """What a piece is, whatever the language. A new one is asked for its title, which becomes its name in addresses."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("It becomes the address of the piece, which never changes. What readers see is written later."),
        max_length=LONGEST_TITLE,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KIND_WORDS.items()))
    area = forms.ChoiceField(label=_("Area"), choices=list(AREA_WORDS.items()))
    audience = forms.MultipleChoiceField(
        label=_("For whom"), choices=list(AUDIENCE_WORDS.items()), widget=forms.CheckboxSelectMultiple
    )
    phases = forms.MultipleChoiceField(
        label=_("When it helps"), choices=list(PHASE_WORDS.items()), widget=forms.CheckboxSelectMultiple
    )
    topics = forms.MultipleChoiceField(
        label=_("What it may help with"), choices=list(TOPIC_WORDS.items()), widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip
    owner = forms.ChoiceField(
        label=_("Who keeps it right"), help_text=_("They are told before it expires."), required=False
    )
    made_up = forms.BooleanField(
        label=_("Made up"),
        help_text=_("Nobody lived it. It says so to readers, and is shown in a demonstration only."),
        required=False,
    )

    def __init__(self, *args: Any, piece: Piece | None = None, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if piece:
            del self.fields["title"]
        self.colleagues = {str(user.pk): user for user in colleagues}
        if piece and piece.owner:
            self.colleagues.setdefault(str(piece.owner.pk), piece.owner)
        field_of(self, "owner", forms.ChoiceField).choices = [
            ("", _("Nobody yet")),
            *((pk, user.name or user.email) for pk, user in self.colleagues.items()),
        ]

    def clean_title(self) -> str:
        """A title of which an address can be made."""
        title = str(self.cleaned_data["title"])
        if not SLUG.fullmatch(slugify(title)):
            raise ValidationError(_("Write a title with letters of the Latin alphabet."))
        return title

    def facts(self, sources: list[dict[str, Any]]) -> PieceFacts:
        """What was chosen, as files hold it too."""
        given = {name: self.cleaned_data[name] for name in ("kind", "area", "audience", "phases", "topics", "made_up")}
        return PieceFacts.model_validate({**given, "sources": sources})

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return str(slugify(self.cleaned_data["title"]))

    @property
    def keeper(self) -> User | None:
        """Who keeps it right."""
        return self.colleagues.get(self.cleaned_data["owner"])


class SourceForm(forms.Form):
    """Where what a piece says comes from."""

    title = forms.CharField(label=_("Title"), max_length=300)
    organisation = forms.CharField(label=_("Who published it"), max_length=200)
    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2100, required=False)
    url = forms.URLField(label=_("Address"), assume_scheme="https", required=False)

    def clean_url(self) -> str:
        """Only by https."""
        url = str(self.cleaned_data["url"])
        if url and not url.startswith("https://"):
            raise ValidationError(_("Write an address that begins with https://"))
        return url


SourceForms = forms.formset_factory(SourceForm, extra=2, max_num=MOST_SOURCES, can_delete=True)


def sources_of(formset: Any) -> list[dict[str, Any]]:
    """What was written of the sources, without what was taken out or left empty."""
    kept = [form.cleaned_data for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [{name: value for name, value in one.items() if name != "DELETE" and value} for one in kept]
