"""Films and sounds are known by their bytes; what is cut short or not played by every browser is refused."""

from __future__ import annotations

import random
import struct
from io import BytesIO
from pathlib import Path

import pytest

from oncocare.library.media import recordings
from oncocare.library.media.recordings import blanked, recognised
from oncocare.library.media.refused import MediumRefused
from tests.factories.library import FILES


def read(name: str) -> bytes:
    return (FILES / name).read_bytes()


def known(content: bytes) -> tuple[str, str, float | None]:
    found = recognised(BytesIO(content), len(content))
    return found.kind, found.mime, found.seconds and round(found.seconds)


def refusal(content: bytes) -> str:
    with pytest.raises(MediumRefused) as refused:
        known(content)
    return str(refused.value)


ALL = {
    "talk.mp4": ("video", "video/mp4", 6),
    "talk.webm": ("video", "video/webm", 6),
    "breath.mp3": ("audio", "audio/mpeg", 6),
    "breath.m4a": ("audio", "audio/mp4", 6),
    "breath.ogg": ("audio", "audio/ogg", 6),
    "where.mp4": ("video", "video/mp4", 1),
}


def test_each_is_known_by_its_bytes_and_how_long_it_lasts():
    assert {file.name: known(file.read_bytes()) for file in FILES.iterdir() if file.suffix != ".md"} == ALL


@pytest.mark.parametrize("name", ["talk.mp4", "talk.webm", "breath.m4a", "breath.ogg"])
def test_one_that_is_cut_anywhere_is_refused(name):
    whole = read(name)
    for end in range(0, len(whole), 97):
        refusal(whole[:end])


def test_an_mp3_that_is_cut_within_a_frame_is_refused():
    whole = read("breath.mp3")
    assert refusal(whole[:-30]) == refusal(whole[: len(whole) // 2 + 7]) == str(recordings.CUT_SHORT)
    assert known(whole + b"TAG" + bytes(125)) == ALL["breath.mp3"]


def swapped(name: str, old: bytes, new: bytes) -> bytes:
    content = read(name)
    assert old in content
    return content.replace(old, new)


WRONG = {
    "of an iPhone": (swapped("talk.mp4", b"ftypisom", b"ftypqt  "), recordings.QUICKTIME),
    "in a codec of few": (swapped("talk.mp4", b"avc1", b"hvc1"), recordings.CODEC),
    "in one that nobody knows": (swapped("breath.m4a", b"mp4a", b"zzzz"), recordings.CODEC),
    "an MKV": (swapped("talk.webm", b"\x42\x82\x84webm", b"\x42\x82\x84mkv\0"), recordings.MATROSKA),
    "without a track": (swapped("talk.mp4", b"trak", b"free"), recordings.NOTHING_IN_IT),
    "an OGG in another codec": (swapped("breath.ogg", b"OpusHead", b"\x80theora1"), recordings.CODEC),
    "a page": (b"<!DOCTYPE html><script>alert(1)</script>", recordings.NOT_KNOWN),
    "a program": (b"MZ" + bytes(400), recordings.NOT_KNOWN),
    "a WAV": (b"RIFF\x24\0\0\0WAVEfmt " + bytes(60), recordings.NOT_KNOWN),
    "nothing": (b"", recordings.NOT_KNOWN),
    "a head alone": (b"\0\0\0\x10ftypisom\0\0\0\0", recordings.CUT_SHORT),
    "a box that says it is longer than the file": (
        b"\0\0\0\x10ftypisom\0\0\0\0\xff\xff\xff\xffmoov",
        recordings.CUT_SHORT,
    ),
    "a box of no length in a row": (b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x01mdat" + bytes(8), recordings.CUT_SHORT),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_played_is_refused_with_words(what):
    content, sentence = WRONG[what]
    assert refusal(content) == str(sentence)


@pytest.mark.parametrize("name", [name for name in ALL if name != "where.mp4"])
def test_one_with_wrong_bytes_is_read_or_refused(name):
    chance, whole = random.Random(name), read(name)  # noqa: S311 -- no secret
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            content[chance.randrange(min(len(content), 3000))] = chance.randrange(256)
        try:
            known(bytes(content))
        except MediumRefused as refused:
            assert str(refused)  # noqa: PT017 -- either way is right


def test_where_a_telephone_was_stands_in_what_is_left_out():
    """The place is in the file as it is made, and in the span that is blanked; the file keeps its length and plays."""
    whole = read("where.mp4")
    assert [words for words in (b"loci", b"At Ana's") if words not in whole] == []
    mended = bytearray(whole)
    for span in recognised(BytesIO(whole), len(whole)).beside:
        mended[slice(*span)] = blanked(span, bytes(mended[span[0] : span[0] + 16]))
    assert (len(mended), known(bytes(mended))) == (len(whole), ALL["where.mp4"])
    assert [words for words in (b"loci", b"Ana") if words in mended] == []
    assert recognised(BytesIO(bytes(mended)), len(mended)).beside == ()


def test_a_long_box_is_blanked_too():
    head = struct.pack(">I4sQ", 1, b"udta", 40)
    assert blanked((0, 40), head) == struct.pack(">I4sQ", 1, b"free", 40) + bytes(24)


def test_the_files_say_how_they_were_made():
    assert {name for name in ALL if name not in (Path(FILES) / "README.md").read_text(encoding="utf-8")} == set()


def unsaid(content: bytes, *kinds: bytes) -> bytes:
    """A WEBM as a browser records it: how long its parts are is not known while they come."""
    for kind in kinds:
        at = content.index(kind) + 4
        wide = 9 - content[at].bit_length()
        content = content[:at] + ((2 << 7 * wide) - 1).to_bytes(wide, "big") + content[at + wide :]
    return content


def test_what_a_browser_records_without_lengths_is_known():
    segment, cluster = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
    live = unsaid(read("talk.webm"), segment, cluster).replace(b"\x44\x89\x88", b"\x44\x8a\x88", 1)
    assert known(live) == ("video", "video/webm", None)
    assert refusal(live[:-9]) == str(recordings.CUT_SHORT)


def test_a_last_box_that_goes_on_to_the_end_is_known():
    whole = read("talk.mp4")
    at = whole.index(b"mdat") - 4
    assert known(whole[:at] + bytes(4) + whole[at + 4 :]) == ALL["talk.mp4"]


def test_an_index_that_no_film_needs_is_not_read(monkeypatch):
    monkeypatch.setattr(recordings, "LARGEST_INDEX", 100)
    assert refusal(read("talk.mp4")) == str(recordings.CUT_SHORT)


def test_a_sound_in_vorbis_is_known():
    head = b"\x01vorbis" + struct.pack("<IBI", 0, 1, 8000) + bytes(14)

    def page(number: int, flags: int, granule: int, body: bytes) -> bytes:
        return struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, 7, number, 0, 1) + bytes([len(body)]) + body

    sound = page(0, 2, 0, head) + page(1, 0, 8000, bytes(40)) + page(2, 4, 24_000, bytes(40))
    assert known(sound) == ("audio", "audio/ogg", 3)
