"""A picture as somebody brings it, checked before it is unpacked, and made anew in the widths that pages show. Pure."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from oncocare.library.media.refused import MediumRefused

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # nothing else is tried: each reader of a format is a way in
WIDTHS = (480, 960, 1600)  # of a phone, a phone with a fine screen, a wide page
MOST_PIXELS = 25_000_000  # 100 MB unpacked; a telephone makes 12 to 24 million
LARGEST = 20_000_000  # bytes
MIME = "image/webp"
QUALITY = 82

# What Pillow raises for a file that is not what it says; its readers promise nothing.
BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError, MemoryError,
    struct.error, zlib.error,
)  # fmt: skip

NOT_ONE = _("This is no picture that we can show. Save it as JPEG, PNG or WEBP, and bring that file.")
MOVES = _("This picture moves. Bring a picture that stands still, or a film with captions.")
TOO_MANY = _("This picture is too large to unpack. Make it smaller: at most 25 million points, such as 5000 × 5000.")
DAMAGED = _("This picture is damaged: a part of it is missing or cannot be read. Save it again, and bring that file.")


class Pictures(NamedTuple):
    """One picture made anew: its file by width, the largest last, and how high the largest is."""

    files: dict[int, bytes]
    height: int


def made_anew(file: BinaryIO) -> Pictures:
    """The picture in `file` upright, in the colours of the web, as WEBP in each of `WIDTHS` that it reaches; never
    wider than it is, and with nothing that stood beside it: no place, no camera, no name, no second file behind it.

    `MediumRefused` for what is no picture, moves, is too large to unpack or damaged.
    """
    image = _opened(file)
    try:
        with image:
            whole = _upright(image)
            widest = min(whole.width, WIDTHS[-1])
            sizes = [*(width for width in WIDTHS if width < widest), widest]
            scaled = [_scaled(whole, width) for width in sizes]
            return Pictures({one.width: _as_webp(one) for one in scaled}, scaled[-1].height)
    except BROKEN as wrong:
        raise MediumRefused(DAMAGED) from wrong


def _opened(file: BinaryIO) -> Image.Image:
    """The picture as its head says it is, not unpacked yet."""
    try:
        image = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as wrong:
        raise MediumRefused(TOO_MANY) from wrong
    except BROKEN as wrong:
        raise MediumRefused(NOT_ONE) from wrong
    if image.width * image.height > MOST_PIXELS:
        raise MediumRefused(TOO_MANY)
    try:
        # An MPO is a telephone's JPEG with a second one behind it, of which nothing is kept.
        moves = getattr(image, "n_frames", 1) > 1 and image.format != "MPO"
    except BROKEN as wrong:
        raise MediumRefused(DAMAGED) from wrong
    if moves:
        raise MediumRefused(MOVES)
    return image


def _upright(image: Image.Image) -> Image.Image:
    """Unpacked, turned as its camera was held, in the colours of the web, with nothing beside its points."""
    image.draft(image.mode, (WIDTHS[-1], WIDTHS[-1]))  # of a JPEG no more is unpacked than is shown
    image.load()
    profile = image.info.get("icc_profile")
    ImageOps.exif_transpose(image, in_place=True)
    seen_through = image.has_transparency_data
    upright = _in_web_colours(image, profile) if profile and image.mode in ("RGB", "CMYK") else image
    mode = "RGBA" if seen_through else "RGB"
    plain = upright if upright.mode == mode else upright.convert(mode)
    plain.info.clear()
    return plain


def _in_web_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """From the colours of its own screen or press; as it is where those cannot be read."""
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, *BROKEN):
        return image


def _scaled(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)


def _as_webp(image: Image.Image) -> bytes:
    made = BytesIO()
    image.save(made, "WEBP", quality=QUALITY, method=4)
    return made.getvalue()
