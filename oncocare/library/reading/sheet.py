"""A piece as a sheet to print: its words, pictures and room to write, and where the page of it is. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor, black
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Image, Paragraph, Spacer, Table, TableStyle

from oncocare.library.document import (
    Block,
    CallOut,
    Document,
    ExerciseField,
    Heading,
    Line,
    Listing,
    MediaFigure,
    Quote,
    Run,
    SelfCheck,
)
from oncocare.library.document import Paragraph as Said
from oncocare.paper.letterhead import letterhead
from oncocare.paper.page import WIDTH, over_pages, pdf
from oncocare.paper.qr import QrCode
from oncocare.paper.text import BODY, BOLD, HEAD, SMALL, paragraph
from oncocare.paper.writable import BOLD as BOLD_FONT
from oncocare.paper.writable import REGULAR, load_fonts, writable

TALLEST = 110 * mm  # of a picture: half a page
LINES, APART = 4, 9 * mm  # of the room to write

SUMMARY = ParagraphStyle("summary", BODY, fontSize=12.5, leading=18)
SECTION = ParagraphStyle("section", BOLD, fontSize=14, leading=18, spaceBefore=8, spaceAfter=6)
PART = ParagraphStyle("part", BOLD, fontSize=12, leading=17, spaceBefore=4, spaceAfter=4)
ITEM = ParagraphStyle(
    "item", BODY, leftIndent=16, bulletIndent=3, bulletFontName=REGULAR, bulletFontSize=11.5, spaceAfter=4
)
INSIDE = ParagraphStyle("inside", BODY, spaceAfter=4)
ASKED = ParagraphStyle("asked", BOLD, spaceAfter=2)
BESIDE = ParagraphStyle("beside", SMALL, spaceAfter=8)
SAID = ParagraphStyle("said", SMALL, leftIndent=16, spaceAfter=6)

_BOX = TableStyle([
    ("BOX", (0, 0), (-1, -1), 1, black), ("LEFTPADDING", (0, 0), (-1, -1), 10), ("TOPPADDING", (0, 0), (-1, -1), 8),
])  # fmt: skip
_BAR = TableStyle([("LINEBEFORE", (0, 0), (0, -1), 3, HexColor("#7d7167")), ("LEFTPADDING", (0, 0), (-1, -1), 12)])
_SIDE_BY_SIDE = TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])


@dataclass(frozen=True)
class SheetLabels:
    """Our own words on a sheet, in its language; `page` has places for two numbers."""

    watch: str
    said: str
    sources: str
    online: str
    page: str
    right: str


@dataclass(frozen=True)
class PieceSheet:
    """What stands on a sheet; `marks` are said above the text, `facts` below it.

    `recordings` are the films and sounds that it shows: what is said in each, by its name.
    """

    title: str
    summary: str
    text: Document
    language: str
    head: tuple[str, str, str]  # the name of the centre, its address, its telephone
    address: str
    labels: SheetLabels
    marks: Sequence[str] = ()
    facts: Sequence[str] = ()
    sources: Sequence[str] = ()
    recordings: Mapping[str, str] = field(default_factory=dict)


def on_paper(sheet: PieceSheet, pictures: Mapping[str, bytes]) -> bytes:
    """The PDF; a picture whose file is not among `pictures`, by its name, is left out with its caption."""
    load_fonts()
    pages = over_pages(
        _blocks(sheet, pictures), number=lambda page, of: sheet.labels.page % {"page": page, "of": of} if of > 1 else ""
    )
    return pdf((replace(page, foot=sheet.address) for page in pages), title=sheet.title, language=sheet.language)


def _blocks(sheet: PieceSheet, pictures: Mapping[str, bytes]) -> Iterator[Sequence[Flowable]]:
    """What no page parts: a heading stays with what follows it, a question with its room to write."""
    yield [*letterhead(*sheet.head), Spacer(1, 6 * mm), paragraph(sheet.title, HEAD), paragraph(sheet.summary, SUMMARY)]
    yield from ([_boxed([paragraph(mark, INSIDE)], _BOX)] for mark in sheet.marks)
    waiting: list[Flowable] = []
    for block in sheet.text:
        found = list(_block(block, sheet, pictures))
        if isinstance(block, Heading):
            waiting += [part for parts in found for part in parts]
            continue
        for part in found:
            yield [*waiting, *part]
            waiting = []
    if waiting:
        yield waiting
    yield from _end(sheet)


def _block(block: Block, sheet: PieceSheet, pictures: Mapping[str, bytes]) -> Iterator[Sequence[Flowable]]:
    match block:
        case Heading(level, line):
            yield [_words(line, SECTION if level == 2 else PART)]
        case Said(line):
            yield [_words(line)]
        case Listing():
            yield from ([item] for item in _items(block))
        case Quote(lines):
            yield [_boxed([_words(line, INSIDE) for line in lines], _BAR)]
        case CallOut(blocks):
            yield [_boxed([part for inner in blocks for part in _inside(inner)], _BOX)]
        case MediaFigure(medium, _alt, caption) if medium in pictures:
            yield [_picture(pictures[medium]), paragraph(caption, BESIDE)]
        case MediaFigure(medium, alt, caption) if medium in sheet.recordings:
            yield from _recording(caption or alt, sheet.recordings[medium], sheet)
        case ExerciseField(_name, label):
            yield [paragraph(label, ASKED), RuledLines(LINES, APART)]
        case SelfCheck():
            yield _check(block, sheet.labels.right)


def _check(check: SelfCheck, right: str) -> list[Flowable]:
    """On paper nothing unfolds: each answer with what is said to it."""
    parts: list[Flowable] = [paragraph(check.question, ASKED)]
    for answer in check.answers:
        said = f"{right} {answer.because}" if answer.right else answer.because
        parts += [_words((Run(answer.words),), ITEM, bullet="•"), _words((Run(said),), SAID)]
    return parts


def _inside(block: Said | Listing) -> list[Flowable]:
    return list(_items(block)) if isinstance(block, Listing) else [_words(block.line, INSIDE)]


def _items(listing: Listing) -> Iterator[Flowable]:
    for number, item in enumerate(listing.items, start=1):
        yield _words(item, ITEM, bullet=f"{number}." if listing.numbered else "•")


def _recording(called: str, transcript: str, sheet: PieceSheet) -> Iterator[Sequence[Flowable]]:
    """Where a film or sound is, and all that is said in it."""
    yield [paragraph(called, ASKED), paragraph(f"{sheet.labels.watch} {sheet.address}", INSIDE)]
    said = [line for line in transcript.splitlines() if line.strip()]
    for place, line in enumerate(said):
        yield [*([paragraph(sheet.labels.said, ASKED)] if place == 0 else []), paragraph(line, BESIDE)]


def _end(sheet: PieceSheet) -> Iterator[Sequence[Flowable]]:
    if sheet.sources:
        first, *rest = sheet.sources
        yield [paragraph(sheet.labels.sources, PART), paragraph(first, BESIDE)]
        yield from ([paragraph(source, BESIDE)] for source in rest)
    side = 30 * mm
    beside = [paragraph(fact, SMALL) for fact in sheet.facts]
    beside += [paragraph(sheet.labels.online, SMALL), paragraph(sheet.address, SMALL)]
    cells = [[QrCode(sheet.address, side), beside]]
    yield [Spacer(1, 4 * mm), Table(cells, colWidths=[side + 5 * mm, WIDTH - side - 5 * mm], style=_SIDE_BY_SIDE)]


# --- parts ------------------------------------------------------------------------------------------------------------


def _words(line: Line, style: ParagraphStyle = BODY, bullet: str | None = None) -> Paragraph:
    return Paragraph("".join(map(_run, line)), style, bulletText=bullet)


def _run(run: Run) -> str:
    """Our fonts have no slanted letters: what was emphasised so has a line below it. A link says where it leads."""
    words = escape(writable(run.words))
    words = f"<u>{words}</u>" if run.italic else words
    words = f'<font name="{BOLD_FONT}">{words}</font>' if run.bold else words
    if not run.href.startswith(("https:", "mailto:", "tel:")):
        return words
    shown = run.href.partition(":")[2] if not run.href.startswith("https:") else run.href
    said = "" if "".join(shown.split()) in "".join(run.words.split()) else f" ({escape(writable(shown))})"
    return f"<a href={quoteattr(run.href)}>{words}</a>{said}"


def _boxed(parts: list[Flowable], style: TableStyle) -> Table:
    return Table([[parts]], colWidths=[WIDTH], style=style, spaceAfter=8, spaceBefore=2)


def _picture(content: bytes) -> Image:
    """No wider than the text, no higher than half a page."""
    width, height = ImageReader(BytesIO(content)).getSize()
    scale = min(WIDTH / width, TALLEST / height, 1)
    return Image(BytesIO(content), width * scale, height * scale, hAlign="LEFT")


class RuledLines(Flowable):
    """Room to write: so many lines, so far apart."""

    def __init__(self, lines: int, apart: float) -> None:
        super().__init__()
        self.lines, self.apart = lines, apart
        self.width, self.height = WIDTH, lines * apart + 4 * mm

    def draw(self) -> None:
        """The lines, from the top."""
        self.canv.setLineWidth(0.5)
        for number in range(1, self.lines + 1):
            height = self.height - number * self.apart
            self.canv.line(0, height, self.width, height)
