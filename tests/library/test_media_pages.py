"""The pages of the media: what a centre has, what comes in, and what is said in each."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from oncocare.library.media.actions import take_in
from oncocare.library.media.selectors import words_of
from oncocare.library.models import Medium
from tests.factories.library import CAPTIONS, FILES, brought, handed_in, new_piece, picture, said

LIST = "/library/media/"


@pytest.fixture
def clara(cast, client):
    client.force_login(cast.clara)
    return client


def uploaded(content: bytes, name: str = "A Lamp_2.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_picture_comes_in_under_the_name_of_its_file(cast, clara):
    answer = clara.post(LIST, {"file": uploaded(picture(700).getvalue()), "name": "", "decorative": "on"}, follow=True)
    medium = Medium.objects.get()
    assert (medium.name, medium.decorative, medium.centre, answer.redirect_chain) == (
        "a-lamp-2", True, cast.here, [("/library/media/a-lamp-2/", 302)],
    )  # fmt: skip
    assert "The picture is there. Texts show it as a-lamp-2." in answer.content.decode()


def test_a_name_is_brought_into_form(cast, clara):
    clara.post(LIST, {"file": uploaded((FILES / "breath.ogg").read_bytes()), "name": "  Respiración Ñ "})
    assert Medium.objects.get().name == "respiracion-n"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"<svg onload=alert(1)>", "x.png", "This is no picture that we can show."),
        (b"", "x.png", "This file is empty. Choose another one."),
        (b"MZ", "x.mp4", "This file is of no kind that we know."),
        (None, "", "Choose a file."),
    ],
)
def test_what_is_refused_is_said_at_the_field(cast, clara, content, name, sentence):
    given = {"file": uploaded(content, name)} if content is not None else {}
    answer = clara.post(LIST, {**given, "name": "my-name"})
    assert (answer.status_code, Medium.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()
    assert 'value="my-name"' in answer.content.decode()


def test_a_file_that_is_too_large_is_thrown_away_before_anything_of_it_is_kept(cast, clara, settings, monkeypatch):
    settings.LARGEST_UPLOAD, settings.LARGEST_FILM = 40_000, 40_000_000
    kept = []
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", kept.append)
    monkeypatch.setattr("django.core.files.uploadhandler.MemoryFileUploadHandler.receive_data_chunk", kept.append)
    answer = clara.post(LIST, {"file": uploaded((FILES / "talk.mp4").read_bytes(), "talk.mp4"), "name": "a-talk"})
    assert (answer.status_code, kept, Medium.objects.count()) == (422, [], 0)
    assert "This file is larger than 40 MB. Nothing of it was kept." in answer.content.decode()
    assert 'value="a-talk"' in answer.content.decode()


@pytest.mark.parametrize("path", [LIST, "/help/", "/account/sign-in/"])
def test_of_a_stranger_no_large_file_is_kept_whatever_the_page(db, client, settings, monkeypatch, path):
    settings.LARGEST_FORM = 40_000
    kept = []
    monkeypatch.setattr("django.core.files.uploadhandler.MemoryFileUploadHandler.receive_data_chunk", kept.append)
    client.handler.enforce_csrf_checks = True  # which reads the form, before anybody asks who sent it
    answer = client.post(path, {"file": uploaded((FILES / "talk.mp4").read_bytes(), "talk.mp4")})
    assert (answer.status_code in (302, 403, 405), kept) == (True, [])


def test_the_list_shows_what_there_is_where_it_is_used_and_what_is_missing(cast, clara):
    take_in(by=cast.clara, centre=cast.here, name="lamp", file=picture(1000, 500), decorative=True)
    film = brought(cast)
    brought(cast, "breath", "breath.mp3")
    said(film)
    handed_in(cast.clara, new_piece(cast), text="![A talk](a-talk)")
    page = " ".join(clara.get(LIST).content.decode().split())
    for words in ("Picture, decorates", "1000 × 500", "0:06 min", "Awake at three", "not written yet", "nowhere yet"):
        assert words in page, words
    assert clara.get(LIST + "lamp/").status_code == clara.get(LIST + "breath/").status_code == 200


def test_another_centre_sees_none_of_it(cast, client):
    brought(cast)
    client.force_login(cast.denis)
    assert "a-talk" not in client.get(LIST).content.decode()
    assert client.get(LIST + "a-talk/").status_code == 404


# --- words ------------------------------------------------------------------------------------------------------------


def test_captions_are_written_or_brought_as_a_file(cast, clara):
    film = brought(cast)
    page = f"{LIST}a-talk/"
    srt = "1\n00:00:01,000 --> 00:00:02,000\nLevántese.\n".encode("cp1252")
    clara.post(page, {"language": "es", "file": uploaded(srt, "x.srt"), "captions": "old", "transcript": ""})
    answer = clara.post(page, {"language": "en", "captions": CAPTIONS, "transcript": "Get up."})
    assert answer["Location"] == f"{page}?language=en"
    assert {code: one.transcript for code, one in words_of(film).items()} == {"en": "Get up.", "es": "Levántese."}
    assert "Levántese." in clara.get(f"{page}?language=es").content.decode()


def test_a_mistake_loses_nothing_and_a_file_stands_in_the_field_with_it(cast, clara):
    brought(cast)
    wrong = b"WEBVTT\n\n00:05.000 --> 00:01.000\nBackwards\n"
    given = {"language": "es", "file": uploaded(wrong, "x.vtt"), "captions": "", "transcript": "All of it"}
    answer = clara.post(f"{LIST}a-talk/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "Line 3: It ends before it begins, or as it begins.",
        "Backwards",
        "All of it",
        "What is said, in Spanish",
    ):
        assert words in page, words
    odd = clara.post(f"{LIST}a-talk/", {"language": "xx", "transcript": "Mine"})
    assert (odd.status_code, "Mine" in odd.content.decode()) == (422, True)


def test_a_file_that_is_too_large_to_be_captions_is_said_to_be_and_what_was_written_stays(cast, clara, settings):
    settings.LARGEST_FORM = 40_000
    film = brought(cast)
    given = {
        "language": "en",
        "transcript": "All of it",
        "file": uploaded((FILES / "talk.mp4").read_bytes(), "talk.mp4"),
    }
    page = clara.post(f"{LIST}a-talk/", given).content.decode()
    assert ("too large to be captions" in page, "All of it" in page, film.words.count()) == (True, True, 0)


def test_the_languages_of_texts_that_wait_come_first(cast, clara):
    film = brought(cast)
    said(film, "es")
    handed_in(cast.clara, new_piece(cast), "es", text="![A talk](a-talk)")
    assert "What is said, in English" in clara.get(f"{LIST}a-talk/").content.decode()
    assert clara.get(f"{LIST}a-talk/?language=pt").content.decode().count("What is said, in Portuguese") == 1
    assert clara.get(f"{LIST}a-talk/?language=<b>").status_code == 200


def test_a_form_of_one_page_has_no_file_of_another(cast, clara):
    """Whatever is sent, the name of what is written to is the one in the address, at the own centre."""
    take_in(by=cast.denis, centre=cast.there, name="theirs", file=BytesIO((FILES / "talk.webm").read_bytes()))
    answer = clara.post(reverse("library_medium", args=["theirs"]), {"language": "en", "transcript": "x"})
    assert (answer.status_code, Medium.objects.get(name="theirs").words.count()) == (404, 0)
