"""A zip file that is sent, and one that waits for a yes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oncocare.library.exchange.archive import LARGEST_ZIP
from oncocare.people.models import User

SALT = "library-waiting"
TOO_LARGE = _("This file is larger than 300 MB. Send fewer modules at once.")


class ZipForm(forms.Form):
    """A folder of the library as one zip file."""

    file = forms.FileField(
        label=_("The zip file"),
        help_text=_("At most 300 MB. First you see what would come; nothing is kept before you say yes."),
        allow_empty_file=True,
        error_messages={"required": _("Choose a zip file.")},
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        """`too_large`: what was sent was too much to be kept at all."""
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["file"].error_messages["required"] = TOO_LARGE

    def clean_file(self) -> UploadedFile[Any]:
        """As large as is read; what is in it is looked at later."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if not file.size:
            raise ValidationError(gettext("This file is empty."))
        if file.size > LARGEST_ZIP:
            raise ValidationError(TOO_LARGE)
        return file


class DescribeForm(forms.Form):
    """Whether what is here already becomes what the files say it is."""

    describe = forms.BooleanField(
        label=_("Change that here too. Without the tick only their texts come."), required=False
    )


def sealed(user: User, name: str) -> str:
    """The name of a file that waits, as a page carries it to this person and back."""
    return signing.dumps([str(user.pk), name], salt=SALT)


def unsealed(user: User, given: str) -> str | None:
    """The name of a file that waits for this very person; None for whatever was not sealed for them."""
    try:
        owner, name = signing.loads(given, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return str(name) if owner == str(user.pk) else None
