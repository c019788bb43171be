"""A folder holds pictures, films and sounds with what is said in them; a mistake in one is said with its file."""

from __future__ import annotations

import pytest

from oncocare.library.folder import (
    FolderRefused,
    MediumSaid,
    files,
    media_files,
    part_of,
    read,
    shipped,
    true_part_of,
)
from tests.library.folders import FILES, FILM, PICTURE, put


@pytest.fixture
def root(tmp_path):
    return put(tmp_path)


def test_media_are_read_with_what_stands_beside_them(root):
    media = read(root).media
    assert {name: (medium.ending, medium.decorative) for name, medium in media.items()} == {
        "a-lamp": ("webp", True), "a-talk": ("mp4", False),
    }  # fmt: skip
    assert media["a-talk"].words == {
        "en": MediumSaid("Take a pen.", "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nTake a pen.\n")
    }
    with media["a-lamp"].opened() as lamp, media["a-talk"].opened() as talk:
        assert (lamp.read(), talk.read()) == (PICTURE, FILM)


def test_what_is_written_with_its_media_is_read_as_it_was(root, tmp_path_factory):
    found, again = read(root), tmp_path_factory.mktemp("again")
    put(again, dict(files(found)))
    for name, opened in media_files(found):
        with opened() as file:
            put(again, {name: file.read()})
    assert read(again) == found


@pytest.mark.parametrize(
    ("name", "text", "mistake"),
    [
        ("media/a-lamp.png", "x", "media/a-lamp.webp:0: there is a-lamp.png too: a name is of one medium"),
        ("media/A lamp.png", "x", "media/A lamp.png:0: a medium is named by a to z, 0 to 9 and -"),
        ("media/a-lamp.yaml", "colour: red\n", "media/a-lamp.yaml:1: colour: unknown key"),
        ("media/a-talk.yaml", "decorative: true\n", "media/a-talk.yaml:1: only a picture can be decorative"),
        ("media/gone.yaml", "decorative: true\n", "media/gone.yaml:0: there is no picture, film or sound of this name"),
        (
            "media/a-lamp.en.txt", "A lamp",
            "media/a-lamp.en.txt:0: a picture says nothing: what it shows is written where a text shows it",
        ),
        ("media/a-talk.en.txt", " \n", "media/a-talk.en.txt:0: what is said has to be written here, all of it"),
        ("media/a-talk.es.vtt", "WEBVTT\n", "media/a-talk.es.txt:0: what is said has to be written here, all of it"),
        (
            "media/a-talk.txt", "Take a pen.",
            "media/a-talk.en.txt:0: name it a-talk.<language>.txt or .vtt, such as a-talk.en.txt",
        ),
        ("media/a-talk.en.txt", "\xff", "media/a-talk.en.txt:1: not UTF-8 text"),
        ("media/a-talk.exe", "x", "media/a-talk.exe:0: this file has no place in a folder of the library"),
        ("pieces/awake-at-three/a-lamp.webp", "x", "pieces/awake-at-three/a-lamp.webp:0: this file has no place"),
        ("piece.yaml", "x", "piece.yaml:0: this file has no place in a folder of the library"),
        ("pieces/awake-at-three/en.md", "x" * 262_145, "pieces/awake-at-three/en.md:0: a text has at most 262,144 bytes"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_file(root, name, text, mistake):
    put(root, {name: text.encode("latin-1")})
    with pytest.raises(FolderRefused) as refused:
        read(root)
    assert [one.startswith(mistake) for one in refused.value.mistakes] == [True], refused.value.mistakes


def test_what_a_computer_adds_and_a_readme_are_no_mistake(root):
    before = read(root)
    put(root, {"README.md": "Ours", "media/.DS_Store": "x", "__MACOSX/media/x": "x", "pieces/Thumbs.db": "x"})
    assert read(root) == before


def test_a_part_holds_a_module_its_pieces_and_what_they_show(root):
    put(root, {
        "modules/other.yaml": str(FILES["modules/sleeping-again.yaml"]).replace("[awake-at-three, worries-on-paper]", "[awake-at-three]"),
    })  # fmt: skip
    part = part_of(read(root), ["other"])
    assert (list(part.modules), list(part.pieces), list(part.media)) == (["other"], ["awake-at-three"], ["a-lamp"])


def test_what_is_made_up_is_for_a_demo_alone():
    true = true_part_of(shipped())
    assert [slug for slug, piece in true.pieces.items() if piece.facts.made_up] == []
    assert len(shipped().pieces) - len(true.pieces) == 6
    assert true.modules == shipped().modules
