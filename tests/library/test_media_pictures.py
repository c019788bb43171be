"""A picture is checked before it is unpacked and made anew in sizes; nothing that stood beside it is left."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from oncocare.library.media import pictures
from oncocare.library.media.pictures import DAMAGED, MOVES, NOT_ONE, TOO_MANY, made_anew
from oncocare.library.media.refused import MediumRefused
from tests.factories.library import picture


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def png(width: int, height: int) -> bytes:
    """A picture of any size whose file is some hundred bytes: a bomb."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000), 9)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


@pytest.mark.parametrize(
    ("width", "widths"),
    [(300, [300]), (480, [480]), (700, [480, 700]), (1600, [480, 960, 1600]), (4000, [480, 960, 1600])],
)
def test_it_is_made_anew_in_widths_and_never_larger_than_it_is(width, widths):
    made = made_anew(picture(width, width // 2))
    assert list(made.files) == widths
    assert [(opened(one).format, opened(one).size) for one in made.files.values()] == [
        ("WEBP", (one, round(one * (width // 2) / width))) for one in widths
    ]
    assert made.height == opened(made.files[widths[-1]]).height


@pytest.mark.parametrize("form", pictures.FORMATS)
def test_each_form_is_read(form):
    assert list(made_anew(picture(form=form)).files) == [480, 640]


def test_where_it_was_taken_is_left_out_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # held on its side
    exif[0x010F] = "A telephone"
    exif.get_ifd(0x8825)[2] = (40.0, 25.0, 0.0)
    [*_rest, widest] = made_anew(picture(640, 400, "JPEG", exif=exif, comment=b"for Ana")).files.values()
    image = opened(widest)
    assert (image.size, dict(image.getexif()), image.info.get("exif"), image.info.get("xmp")) == (
        (400, 640),
        {},
        None,
        None,
    )
    assert b"telephone" not in widest
    assert b"Ana" not in widest


def test_its_colours_are_those_of_the_web():
    """Of a picture in other colours the profile is gone, and what it meant is kept."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    [*_rest, widest] = made_anew(picture(form="JPEG", icc_profile=lab)).files.values()
    assert opened(widest).info.get("icc_profile") is None
    assert all(
        abs(a - b) < 6 for a, b in zip(opened(widest).convert("RGB").getpixel((10, 10)), (16, 32, 48), strict=True)
    )
    for mode in ("CMYK", "L", "P", "1", "I;16"):
        file = BytesIO()
        Image.new(mode, (50, 50)).save(file, "JPEG" if mode == "CMYK" else "PNG")
        assert list(made_anew(file).files) == [50], mode


def test_what_can_be_seen_through_stays_so():
    file = BytesIO()
    Image.new("RGBA", (60, 40), (255, 0, 0, 0)).save(file, "PNG")
    assert opened(made_anew(file).files[60]).mode == "RGBA"


def moving(form: str) -> bytes:
    file = BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "green")]
    frames[0].save(file, form, save_all=True, append_images=frames[1:])
    return file.getvalue()


def test_of_a_telephone_that_keeps_two_in_one_file_the_first_is_shown():
    made = made_anew(BytesIO(moving("MPO")))
    assert (list(made.files), opened(made.files[40]).convert("RGB").getpixel((20, 20))[0] > 200) == ([40], True)


WHOLE = picture(form="JPEG").getvalue()
WRONG = {
    "a bomb": (png(60_000, 60_000), TOO_MANY),
    "one point too many": (png(5001, 5000), TOO_MANY),
    "a GIF that moves": (moving("GIF"), MOVES),
    "a WEBP that moves": (moving("WEBP"), MOVES),
    "a PNG that moves": (moving("PNG"), MOVES),
    "one cut short": (WHOLE[: len(WHOLE) // 2], DAMAGED),
    "its head alone": (WHOLE[:200], NOT_ONE),
    "a drawing with a script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', NOT_ONE),
    "a page": (b"<!DOCTYPE html><script>alert(1)</script>", NOT_ONE),
    "a form that is not in the list": (picture(form="TIFF").getvalue(), NOT_ONE),
    "another one": (picture(form="BMP").getvalue(), NOT_ONE),
    "nothing": (b"", NOT_ONE),
    "data that are not there": (png(4000, 4000), DAMAGED),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_picture_of_ours_is_refused_with_words(what):
    content, sentence = WRONG[what]
    with pytest.raises(MediumRefused) as refused:
        made_anew(BytesIO(content))
    assert str(refused.value) == str(sentence)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("unpacked"))
    with pytest.raises(MediumRefused):
        made_anew(BytesIO(png(20_000, 20_000)))


@pytest.mark.parametrize("behind", [b"<script>alert(1)</script>", b"PK\x03\x04 a second file", b"%PDF-1.4 and a third"])
def test_a_second_file_behind_a_picture_is_gone(behind):
    for form in ("JPEG", "PNG", "GIF", "WEBP"):
        made = made_anew(BytesIO(picture(form=form).getvalue() + behind))
        assert [content for content in made.files.values() if behind[:12] in content] == [], form


def test_colours_that_cannot_be_read_stay_as_they_are():
    [*_rest, widest] = made_anew(picture(form="JPEG", icc_profile=b"no profile")).files.values()
    assert opened(widest).info.get("icc_profile") is None
