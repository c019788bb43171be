"""A text is handed in and published once its media are there for everybody: what is missing is said by its line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from oncocare.library import marked
from oncocare.library.actions import publish
from oncocare.library.media.actions import take_in, write_words
from oncocare.library.models import MediumWords, TextDraft, TextStep, TextVersion
from oncocare.people.days import today_of
from tests.cast import BY
from tests.factories.library import CAPTIONS, brought, handed_in, new_piece, picture, said

LAMP = "There is no picture, film or sound “lamp” at your centre. Take it in first."


@pytest.fixture
def piece(cast):
    return new_piece(cast)


def refusal(cast, piece, text: str, language: str = "en") -> list[str]:
    with pytest.raises(ValidationError) as refused:
        handed_in(cast.clara, piece, language, text=text)
    assert (TextVersion.objects.count(), TextDraft.objects.filter(language=language).count()) == (
        0,
        1,
    )  # and what was written is there
    return refused.value.message_dict["text"]


def lamp(cast, **more):
    return take_in(by=cast.clara, centre=cast.here, name="lamp", file=picture(300), **more)


def test_a_medium_that_is_not_there(cast, piece):
    take_in(by=cast.denis, centre=cast.there, name="lamp", file=picture(300))  # of another centre
    assert refusal(cast, piece, "Get up.\n\n![A lamp](lamp)") == [f"Line 3: {LAMP}"]


def test_a_picture_that_says_nothing_to_whoever_cannot_see_it(cast, piece):
    lamp(cast)
    assert refusal(cast, piece, "![](lamp)\n\nGet up.\n\n![](lamp)") == [
        "Line 1: Say what the picture “lamp” shows, for whoever cannot see it.",
        "Line 5: Say what the picture “lamp” shows, for whoever cannot see it.",
    ]
    assert handed_in(cast.clara, piece, text="![A lamp in the dark](lamp)").media == ["lamp"]


def test_a_picture_that_only_decorates_says_nothing(cast, piece):
    lamp(cast, decorative=True)
    assert handed_in(cast.clara, piece, text="![](lamp)").media == ["lamp"]


def test_a_film_without_words_in_the_language_of_the_text(cast, piece):
    film = brought(cast)
    captions = "The film “a-talk” has no captions in %s, so whoever cannot hear misses it."
    transcript = "The film “a-talk” has no transcript in %s to read instead."
    assert refusal(cast, piece, "![A talk](a-talk)") == [
        f"Line 1: {captions % 'English'}",
        f"Line 1: {transcript % 'English'}",
    ]
    write_words(by=BY, medium=film, language="en", transcript="Get up.")
    assert refusal(cast, piece, "![A talk](a-talk)") == [f"Line 1: {captions % 'English'}"]
    said(film)
    assert refusal(cast, piece, "![A talk](a-talk)", "es") == [
        f"Line 1: {captions % 'Spanish'}",
        f"Line 1: {transcript % 'Spanish'}",
    ]
    assert handed_in(cast.clara, piece, text="![A talk](a-talk)").media == ["a-talk"]


def test_a_sound_without_a_transcript(cast, piece):
    sound = brought(cast, "breath", "breath.mp3")
    assert refusal(cast, piece, "![Breathe](breath)") == [
        "Line 1: The sound “breath” has no transcript in English to read instead."
    ]
    write_words(by=BY, medium=sound, language="en", transcript="Breathe in.")
    assert handed_in(cast.clara, piece, text="![Breathe](breath)").media == ["breath"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("video", "It is a video, and no film stands in it."),
        ("audio", "It is something to listen to, and no sound stands in it."),
    ],
)
def test_a_piece_that_is_a_film_or_sound_has_one(cast, kind, words):
    piece = new_piece(cast, kind=kind)
    lamp(cast)
    assert refusal(cast, piece, "![A lamp](lamp)") == [words]
    said(brought(cast, "it", {"video": "talk.webm", "audio": "breath.ogg"}[kind]))
    assert handed_in(cast.clara, piece, text="![All of it](it)").number == 1


def test_all_that_is_missing_is_said_at_once(cast, piece):
    brought(cast)
    assert len(refusal(cast, piece, "![](lamp)\n\nx\n\n![A talk](a-talk)")) == 3


def test_what_came_as_a_file_is_asked_the_same_before_it_is_published(cast, piece):
    """A text that nobody handed in, as those of a folder are, is not published past the rules."""
    text = "Get up.\n\n![A talk](a-talk)\n"
    version = TextVersion.objects.create(
        piece=piece, centre=cast.here, language="en", number=1, title="x", summary="x", text=text, sha256="0" * 64,
        minutes=1, media=["a-talk"], by=BY,
    )  # fmt: skip
    TextStep.objects.create(version=version, centre=cast.here, step="submitted", by=BY)
    until = today_of(cast.here) + timedelta(days=9)
    with pytest.raises(ValidationError) as refused:
        publish(by=cast.carlos, version=version, until=until)
    assert refused.value.message_dict == {
        "text": ["Line 3: There is no picture, film or sound “a-talk” at your centre. Take it in first."]
    }
    said(brought(cast))
    assert publish(by=cast.carlos, version=version, until=until).step == "published"


def test_the_latest_words_hold(cast, piece):
    """Captions that were taken out again are not there."""
    film = brought(cast)
    said(film)
    write_words(by=BY, medium=film, language="en", transcript="Get up.")
    assert MediumWords.objects.exclude(captions="").count() == 1
    assert refusal(cast, piece, "![A talk](a-talk)") == [
        "Line 1: The film “a-talk” has no captions in English, so whoever cannot hear misses it."
    ]
    write_words(by=BY, medium=film, language="en", captions=CAPTIONS)
    assert handed_in(cast.clara, piece, text="![A talk](a-talk)").number == 1


def test_the_line_of_each_medium_is_known_whatever_stands_around_it():
    text = '\n## Night\n\n![A lamp](lamp)\n\n::: callout\nx\n:::\n\n> ![no](quoted)\n\n![A talk](talk "Ten")\nnot alone\n\n![Two](two)\n'
    assert [(line, figure.medium) for line, figure in marked.figures(text)] == [(4, "lamp"), (15, "two")]
