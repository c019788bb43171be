"""A picture comes with a post by the forms of a group, and is shown to whoever reads the post."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mentoring.community.threads.models import Post, PostPicture
from oncocare.foundation import clock, ids
from tests.factories.community import FRIDAY, member, open_group
from tests.factories.library import picture
from tests.factories.rooms import day

ALT = "My dog asleep on a red blanket"


@pytest.fixture
def group(cast):
    with clock.at(day(4, 9)):
        made = open_group(cast, pictures=True)
        member(cast, made, cast.ana, "Blue bird")
        member(cast, made, cast.bea, "Green hill")
    return made


def asks(user, address, send=None):
    client = Client()
    with clock.at(FRIDAY):
        client.force_login(user)
        return client.get(address) if send is None else client.post(address, send)


def brings(user, group, content=None, **fields):
    file = SimpleUploadedFile("dog.jpg", content or picture(640, 400, "JPEG").getvalue(), "image/jpeg")
    sent = {"key": str(ids.new()), "title": "My dog", "words": "Look", "act": "post", "alt": ALT, "picture": file}
    return asks(user, reverse("new_thread", args=[group.pk]), sent | fields)


def test_a_picture_comes_with_a_post_and_is_shown_with_what_it_shows(cast, group):
    assert brings(cast.ana, group).status_code == 302
    kept = PostPicture.objects.get()
    page = asks(cast.bea, reverse("thread", args=[group.pk, kept.post.thread_id])).content.decode()
    address = reverse("post_picture", args=[group.pk, kept.pk])
    assert (f'src="{address}"' in page, f'alt="{ALT}"' in page) == (True, True)
    shown = asks(cast.bea, address)
    content = shown.content
    assert (content[:4], content[8:12]) == (b"RIFF", b"WEBP")
    assert {name: shown[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")} == {
        "Content-Type": "image/webp", "Cache-Control": "private, max-age=300", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    assert asks(cast.dora, address).status_code == 404


def test_a_moderator_sees_it_where_they_decide(cast, group):
    brings(cast.ana, group)
    kept = PostPicture.objects.get()
    address = reverse("post_picture", args=[group.pk, kept.pk])
    for page in (reverse("moderating"), reverse("moderate_post", args=[group.pk, kept.post_id])):
        assert f'src="{address}"' in asks(cast.clara, page).content.decode()


def test_an_answer_takes_one_too(cast, group):
    brings(cast.ana, group)
    post = Post.objects.get()
    sent = {"key": str(ids.new()), "words": "Mine", "act": "post", "alt": "A cat", "picture": picture(90, 60)}
    asks(cast.bea, reverse("thread", args=[group.pk, post.thread_id]), sent)
    assert sorted(PostPicture.objects.values_list("alt", flat=True)) == ["A cat", ALT]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"alt": " "}, "Say in a few words what the picture shows, for whoever cannot see it."),
        ({"content": b"<svg onload='alert(1)'/>"}, "This is no picture that can be shown here."),
        ({"content": b"GIF89a" + bytes(40)}, "This is no picture that can be shown here."),
        ({"content": picture(form="JPEG").getvalue()[:2000]}, "This picture is damaged"),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_nothing_is_posted_or_lost(cast, group, fields, words):
    answer = brings(cast.ana, group, **fields)
    page = answer.content.decode()
    assert (answer.status_code, words in page, ">Look</textarea>" in page.replace("\r", "").replace("\n", "")) == (
        422, True, True,
    )  # fmt: skip
    assert "Choose it once more before you post." in page
    assert (Post.objects.count(), PostPicture.objects.count()) == (0, 0)


def test_pressed_twice_it_is_one_post_with_one_picture(cast, group):
    key = str(ids.new())
    for _press in range(2):
        brings(cast.ana, group, key=key)
    assert (Post.objects.count(), PostPicture.objects.count()) == (1, 1)


def test_where_the_group_has_no_pictures_none_is_asked_for_and_none_is_kept(cast, group):
    group.pictures = False
    group.save()
    page = asks(cast.ana, reverse("new_thread", args=[group.pk])).content.decode()
    assert ('type="file"' in page, "multipart" in page) == (False, False)
    brings(cast.ana, group)
    assert (Post.objects.count(), PostPicture.objects.count()) == (1, 0)


def test_a_hidden_post_hides_its_picture(cast, group):
    brings(cast.ana, group)
    kept = PostPicture.objects.get()
    told = {"state": "hidden", "state_at": FRIDAY + timedelta(minutes=1), "state_by": cast.clara}
    Post.objects.filter(pk=kept.post_id).update(**told)
    address = reverse("post_picture", args=[group.pk, kept.pk])
    assert [asks(user, address).status_code for user in (cast.ana, cast.bea, cast.clara)] == [404, 404, 200]
