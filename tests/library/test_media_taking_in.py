"""A file is there before its row, under its hash, for whoever runs the site alone; what is refused leaves nothing."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import CommandError, call_command

from oncocare.audit.models import AuditRow
from oncocare.library.actions import publish
from oncocare.library.media import actions, pictures
from oncocare.library.media.actions import take_in, write_words
from oncocare.library.media.selectors import file_of, lines_of, without_file, words_of
from oncocare.library.models import Medium, MediumWords, TextVersion
from oncocare.people.days import today_of
from tests.cast import BY
from tests.factories.library import CAPTIONS, FILES, brought, handed_in, new_piece, picture, said


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


def there() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_picture_comes_in_under_its_hash_in_each_width(cast):
    medium = take_in(by=cast.clara, centre=cast.here, name="a-lamp", file=picture(1200, 600), decorative=True)
    assert (medium.kind, medium.mime, medium.widths, medium.height, medium.seconds, medium.decorative) == (
        "image", "image/webp", [480, 960, 1200], 600, None, True,
    )  # fmt: skip
    content = file_of(medium).read_bytes()
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (medium.sha256, medium.size)
    assert sorted(path.name for path in there()) == [medium.sha256, f"{medium.sha256}-480", f"{medium.sha256}-960"]
    names = [file_of(medium, width).name for width in (None, 1, 480, 481, 961, 1200, 9000)]
    assert [name.removeprefix(medium.sha256) for name in names] == ["", "-480", "-480", "-960", "", "", ""]


def test_a_film_comes_in_as_it_is_and_a_sound_decorates_nothing(cast):
    film, sound = brought(cast), brought(cast, "breath", "breath.mp3", decorative=True)
    assert (film.kind, film.mime, film.seconds, film.widths) == ("video", "video/mp4", 6.0, [])
    assert (sound.kind, sound.mime, round(sound.seconds), sound.decorative) == ("audio", "audio/mpeg", 6, False)
    assert file_of(sound).read_bytes() == (FILES / "breath.mp3").read_bytes()
    assert file_of(film).stat().st_size == (FILES / "talk.mp4").stat().st_size


def test_where_a_film_was_made_is_not_kept(cast):
    content = file_of(brought(cast, file="where.mp4")).read_bytes()
    assert [words for words in (b"loci", b"Ana", b"Lavf") if words in content] == []


def test_nobody_else_on_the_machine_reads_them_and_no_name_is_in_a_path(cast):
    take_in(by=cast.clara, centre=cast.here, name="fear", file=picture(600))
    root = Path(settings.MEDIA_ROOT)
    modes = {oct(path.stat().st_mode & 0o777) for path in root.rglob("*") if path.is_file()}
    folders = {oct(path.stat().st_mode & 0o777) for path in (root, *root.iterdir())}
    assert (modes, folders) == ({"0o600"}, {"0o700"})
    assert [
        path for path in there() if not re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{64}(-\d+)?", str(path.relative_to(root)))
    ] == []


def test_the_same_file_twice_is_kept_once(cast):
    brought(cast, "one")
    brought(cast, "another")
    assert (len(there()), Medium.objects.count()) == (1, 2)


def test_a_film_is_never_in_memory_as_a_whole(cast):
    class Watched(BytesIO):
        longest = 0

        def read(self, size=-1):
            self.longest = max(self.longest, len(self.getbuffer()) if size is None or size < 0 else size)
            return super().read(size)

    whole = (FILES / "talk.mp4").read_bytes()
    film = Watched(whole + (20_000_000).to_bytes(4, "big") + b"free" + bytes(20_000_000 - 8))
    take_in(by=cast.clara, centre=cast.here, name="long", file=film)
    assert film.longest <= 65_536


REFUSED = {
    "nothing": (b"", "This file is empty"),
    "a drawing": (b"<svg onload=alert(1)>", "This is no picture"),
    "a drawing with a head": (b'\xef\xbb\xbf  <?xml version="1.0"?><svg/>', "This is no picture"),
    "of an iPhone": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "This is no picture"),
    "a text": (b"Hello", "This file is of no kind"),
    "a film cut short": ((FILES / "talk.mp4").read_bytes()[:9000], "This file is damaged"),
    "a picture cut short": (picture(form="JPEG").getvalue()[:2000], "This picture is damaged"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_leaves_no_file_and_no_row(cast, what):
    content, words = REFUSED[what]
    with pytest.raises(ValidationError) as refused:
        take_in(by=cast.clara, centre=cast.here, name="a-lamp", file=BytesIO(content))
    [sentence] = refused.value.message_dict["file"]
    assert sentence.startswith(words)
    assert (there(), Medium.objects.count(), AuditRow.objects.filter(verb="library.medium").count()) == ([], 0, 0)


def test_what_is_too_large_is_refused_with_both_numbers(cast, settings, monkeypatch):
    settings.LARGEST_FILM = 50_000
    monkeypatch.setattr(pictures, "LARGEST", 100)
    for file in ((FILES / "talk.mp4").open("rb"), picture()):
        with file, pytest.raises(ValidationError) as refused:
            take_in(by=cast.clara, centre=cast.here, name="a-lamp", file=file)
        assert "MB. Bring one of at most" in refused.value.message_dict["file"][0]
    assert there() == []


def test_a_name_that_is_taken_or_odd_is_refused_before_anything_is_read(cast):
    brought(cast, "a-lamp")
    for name in ("a-lamp", "", "A Lamp", "../etc", "x" * 81):
        with pytest.raises(ValidationError) as refused:
            take_in(by=cast.clara, centre=cast.here, name=name, file=picture())
        assert list(refused.value.message_dict) == ["name"]
    assert brought_elsewhere(cast).name == "a-lamp"


def brought_elsewhere(cast) -> Medium:
    return take_in(by=cast.denis, centre=cast.there, name="a-lamp", file=picture(300))


def test_a_file_is_there_before_its_row_and_half_of_one_never_is(cast, monkeypatch):
    monkeypatch.setattr(actions, "_add", lambda **facts: pytest.fail("a row") if not there() else None)
    brought(cast)
    monkeypatch.setattr(actions.os, "fsync", lambda number: (_ for _ in ()).throw(OSError("no space left")))
    with pytest.raises(OSError, match="no space"):
        brought(cast, "second", "breath.mp3")
    assert len(there()) == 1


def test_a_medium_whose_file_is_gone_is_found(cast):
    first, second, third = (
        brought(cast, "one"),
        brought(cast, "two", "breath.mp3"),
        brought(cast, "three", "breath.ogg"),
    )
    assert without_file() == []
    file_of(first).unlink()
    file_of(third).write_bytes(b"x")
    assert without_file() == [first, third]
    lamp = take_in(by=cast.clara, centre=cast.here, name="lamp", file=picture(600))
    file_of(lamp, 480).unlink()
    assert without_file() == [first, third, lamp]
    assert second.name == "two"


# --- words ------------------------------------------------------------------------------------------------------------


def test_what_is_said_is_kept_by_language_and_the_latest_holds(cast):
    film = brought(cast)
    said(film)
    write_words(by=cast.clara, medium=film, language="es", transcript="Levántese.\r\n\r\nY siéntese.")
    write_words(by=cast.clara, medium=film, language="en", captions=CAPTIONS, transcript="Get up.")
    words = words_of(film)
    assert {code: one.transcript for code, one in words.items()} == {"en": "Get up.", "es": "Levántese.\n\nY siéntese."}
    assert words["en"].captions.startswith("WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nWhen the night is long,\n")
    assert words["es"].captions == ""


def test_a_transcript_is_made_of_the_captions_and_the_same_words_are_kept_once(cast):
    film = brought(cast)
    assert said(film).transcript == "When the night is long, get up."
    assert said(film) == said(film)
    assert MediumWords.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "where", "sentence"),
    [
        ({"captions": "WEBVTT\n\n00:01 --> x\ny"}, "captions", "Line 3: A time is written 00:01:05.000."),
        ({}, "transcript", "Write what is said, for whoever cannot hear it."),
        (
            {"transcript": "x", "language": "xx"},
            "__all__",
            "Choose one of the languages in which the library is written.",
        ),
    ],
)
def test_words_that_cannot_be_are_refused(cast, given, where, sentence):
    with pytest.raises(ValidationError) as refused:
        write_words(by=BY, medium=brought(cast), **{"language": "en", **given})
    errors = refused.value
    assert (errors.message_dict if where != "__all__" else {"__all__": errors.messages}) == {where: [sentence]}


def test_nothing_is_said_in_a_picture(cast):
    lamp = take_in(by=BY, centre=cast.here, name="lamp", file=picture(300))
    with pytest.raises(ValidationError):
        write_words(by=BY, medium=lamp, language="en", transcript="x")


def test_words_that_were_reviewed_stay_as_they_are_in_that_language_alone(cast):
    film = brought(cast)
    said(film)
    version = handed_in(cast.clara, new_piece(cast), text="![A talk](a-talk)")
    write_words(by=BY, medium=film, language="en", captions=CAPTIONS, transcript="Put right.")
    shown_from_tomorrow(cast, version)
    with pytest.raises(ValidationError) as refused:
        write_words(by=BY, medium=film, language="en", transcript="Anything.")
    assert "was reviewed with these words" in refused.value.messages[0]
    write_words(by=BY, medium=film, language="es", transcript="Levántese.")
    assert words_of(film)["en"].transcript == "Put right."


def shown_from_tomorrow(cast, version) -> None:
    today = today_of(cast.here)
    publish(by=cast.carlos, version=version, on=today + timedelta(days=1), until=today + timedelta(days=9))


def loaded_as_files(cast, piece, language, *names) -> None:
    """A text that came as a file, where nothing of its media is asked before somebody hands it in."""
    TextVersion.objects.create(
        piece=piece, centre=cast.here, language=language, number=1, title="Despierta", summary="x", text="x",
        sha256="0" * 64, minutes=1, media=list(names), by=BY,
    )  # fmt: skip


def test_the_list_says_where_each_is_used_and_what_is_missing(cast):
    film, sound = brought(cast), brought(cast, "breath", "breath.mp3")
    lamp = take_in(by=BY, centre=cast.here, name="lamp", file=picture(300))
    said(film)
    said(sound)
    piece = new_piece(cast)
    handed_in(cast.clara, piece, text="![A talk](a-talk)\n\n![Breath](breath)\n\n![A lamp](lamp)")
    loaded_as_files(cast, piece, "es", "a-talk", "breath")
    write_words(by=BY, medium=film, language="es", transcript="Levántese.")
    known = {
        line.medium.name: ([one.title for one in line.titles], line.complete, line.missing)
        for line in lines_of([film, sound, lamp])
    }
    assert known == {
        "a-talk": (["Awake at three"], ["en"], ["es"]),
        "breath": (["Awake at three"], ["en"], ["es"]),
        "lamp": (["Awake at three"], [], []),
    }
    assert [line.silent for line in lines_of([brought(cast, "new"), film])] == [True, False]


def test_the_command_names_what_has_no_file(cast, capsys):
    film = brought(cast)
    call_command("check_media")
    assert capsys.readouterr().out == "All 1 have their file.\n"
    file_of(film).unlink()
    with pytest.raises(CommandError) as refused:
        call_command("check_media")
    assert str(refused.value) == f"1 of 1 have no file or not all of it:\nhere: a-talk ({film.sha256})"


def test_production_does_not_start_without_a_folder():
    environment = {
        "PATH": os.environ["PATH"], "ONCOCARE_MODE": "production", "SECRET_KEY": "x" * 50, "AUDIT_KEY": "y" * 50,
        "AUDIT_WITNESS": "/nowhere", "ALLOWED_HOSTS": "care.example.org", "DATABASE_URL": "postgresql://nobody@localhost:1/none",
    }  # fmt: skip
    ask = [sys.executable, "-c", "from oncocare import settings; print(settings.MEDIA_ROOT, settings.LARGEST_FILM)"]
    started = subprocess.run(ask, env=environment, check=False, capture_output=True, text=True)
    assert started.returncode == 1
    assert "MEDIA_ROOT is not set. Set it in the environment; see deploy/env.example." in started.stderr
    named = environment | {"MEDIA_ROOT": "/srv/media", "LARGEST_FILM_MB": "50"}
    assert subprocess.run(ask, env=named, check=True, capture_output=True, text=True).stdout == "/srv/media 50000000\n"


def test_nothing_is_kept_in_a_folder_that_nobody_named(cast, settings):
    settings.MEDIA_ROOT = ""
    with pytest.raises(ImproperlyConfigured, match="MEDIA_ROOT is not set"):
        brought(cast)
    assert Medium.objects.count() == 0
