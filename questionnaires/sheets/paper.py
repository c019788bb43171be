"""Questions on paper, as their owners word them, with boxes whose numbers are the codes that somebody types. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportlab.lib.colors import black
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from oncocare.paper.letterhead import letterhead
from oncocare.paper.page import WIDTH, over_pages, pdf
from oncocare.paper.text import BODY, BOLD, HEAD, SMALL, paragraph, sized
from oncocare.paper.writable import REGULAR, load_fonts
from oncocare.safety.crisis.numbers import CrisisNumber
from questionnaires.instruments.definition import Definition, InstrumentText, Item
from questionnaires.sheets.words import SheetWords

MOST_BOXES = 11  # more numbers than these are written by hand
MOST_LINES = 3  # of an answer that stands beside others


@dataclass(frozen=True)
class Letterhead:
    """Who asks."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True)
class Printed:
    """What stands on the sheets of one set, all of it in one language; `numbers` where they must stand on it."""

    code: str
    head: Letterhead
    asked: Sequence[tuple[Definition, InstrumentText]]
    numbers: Sequence[CrisisNumber]
    words: SheetWords
    language: str
    size: float = BODY.fontSize


def on_sheets(printed: Printed) -> bytes:
    """The PDF. Its title says nothing of what is asked."""
    words = printed.words
    pages = over_pages(
        _blocks(printed),
        head=f"{words.code} {printed.code[:4]} {printed.code[4:]}",
        number=lambda page, of: words.page.format(page=page, of=of),
    )
    return pdf(pages, title=words.title, language=printed.language)


def _blocks(printed: Printed) -> Iterator[list[Flowable]]:
    """The pieces that no page parts: the beginning, what to know, and each question with its answers."""
    yield _beginning(printed)
    if printed.numbers:
        yield _whom_to_call(printed)
    for known, text in printed.asked:
        questions = [_question(key, known, text, printed) for key in text.items]
        notes = [paragraph(note, SMALL) for note in (known.attribution, text.licence_note) if note]
        questions[0] = [*_opening(text, printed), *questions[0]]
        questions[-1] = [*questions[-1], Spacer(1, printed.size), *notes]
        yield from questions


def _beginning(printed: Printed) -> list[Flowable]:
    head, words = printed.head, printed.words
    may_leave_out = all(known.may_skip for known, _text in printed.asked)
    return [
        *letterhead(head.name, head.address, head.phone),
        Spacer(1, 6 * mm),
        _words(f"{words.date} __________________", printed, BOLD),
        _words(words.cross, printed),
        *([_words(words.leave_out, printed)] if may_leave_out else []),
    ]


def _whom_to_call(printed: Printed) -> list[Flowable]:
    words = printed.words
    lines = [" ".join(part for part in (f"{one.name}: {one.number}", one.hours) if part) for one in printed.numbers]
    said = [_words(words.not_read, printed, BOLD), *(_words(line, printed) for line in (words.danger, *lines))]
    return [Table([[said]], colWidths=[WIDTH], style=TableStyle([("BOX", (0, 0), (-1, -1), 1, black)])), Spacer(1, 8)]


def _opening(text: InstrumentText, printed: Printed) -> list[Flowable]:
    """The title, and what its owner lets it say before the questions."""
    title = sized(HEAD, max(HEAD.fontSize, printed.size * 1.2))
    parts = [part for part in (text.instructions, text.recall, text.stem) if part]
    said = [part for part in parts if not any(part in other for other in parts if other is not part)]
    return [paragraph(text.title, title), *(_words(part, printed, BOLD) for part in said)]


def _question(key: str, known: Definition, text: InstrumentText, printed: Printed) -> list[Flowable]:
    options = text.options_of(key)
    asked = _words(f"{key}. {text.items[key]}" if key.isdigit() else text.items[key], printed)
    asked.keepWithNext = 1
    return [Spacer(1, printed.size * 0.8), asked, *_answers(known.items[key], options, printed)]


def _answers(item: Item, options: Mapping[int, str], printed: Printed) -> list[Flowable]:
    """A box for each answer: beside one another where the words are short, else one below the other."""
    if len(options) > MOST_BOXES and not item.labelled:
        return _by_hand(item, options, printed)
    if all(words == str(code) for code, words in options.items()):
        return [_rows([[CrossBox(code, printed.size) for code in options]], WIDTH / max(len(options), 6))]
    columns = len(options) if _fit_in_a_row(options, printed.size) else 1
    cells = [_answer(code, words, WIDTH / columns, printed) for code, words in options.items()]
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    return [_rows(rows, WIDTH / columns)]


def _fit_in_a_row(options: Mapping[int, str], size: float) -> bool:
    """Whether each answer stands in its column on few lines, no word of it too long; by the width of usual letters."""
    letters = (WIDTH / len(options) - 3 * size) / (0.6 * size)
    return all(
        len(words) <= MOST_LINES * letters and max(map(len, words.split()), default=0) <= letters
        for words in options.values()
    )


def _by_hand(item: Item, options: Mapping[int, str], printed: Printed) -> list[Flowable]:
    ends = [f"{code}: {options[code]}" for code in (item.low, item.high) if options.get(code, str(code)) != str(code)]
    line = printed.words.number.format(low=item.low, high=item.high)
    return [*(_words(end, printed) for end in ends), _words(f"{line} __________", printed)]


def _answer(code: int, words: str, width: float, printed: Printed) -> Flowable:
    box = CrossBox(code, printed.size)
    said = paragraph(words, sized(_CLOSE, printed.size)) if words != str(code) else Spacer(1, 1)
    return Table([[box, said]], colWidths=[box.width + 5, width - box.width - 9], style=_PLAIN)


def _rows(cells: list[list[Flowable]], width: float) -> Flowable:
    return Table(cells, colWidths=[width] * len(cells[0]), style=_PLAIN, hAlign="LEFT")


def _words(words: str, printed: Printed, style: ParagraphStyle = BODY) -> Paragraph:
    return paragraph(words, sized(style, printed.size))


class CrossBox(Flowable):
    """An empty box to cross, and beside it, small enough to cross over nothing, the code that somebody types."""

    def __init__(self, code: int, size: float) -> None:
        super().__init__()
        self.code, self.size = str(code), size
        self.side = size * 1.35
        self.width, self.height = self.side + size * (0.35 + 0.65 * len(self.code)), self.side

    def draw(self) -> None:
        """The box at the right of its code."""
        load_fonts()
        self.canv.setFont(REGULAR, self.size)
        self.canv.drawString(0, self.side * 0.24, self.code)
        self.canv.rect(self.width - self.side, 0, self.side, self.side, stroke=1, fill=0)


_CLOSE = ParagraphStyle("answer", BODY, leading=BODY.fontSize * 1.25, spaceAfter=0)
_PLAIN = TableStyle([
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
])  # fmt: skip


def letters_of(asked: Iterable[tuple[Definition, InstrumentText]]) -> str:
    """Everything that a sheet prints of these instruments, to see whether our fonts can write it."""
    return "".join(
        part
        for _known, text in asked
        for part in (
            text.title, text.instructions or "", text.recall or "", text.stem or "", *text.items.values(),
            *(words for key in text.items for words in text.options_of(key).values()),
        )
    )  # fmt: skip
