"""A zip file is taken in as the folder it holds, or refused whole, whatever it holds."""

from __future__ import annotations

import stat
import zipfile
from io import BytesIO

import pytest

from oncocare.library.exchange import archive
from oncocare.library.exchange.archive import pack, unpack
from oncocare.library.folder import FolderRefused, read
from tests.library.folders import FILES, put, zipped

TEXT = "pieces/awake-at-three/en.md"


def unpacked(file, tmp_path):
    root = tmp_path / "zip"
    root.mkdir()
    unpack(file, root)
    return read(root)


@pytest.fixture
def folder(tmp_path_factory):
    return read(put(tmp_path_factory.mktemp("folder")))


@pytest.mark.parametrize("top", ["", "./", "my-module/", "Módulo 1/"])
def test_a_zip_is_read_as_its_folder_whether_or_not_the_folder_itself_was_packed(folder, tmp_path, top):
    assert unpacked(zipped(top=top), tmp_path) == folder


def test_what_is_packed_is_unpacked_as_it_was(folder, tmp_path):
    made = BytesIO()
    pack(folder, made)
    assert unpacked(made, tmp_path) == folder


def test_what_a_computer_adds_is_left_alone(folder, tmp_path):
    added = {**FILES, "__MACOSX/._x": "x", ".DS_Store": "x", "media/Thumbs.db": "x"}
    assert unpacked(zipped(added), tmp_path) == folder


def refused(file, tmp_path):
    with pytest.raises(FolderRefused) as said:
        unpacked(file, tmp_path)
    assert [path for path in tmp_path.parent.rglob("*evil*") if "zip" not in path.parts] == []
    return list(said.value.mistakes)


@pytest.mark.parametrize(
    "name",
    [
        "../evil.md",
        "/etc/evil.md",
        "pieces/../../evil.md",
        "C:/evil.md",
        "pieces\\evil.md",
        "pieces/évil.md",
        "a//evil",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    assert refused(zipped({**FILES, name: "x"}), tmp_path) == [
        f"{name}: a name has only letters without accents, digits, - and . in it."
    ]


def test_a_link_is_refused(tmp_path):
    made = zipped()
    with zipfile.ZipFile(made, "a") as opened:
        link = zipfile.ZipInfo("media/evil.webp")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        opened.writestr(link, "/etc/passwd")
    assert refused(made, tmp_path) == ["media/evil.webp: it is a link and no file. Put the file itself there."]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [TEXT, "pieces/awake-at-three/EN.md", "PIECES/awake-at-three/en.md"])
def test_a_name_that_is_there_twice_is_refused(tmp_path, name):
    made = zipped()
    with zipfile.ZipFile(made, "a") as opened:
        opened.writestr(name, "x")
    assert refused(made, tmp_path) == [f"{name}: it is there twice, or differs from another in capital letters only."]


def test_one_that_is_locked_is_refused(tmp_path):
    made = bytearray(zipped({TEXT: "x"}).getvalue())
    made[6] |= 1  # the flag in front of the file, and in the list at the end
    made[made.index(b"PK\x01\x02") + 8] |= 1
    assert refused(BytesIO(bytes(made)), tmp_path) == [
        f"{TEXT}: it is locked with a password. Make the zip without one."
    ]


def broken():
    whole = zipped({"media/a.webp": bytes(range(256)) * 40}).getvalue()
    yield "no zip", b"Dear colleague"
    yield "nothing", b""
    yield "the half", whole[: len(whole) // 2]
    yield "its end", whole[-60:]
    yield "another byte", whole[:60] + bytes([whole[60] ^ 255]) + whole[61:]
    yield "another way of packing", whole.replace(b"\x08\x00", b"\x63\x00")


@pytest.mark.parametrize(("what", "content"), list(broken()))
def test_one_that_is_broken_is_refused(tmp_path, what, content):
    assert refused(BytesIO(content), tmp_path) == [
        "This file is broken, or it is no zip file. Make the zip once more."
    ], what


def test_a_bomb_is_refused_before_it_is_large(tmp_path):
    [said] = refused(zipped({**FILES, "media/evil.webp": b"\0" * 30_000_000}), tmp_path)
    assert said == "media/evil.webp: it is packed far closer than any text or picture."
    assert (tmp_path / "zip" / "media" / "evil.webp").stat().st_size < 10_000_000


def test_a_text_that_is_too_large_too_many_files_and_too_much_in_all_are_refused(tmp_path, monkeypatch):
    assert refused(zipped({**FILES, TEXT: "x y" * 100_000}), tmp_path) == [
        f"{TEXT}: it is too large, alone or with all the others."
    ]
    (tmp_path / "two").mkdir()
    monkeypatch.setattr(archive, "MOST_FILES", 10)
    assert refused(zipped(), tmp_path / "two") == ["It holds 11 files. At most 10 are taken."]
    (tmp_path / "three").mkdir()
    monkeypatch.setattr(archive, "MOST_FILES", 11)
    monkeypatch.setattr(archive, "MOST_BYTES", 500)
    assert len(refused(zipped(), tmp_path / "three")) == 1


def test_a_zip_that_says_it_is_small_is_counted_as_it_comes_out(tmp_path):
    made = bytearray(zipped({"media/evil.webp": b"\0" * 30_000_000}).getvalue())
    listed = made.index(b"PK\x01\x02")
    for at in (22, listed + 24):  # the size as it is unpacked
        made[at : at + 4] = (10).to_bytes(4, "little")
    assert refused(BytesIO(bytes(made)), tmp_path) in (
        ["media/evil.webp: it is packed far closer than any text or picture."],
        ["This file is broken, or it is no zip file. Make the zip once more."],
    )
