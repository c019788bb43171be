"""A film or a sound, known by its bytes and not by its name, walked from its first byte to its last. Pure.

Nothing is decoded: whether a browser can play it follows from its form, from the codecs that it names, and from every
part being there. A film is never in memory as a whole.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from django.utils.translation import gettext_lazy as _

from oncocare.library.choices import MediumKind
from oncocare.library.media.refused import MediumRefused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Span = tuple[int, int]  # from this byte up to the one before the other

NOT_KNOWN = _(
    "This file is of no kind that we know. Bring a picture (JPEG, PNG, WEBP), a film (MP4, WEBM) or a sound "
    "(MP3, M4A, OGG)."
)
CUT_SHORT = _("This file is damaged or was cut short: its end is missing. Copy or save it again, and bring that file.")
NOTHING_IN_IT = _("There is no film and no sound in this file.")
QUICKTIME = _(
    "This is a film as an iPhone or a Mac keeps it, which not every browser shows. Save it as MP4 (H.264), and bring "
    "that file."
)
MATROSKA = _("This is an MKV file, which not every browser shows. Save it as MP4 (H.264), and bring that file.")
CODEC = _(
    "Not every browser can show this film or play this sound. Save it as MP4 (H.264 and AAC), and bring that file."
)


class Recording(NamedTuple):
    """What a file is, how long it lasts where it says so, and what in it is about its making and is blanked out: where
    a telephone was, whose it is, the title that a program wrote.
    """

    kind: MediumKind
    mime: str
    seconds: float | None
    beside: tuple[Span, ...] = ()


def recognised(file: BinaryIO, size: int) -> Recording:
    """The film or sound in a file of so many bytes; `MediumRefused` with what is wrong with it."""
    head = _at(file, 0, 12)
    if head[4:8] == b"ftyp":
        return _guarded(_mp4, file, size)
    if head.startswith(b"\x1aE\xdf\xa3"):
        return _guarded(_webm, file, size)
    if head.startswith(b"OggS"):
        return _guarded(_ogg, file, size)
    if head.startswith(b"ID3") or _mp3_frame(head[:4]):
        return _guarded(_mp3, file, size)
    raise MediumRefused(NOT_KNOWN)


def _guarded(read: Callable[[BinaryIO, int], Recording], file: BinaryIO, size: int) -> Recording:
    """What cannot even be taken apart ends too early."""
    try:
        return read(file, size)
    except (struct.error, IndexError, OverflowError) as wrong:
        raise MediumRefused(CUT_SHORT) from wrong


def _at(file: BinaryIO, first: int, length: int) -> bytes:
    file.seek(first)
    return file.read(length)


def _refuse_unless(*, right: bool, sentence: StrOrPromise = CUT_SHORT) -> None:
    if not right:
        raise MediumRefused(sentence)


# --- MP4 and M4A: boxes of boxes --------------------------------------------------------------------------------------

LARGEST_INDEX = 64_000_000  # bytes of the box that says what is where: 7 MB for a film of two hours
PLAYED_BY_ALL = {b"avc1", b"avc3", b"av01", b"vp08", b"vp09", b"mp4a", b"Opus", b"fLaC", b".mp3"}
PLAYED_BY_FEW = {b"hvc1", b"hev1", b"dvh1", b"encv", b"enca", b"mp4v", b"apcn"}
WITHIN = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
ABOUT_ITS_MAKING = {b"udta", b"meta"}


class _Box(NamedTuple):
    kind: bytes
    first: int  # of its head
    body: int
    end: int


def _mp4(file: BinaryIO, size: int) -> Recording:
    boxes = list(_boxes(lambda first, length: _at(file, first, length), 0, size))
    _refuse_unless(right=_at(file, 8, 4) != b"qt  ", sentence=QUICKTIME)
    kinds = {box.kind for box in boxes}
    moov = next((box for box in boxes if box.kind == b"moov"), None)
    _refuse_unless(right=bool(kinds & {b"mdat", b"moof"}))
    if moov is None or moov.end - moov.first > LARGEST_INDEX:
        raise MediumRefused(CUT_SHORT)
    index = _at(file, moov.first, moov.end - moov.first)
    found = list(_inside(index, 0, len(index)))
    handlers = {index[box.body + 8 : box.body + 12] for box in found if box.kind == b"hdlr"}
    codecs = {index[box.body + 12 : box.body + 16] for box in found if box.kind == b"stsd"}
    played = handlers & {b"vide", b"soun"}
    _refuse_unless(right=bool(played), sentence=NOTHING_IN_IT)
    _refuse_unless(right=bool(codecs & PLAYED_BY_ALL) and not codecs & PLAYED_BY_FEW, sentence=CODEC)
    seconds = next((_mvhd(index[box.body : box.end]) for box in found if box.kind == b"mvhd"), None)
    beside = tuple((moov.first + box.first, moov.first + box.end) for box in found if box.kind in ABOUT_ITS_MAKING)
    beside += tuple((box.first, box.end) for box in boxes if box.kind in ABOUT_ITS_MAKING)
    if b"vide" in played:
        return Recording(MediumKind.VIDEO, "video/mp4", seconds, beside)
    return Recording(MediumKind.AUDIO, "audio/mp4", seconds, beside)


def _boxes(read: Callable[[int, int], bytes], first: int, end: int) -> Iterator[_Box]:
    """The boxes from here to there, which fill it exactly."""
    while first < end:
        head = read(first, 16)
        length, kind, body = int(struct.unpack(">I", head[:4])[0]), head[4:8], first + 8
        if length == 1:
            length, body = int(struct.unpack(">Q", head[8:16])[0]), first + 16
        elif length == 0:
            length = end - first
        _refuse_unless(right=body - first <= length <= end - first)
        yield _Box(kind, first, body, first + length)
        first += length


def _inside(index: bytes, first: int, end: int) -> Iterator[_Box]:
    for box in _boxes(lambda at, length: index[at : at + length], first, end):
        yield box
        if box.kind in WITHIN:
            yield from _inside(index, box.body, box.end)


def _mvhd(body: bytes) -> float | None:
    form, at = (">IQ", 20) if body[0] == 1 else (">II", 12)
    scale, length = struct.unpack_from(form, body, at)
    unknown = (2**32 - 1, 2**64 - 1)
    return length / scale if scale and length and length not in unknown else None


def blanked(span: Span, head: bytes) -> bytes:
    """What stands in the place of a box that is left out: as many bytes, which a player passes over. `head` is the
    first 16 bytes of it.
    """
    length, long = span[1] - span[0], head[:4] == b"\0\0\0\1"
    begins = head[:4] + b"free" + (head[8:16] if long else b"")
    return begins + bytes(length - len(begins))


# --- WEBM: elements of elements ---------------------------------------------------------------------------------------

SEGMENT, CLUSTER, INFO, TRACKS, TRACK = 0x18538067, 0x1F43B675, 0x1549A966, 0x1654AE6B, 0xAE
DOC_TYPE, CODEC_ID, SCALE, DURATION = 0x4282, 0x86, 0x2AD7B1, 0x4489
LARGEST_PART = 4_000_000  # of what says what is in it


class _Element(NamedTuple):
    kind: int
    body: int
    end: int | None  # None where a recorder did not know it yet


def _webm(file: BinaryIO, size: int) -> Recording:
    head, *elements = _elements(file, 0, size)
    parts = {one.kind: _part(file, one) for one in elements if one.kind in (INFO, TRACKS)}
    doc_type = dict(_leaves(_part(file, head))).get(DOC_TYPE, b"")
    _refuse_unless(right=doc_type.rstrip(b"\0") == b"webm", sentence=MATROSKA)
    codecs = [value for kind, value in _leaves(parts.get(TRACKS, b"")) if kind == CODEC_ID]
    _refuse_unless(right=bool(codecs), sentence=NOTHING_IN_IT)
    _refuse_unless(right=any(one.kind == CLUSTER for one in elements))
    facts = dict(_leaves(parts.get(INFO, b"")))
    kind = MediumKind.VIDEO if any(codec.startswith(b"V_") for codec in codecs) else MediumKind.AUDIO
    return Recording(kind, f"{kind}/webm", _length(facts))


def _length(facts: dict[int, bytes]) -> float | None:
    if DURATION not in facts:
        return None
    duration = struct.unpack(">d" if len(facts[DURATION]) == 8 else ">f", facts[DURATION])[0]
    scale = int.from_bytes(facts.get(SCALE, b"")) or 1_000_000
    seconds = duration * scale / 1e9
    return seconds if 0 < seconds < 1e6 else None


def _elements(file: BinaryIO, first: int, end: int) -> Iterator[_Element]:
    """Every element of the top, of the segment, and of clusters whose length is not said."""
    while first < end:
        kind, body = _vint(_at(file, first, 8), first, marked=True)
        length, body = _vint(_at(file, body, 8), body, marked=False)
        known = None if length == _unsaid(body, first, kind) else body + length
        _refuse_unless(right=known is None or known <= end)
        _refuse_unless(right=known is not None or kind in (SEGMENT, CLUSTER))
        yield _Element(kind, body, known)
        first = body if known is None or kind == SEGMENT else known


def _unsaid(body: int, first: int, kind: int) -> int:
    """The length that means that it is not known: all its bits are ones."""
    width = body - first - (kind.bit_length() + 7) // 8
    return int((1 << (7 * width)) - 1)


def _vint(found: bytes, at: int, *, marked: bool) -> tuple[int, int]:
    """A number whose first byte says how long it is, and where it ends."""
    width = 9 - found[0].bit_length()
    _refuse_unless(right=1 <= width <= 8 and len(found) >= width)
    value = int.from_bytes(found[:width])
    return value if marked else value & ((1 << (7 * width)) - 1), at + width


def _part(file: BinaryIO, element: _Element) -> bytes:
    length = (element.end or element.body) - element.body
    _refuse_unless(right=length <= LARGEST_PART)
    return _at(file, element.body, length)


def _leaves(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements in it, those of each track too."""
    at = 0
    while at < len(part):
        kind, at = _vint(part[at : at + 8], at, marked=True)
        length, at = _vint(part[at : at + 8], at, marked=False)
        body = part[at : at + length]
        _refuse_unless(right=len(body) == length)
        if kind == TRACK:
            yield from _leaves(body)
        else:
            yield kind, body
        at += length


# --- OGG: pages -------------------------------------------------------------------------------------------------------


def _ogg(file: BinaryIO, size: int) -> Recording:
    at, rate, granule, pages, serial, head = 0, 0, 0, 0, b"", b""
    while at < size:
        head = _at(file, at, 27)
        _refuse_unless(right=len(head) == 27 and head.startswith(b"OggS\0"))
        table = file.read(head[26])
        _refuse_unless(right=len(table) == head[26])
        body = file.read(32) if not pages else b""
        if not pages:
            rate, serial = _ogg_rate(body), head[14:18]
        _refuse_unless(right=head[14:18] == serial, sentence=CODEC)  # more than one stream: a film, or several songs
        said = struct.unpack("<q", head[6:14])[0]
        granule = max(granule, said)
        at, pages = at + 27 + len(table) + sum(table), pages + 1
    _refuse_unless(right=at == size and pages > 2 and bool(head[5] & 4))  # the last page says that it is
    return Recording(MediumKind.AUDIO, "audio/ogg", granule / rate if granule and rate else None)


def _ogg_rate(body: bytes) -> int:
    if body.startswith(b"OpusHead"):
        return 48_000
    if body.startswith(b"\x01vorbis"):
        return int(struct.unpack("<I", body[12:16])[0])
    raise MediumRefused(CODEC)


# --- MP3: frames ------------------------------------------------------------------------------------------------------

KILOBITS = {  # of layer III: of MPEG 1, and of MPEG 2 and 2.5
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def _mp3(file: BinaryIO, size: int) -> Recording:
    head = _at(file, 0, 10)
    at, seconds, frames = 0, 0.0, 0
    if head.startswith(b"ID3"):
        at = 10 + sum((byte & 127) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    while at < size:
        found = _at(file, at, 4)
        frame = _mp3_frame(found)
        if frame is None:
            _refuse_unless(right=found.startswith((b"TAG", b"APET")))  # who it is by, behind the sound
            break
        at, seconds, frames = at + frame[0], seconds + frame[1], frames + 1
    _refuse_unless(right=at <= size and frames > 2, sentence=CUT_SHORT if frames else NOT_KNOWN)
    return Recording(MediumKind.AUDIO, "audio/mpeg", seconds)


def _mp3_frame(head: bytes) -> tuple[int, float] | None:
    """How many bytes and seconds a frame has that begins with these four bytes; None where none begins."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or bitrate in (0, 15) or rate == 3:
        return None
    samples, hertz = (1152 if version == 3 else 576), RATES[version][rate]
    kilobits = KILOBITS[version == 3][bitrate]
    return samples // 8 * kilobits * 1000 // hertz + (head[2] >> 1 & 1), samples / hertz
