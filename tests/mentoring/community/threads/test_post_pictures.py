"""A picture in a post is made anew without what its camera wrote, described, and seen by whoever can read the post."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from PIL import Image

from mentoring.community.models import Group
from mentoring.community.selectors import inside
from mentoring.community.threads import pictures
from mentoring.community.threads.actions import add_picture
from mentoring.community.threads.models import Post, PostPicture
from mentoring.community.threads.pictures import PostImage, checked_alt, made_for_a_post
from mentoring.community.threads.selectors import picture_in
from oncocare.foundation import clock
from oncocare.library.media.refused import MediumRefused
from oncocare.people.selectors import Standing
from tests.factories.community import member, open_group, posted
from tests.factories.library import picture
from tests.library.test_media_pictures import png


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


def held(content: bytes) -> BytesIO:
    return BytesIO(content)


def gps(form: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "A telephone"
    exif.get_ifd(0x8825)[2] = (40.0, 25.0, 0.0)
    return picture(640, 400, form, exif=exif).getvalue()


# --- what is taken ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_it_is_made_anew_without_place_and_camera(form):
    made = made_for_a_post(held(gps(form)))
    image = Image.open(BytesIO(made.content))
    assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (640, 400), {})
    assert (made.width, made.height, b"telephone" in made.content) == (640, 400, False)


def test_what_stands_behind_a_picture_is_not_kept():
    made = made_for_a_post(held(gps() + b"PK\x03\x04<script>alert(1)</script>"))
    assert (b"script" in made.content, b"PK\x03\x04" in made.content) == (False, False)


def test_it_is_at_most_as_wide_as_a_page():
    made = made_for_a_post(picture(4000, 2000))
    assert (made.width, made.height) == (1600, 800)


REFUSED = {
    "nothing": (b"", pictures.NOTHING),
    "too many bytes": (b"\xff\xd8\xff" + bytes(pictures.LARGEST_PICTURE), pictures.TOO_LARGE),
    "a drawing": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", pictures.NOT_SHOWN),
    "a drawing with a head": (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", pictures.NOT_SHOWN),
    "a moving picture of old": (picture(form="GIF").getvalue(), pictures.NOT_SHOWN),
    "a page that is a picture too": (b"<html>" + picture(form="JPEG").getvalue(), pictures.NOT_SHOWN),
    "a paper that is a picture too": (b"%PDF-1.7\n" + picture(form="JPEG").getvalue(), pictures.NOT_SHOWN),
    "of an iPhone": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), pictures.NOT_SHOWN),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_and_why(what):
    content, words = REFUSED[what]
    with pytest.raises(MediumRefused) as refused:
        made_for_a_post(held(content))
    assert str(refused.value) == str(words)


@pytest.mark.parametrize(
    ("content", "words"),
    [(png(50_000, 50_000), "too large to unpack"), (picture(form="JPEG").getvalue()[:2000], "damaged")],
)
def test_a_bomb_and_a_broken_file_are_refused_before_they_are_unpacked(content, words):
    with pytest.raises(MediumRefused, match=words):
        made_for_a_post(held(content))


@pytest.mark.parametrize("alt", ["", "   ", "...", "x" * 301])
def test_what_it_shows_must_be_said(alt):
    with pytest.raises(ValidationError) as refused:
        checked_alt(alt)
    assert list(refused.value.message_dict) == ["alt"]


# --- in a post --------------------------------------------------------------------------------------------------------


def shown(cast, **fields) -> tuple[Group, Post, PostPicture]:
    group = open_group(cast, pictures=True)
    post = posted(member(cast, group, cast.ana), **fields)
    return group, post, add(cast, group, post)


def add(cast, group, post, alt="My dog on the beach", user=None) -> PostPicture:
    user = user or cast.ana
    image = PostImage(made_for_a_post(held(gps())).content, 640, 400)
    return add_picture(by=user, inside=inside(Standing(user), group.pk), post=post, upload=image, alt=alt)


def test_a_post_has_one_picture_however_often_it_is_sent(cast, settings):
    group, post, first = shown(cast)
    assert add(cast, group, post, "Another") == first
    assert (first.alt, first.width, first.height) == ("My dog on the beach", 640, 400)
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert [(path.name, oct(path.stat().st_mode & 0o777)) for path in files] == [(f"{first.pk}.webp", "0o600")]


def test_no_picture_where_the_group_has_none_and_none_in_the_post_of_somebody_else(cast):
    group = open_group(cast)
    ana, bea = member(cast, group, cast.ana), member(cast, group, cast.bea)
    for post in (posted(ana), posted(bea)):
        with pytest.raises(ValidationError, match="No picture can stand in this post"):
            add(cast, group, post)
    group.pictures = True
    group.save()
    with pytest.raises(ValidationError, match="No picture can stand in this post"):
        add(cast, group, posted(bea))
    assert PostPicture.objects.count() == 0


def test_whoever_can_read_the_post_can_see_it_and_nobody_else(cast):
    group, post, kept = shown(cast)
    member(cast, group, cast.bea)

    def seen() -> list[bool]:
        return [sees(user, group, kept.pk) for user in (cast.ana, cast.bea, cast.clara)]

    assert seen() == [True, True, True]
    for state, who in (
        ("held", [True, False, True]),
        ("hidden", [False, False, True]),
        ("taken", [False, False, True]),
    ):
        Post.objects.filter(pk=post.pk).update(state=state, state_at=clock.now(), state_by=cast.clara)
        assert seen() == who, state
    other = open_group(cast, "Another", pictures=True)
    member(cast, other, cast.ana)
    assert (sees(cast.ana, other, kept.pk), sees(cast.ana, other, uuid4())) == (False, False)


def sees(user, group, pk) -> bool:
    try:
        picture_in(inside(Standing(user), group.pk), user, pk)
    except Http404:
        return False
    return True
