"""A folder of the library as one zip file, and back; whatever a zip file holds, nothing of it is trusted. Pure.

A zip is refused whole, with every reason: what is locked, broken or too much, and each name that leads elsewhere. What
counts is what comes out of it, not what it says of itself.
"""

from __future__ import annotations

import lzma
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from oncocare.foundation.datafiles import LARGEST
from oncocare.library.folder import ENDINGS, UNMEANT, Folder, FolderRefused, files, media_files

MOST_FILES = 2_000
LARGEST_ZIP = 300_000_000  # bytes, as it is sent
MOST_BYTES = 600_000_000  # bytes, as it is unpacked
MOST_TIMES = 200  # how many times larger one file may become: text of one letter alone is packed closer
SLACK = 1_000_000  # bytes up to which nobody asks how closely it was packed
AT_ONCE = 1 << 16
UNIX = 3  # the system of a zip whose attributes say what is a link
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,  # zipfile says so of a way of packing that it cannot read
    ValueError,
    OSError,
    RuntimeError,
)


class ZipRefused(FolderRefused):
    """The zip itself is refused, in the language of whoever sent it; what stands in its files is said in English."""


def pack(folder: Folder, into: IO[bytes]) -> None:
    """Write a folder as a zip; pictures, films and sounds as they are, for they are packed already."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files(folder):
            archive.writestr(name, text)
        for name, opened in media_files(folder):
            with opened() as file, archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as target:
                shutil.copyfileobj(file, target)


def unpack(file: IO[bytes], root: Path) -> None:
    """Put what a zip holds below an empty folder; `ZipRefused` with what is wrong and where."""
    try:
        with zipfile.ZipFile(file) as archive:
            _unpack(archive, root)
    except BROKEN as error:
        if isinstance(error, ZipRefused):
            raise
        raise ZipRefused([_("This file is broken, or it is no zip file. Make the zip once more.")]) from error


def _unpack(archive: zipfile.ZipFile, root: Path) -> None:
    infos = [one for one in archive.infolist() if not one.is_dir() and not UNMEANT.fullmatch(one.filename)]
    if len(infos) > MOST_FILES:
        said = {"n": len(infos), "most": MOST_FILES}
        raise ZipRefused([_("It holds %(n)d files. At most %(most)d are taken.") % said])
    top = _top([one.filename for one in infos])
    names = {one.filename: one.filename.removeprefix(top) for one in infos}
    if wrong := list(_wrong(infos, names)):
        raise ZipRefused(wrong)
    left = MOST_BYTES
    for one in infos:
        left -= _put(archive, one, root / names[one.filename], left)


def _top(names: list[str]) -> str:
    """The one folder around everything, where somebody packed the folder itself; else nothing."""
    tops = {name.partition("/")[0] for name in names if "/" in name}
    only = next(iter(tops), "")
    whole = all(name.startswith(f"{only}/") for name in names)
    return f"{only}/" if whole and len(tops) == 1 and only not in ("modules", "pieces", "media", "..", "") else ""


def _wrong(infos: list[zipfile.ZipInfo], names: dict[str, str]) -> Iterator[str]:
    """Every file that is not unpacked, with the reason."""
    seen: set[str] = set()
    for one in infos:
        said = {"name": one.filename}
        if one.flag_bits & 1:
            yield _("%(name)s: it is locked with a password. Make the zip without one.") % said
        elif one.create_system == UNIX and stat.S_IFMT(one.external_attr >> 16) not in (0, stat.S_IFREG):
            yield _("%(name)s: it is a link and no file. Put the file itself there.") % said
        elif not all(NAME.fullmatch(part) for part in names[one.filename].split("/")):
            yield (_("%(name)s: a name has only letters without accents, digits, - and . in it.") % said)
        elif names[one.filename].lower() in seen:
            yield _("%(name)s: it is there twice, or differs from another in capital letters only.") % said
        seen.add(names[one.filename].lower())


def _put(archive: zipfile.ZipFile, one: zipfile.ZipInfo, path: Path, left: int) -> int:
    """Write one file, as long as it is as large as it may be; how many bytes it has."""
    most = min(left, MOST_BYTES if path.suffix[1:] in ENDINGS else LARGEST)
    closest = max(one.compress_size * MOST_TIMES, SLACK)
    path.parent.mkdir(parents=True, exist_ok=True)
    size, said = 0, {"name": one.filename}
    with archive.open(one) as packed, path.open("wb") as file:
        while part := packed.read(AT_ONCE):
            size += len(part)
            if size > closest:
                raise ZipRefused([_("%(name)s: it is packed far closer than any text or picture.") % said])
            if size > most:
                raise ZipRefused([_("%(name)s: it is too large, alone or with all the others.") % said])
            file.write(part)
    return size
