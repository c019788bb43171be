"""What people of a group write: an answer, a new thread, and other words for a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mentoring.community.threads.fitting import LONGEST, LONGEST_TITLE
from mentoring.community.threads.pictures import TOO_LARGE, PostImage, checked_alt, made_for_a_post
from oncocare.foundation import ids
from oncocare.library.media.refused import MediumRefused
from oncocare.web.forms import leave_unmarked

PASTED = 4 * LONGEST  # what is longer is no text that somebody typed: it is refused before it is read


class EditPostForm(forms.Form):
    """The words of a post."""

    words = forms.CharField(
        label=_("Your post"),
        help_text=_("Two stars around words make them **bold**, a line that begins with - is a list."),
        max_length=PASTED,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write what you want to say.")},
    )

    def __init__(self, data: object = None, *, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # -- what a request sends is such a mapping
        leave_unmarked(*self.fields.values())


class PostForm(EditPostForm):
    """An answer; `key` makes two presses one post. With a picture and what it shows, where the group has `pictures`."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new)
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("A JPEG, PNG or WEBP of at most 5 MB. Where and with what it was taken is left out."),
        required=False,
        allow_empty_file=True,
    )
    alt = forms.CharField(
        label=_("What the picture shows"),
        help_text=_("For whoever cannot see it, such as “My dog asleep on a red blanket”."),
        max_length=1200,
        required=False,
    )

    def __init__(
        self, data: object = None, files: Any = None, *, pictures: bool = False, too_large: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.files, self.too_large = files or self.files, too_large
        if not pictures:
            del self.fields["picture"], self.fields["alt"]

    def clean_picture(self) -> PostImage | None:
        """The picture made anew."""
        if self.too_large:
            raise ValidationError(TOO_LARGE)
        upload = self.cleaned_data["picture"]
        try:
            return made_for_a_post(upload) if upload is not None else None
        except MediumRefused as refused:
            raise ValidationError(str(refused.sentence)) from refused

    def clean(self) -> dict[str, Any]:
        """What the picture shows is asked wherever there is one."""
        typed = {**self.cleaned_data}
        if typed.get("picture"):
            try:
                typed["alt"] = checked_alt(typed.get("alt", ""))
            except ValidationError as refused:
                self.add_error(None, refused)
        return typed


class ThreadForm(PostForm):
    """A new thread with its first post."""

    title = forms.CharField(
        label=_("What is it about?"),
        help_text=_("A few words, such as “Sleeping before a scan”."),
        max_length=4 * LONGEST_TITLE,
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    sensitive = forms.BooleanField(
        label=_("This may be hard to read for some: they see the title, and open it if they wish."), required=False
    )
    field_order = ("title", "words", "picture", "alt", "sensitive", "key")


class FindPostsForm(forms.Form):
    """Words to look for in a group."""

    q = forms.CharField(
        label=_("Find in this group"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, asked: str = "") -> None:
        super().__init__(initial={"q": asked}, auto_id="find-%s")
        leave_unmarked(*self.fields.values())
