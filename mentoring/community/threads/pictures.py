"""A picture for a post, as somebody brings it: checked, and made anew without what its camera wrote into it. Pure."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from oncocare.library.media.pictures import made_anew
from oncocare.library.media.refused import MediumRefused

LARGEST_PICTURE = 5_000_000  # bytes; a telephone's own pictures have 2 to 5 million
LONGEST_ALT = 300  # characters

NOTHING = _("This file is empty. Choose another one.")
TOO_LARGE = _("This picture is larger than 5 MB. Make it smaller, and bring that one. What you wrote is still here.")
NOT_SHOWN = _("This is no picture that can be shown here. Save it as JPEG, PNG or WEBP, and bring that file.")
NO_ALT = _("Say in a few words what the picture shows, for whoever cannot see it.")


class PostImage(NamedTuple):
    """A picture made anew: its file in WEBP, its width and its height in points."""

    content: bytes
    width: int
    height: int


def made_for_a_post(file: BinaryIO) -> PostImage:
    """The picture in `file`, a JPEG, PNG or WEBP of at most `LARGEST_PICTURE`, as a new WEBP, at most 1600 points wide.

    A file that begins as anything else is refused, whatever its name. Of one that is a picture and something else
    behind it, the picture alone is kept. `MediumRefused` with what is wrong and what to do.
    """
    size = file.seek(0, 2)  # its end
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if size == 0:
        raise MediumRefused(NOTHING)
    if size > LARGEST_PICTURE:
        raise MediumRefused(TOO_LARGE)
    webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    if not webp and not head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise MediumRefused(NOT_SHOWN)
    made = made_anew(file)
    width = max(made.files)
    return PostImage(made.files[width], width, made.height)


def checked_alt(alt: str) -> str:
    """What a picture shows, in one line; `ValidationError` by `alt` where nothing is said or it is too long."""
    alt = " ".join(alt.split())
    if not any(letter.isalnum() for letter in alt):
        raise ValidationError({"alt": NO_ALT})
    if len(alt) > LONGEST_ALT:
        raise ValidationError({"alt": _("Say in fewer words what the picture shows: 300 characters fit.")})
    return alt
