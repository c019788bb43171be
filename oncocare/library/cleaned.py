"""The document in some HTML that an editor or a word processor hands over, cleaned first. Pure.

Only who writes needs it: nothing that a page for readers imports may import this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import NamedTuple

import nh3

from oncocare.library import checks
from oncocare.library.document import (
    ADDRESS,
    FIELD_NAME,
    LABEL,
    MEDIA_NAME,
    Block,
    CallOut,
    Document,
    ExerciseField,
    Heading,
    Line,
    Listing,
    MediaFigure,
    Paragraph,
    Quote,
    Run,
    SelfCheck,
    joined,
    settled,
)

TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "br", "ul", "ol", "li", "blockquote", "aside", "figure", "img"),
    *("figcaption", "strong", "b", "em", "i", "a", "table", "tr", "td", "th", "label", "span"),
    *("video", "audio", "details"),
}
STYLED = {"strong", "b", "em", "i", "span", "a"}
KEPT = {
    "a": {"href", "style"},
    "img": {"src", "alt", "data-medium"},
    "video": {"aria-label", "data-medium"},
    "audio": {"aria-label", "data-medium"},
    "details": {"data-transcript"},
    "label": {"data-field"},
    "div": {"data-check"},
    "p": {"class", "role", "aria-level"},
    **{tag: {"style"} for tag in STYLED - {"a"}},
}
STYLES = {"font-weight", "font-style"}
BOLD = re.compile(r"font-weight: *(bold|[6-9]00)")
NOT_BOLD = re.compile(r"font-weight: *(normal|[1-5]00)")
ITALIC = re.compile(r"font-style: *(italic|oblique)")
NOT_ITALIC = re.compile(r"font-style: *normal")
# What a word processor draws before an item: its own sign, or far off one that words begin with as well.
BULLET = re.compile(r"(?:[·•▪‣◦●○■]\s*|[o§–-](?=[ \xa0]{2,})[ \xa0]*)(?=\S)")
NUMBER = re.compile(r"(?:\d{1,2}|[a-z])[.)][\s\xa0]{2,}(?=\S)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")  # no letters, and some of them end a line
SPACES = re.compile(r"[ \xa0]+")
SEPARATOR = " – "  # between the cells of what was a row of a table


def read(html: str) -> Document:
    """The document in some HTML, whoever wrote it: what is no block of ours becomes a paragraph of its words, what a
    list looked like becomes a list, and nothing that a browser would run or fetch is left.
    """
    clean = nh3.clean(
        html, tags=TAGS, attributes=KEPT, url_schemes={"https", "mailto", "tel"}, link_rel=None,
        filter_style_properties=STYLES, clean_content_tags={"script", "style", "title"},
    )  # fmt: skip
    reader = _Reader()
    reader.feed(clean)
    reader.close()
    return settled(reader.finish())


class _Style(NamedTuple):
    """What an open tag makes of its words."""

    tag: str
    bold: bool
    italic: bool


class _Reader(HTMLParser):
    """Gathers lines as tags come: a line ends where a block begins or ends, and at an empty line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.styles: list[_Style] = []
        self.href = ""
        self.within: list[str] = []  # open blocks
        self.level = self.cells = 0
        self.in_cell = False
        self.field = ""
        self.box: list[Block] | None = None
        self.beside = False  # in what the library itself puts beside a film, which stands elsewhere
        self.checking = 0  # how many boxes are open of a self-check, whose words stand in what the first one says

    # --- tags ---------------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.checking or "data-check" in given:
            self.checking += tag == "div"
            self._check(given.get("data-check", ""))
            return
        self.beside = self.beside or "data-transcript" in given
        if self.beside:
            return
        if tag in STYLED:
            self.styles.append(self._styled(tag, given.get("style", "")))
        match tag:
            case "strong" | "b" | "em" | "i" | "span":
                pass
            case "a":
                self.href = given.get("href", "") if ADDRESS.fullmatch(given.get("href", "")) else ""
            case "br":
                self._break()
            case "td" | "th":
                self.runs.extend([Run(SEPARATOR)] if self.cells else [])
                self.cells, self.in_cell = self.cells + 1, True
            case "p" | "div" if self.in_cell:  # what stands in a row is read as one line
                self.runs.append(Run(" "))
            case "img" | "video" | "audio":
                self._picture(given)
            case _:
                self._end_line()
                self.within.append(tag)
                self._open(tag, given)

    def _styled(self, tag: str, style: str) -> _Style:
        """What the tag says, unless its style says otherwise: Google puts a whole text into a bold that is not bold."""
        bold, italic = self._style()
        bold = (bold or tag in ("strong", "b") or bool(BOLD.search(style))) and not NOT_BOLD.search(style)
        italic = (italic or tag in ("em", "i") or bool(ITALIC.search(style))) and not NOT_ITALIC.search(style)
        return _Style(tag, bold, italic)

    def _style(self) -> tuple[bool, bool]:
        return (self.styles[-1].bold, self.styles[-1].italic) if self.styles else (False, False)

    def _break(self) -> None:
        """A line that goes on below; a second one leaves a line empty, which begins a paragraph."""
        if self.runs and self.runs[-1] == Run("\n"):
            self._end_line()
        else:
            self.runs.append(Run("\n"))

    def _check(self, source: str) -> None:
        """A self-check says how it is written; what is none of ours is left out."""
        if source and self.checking == 1:
            self._end_line()
            check = checks.read(source.removeprefix("::: check\n").removesuffix("\n:::"))
            if not any(checks.wrong(check)) and not any(line.startswith(":::") for line in _lines_of(check)):
                self._put(check)

    def _open(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "aside" and self.box is None:
            self.box = []
        elif tag == "label":
            self.field = given.get("data-field", "")
        elif tag == "p" and (given.get("role") == "heading" or "MsoTitle" in given.get("class", "")):
            self.level = 3 if given.get("aria-level", "1") > "2" else 2
        elif re.fullmatch("h[1-6]", tag):
            self.level = 2 if tag in ("h1", "h2") else 3
        elif tag == "tr":
            self.cells = 0

    def handle_endtag(self, tag: str) -> None:
        if self.checking:
            self.checking -= tag == "div"
            return
        if self.beside:
            self.beside = tag != "details"
            return
        if tag in STYLED:
            at = next((at for at in reversed(range(len(self.styles))) if self.styles[at].tag == tag), None)
            self.styles[at:] = self.styles[at + 1 :] if at is not None else self.styles[at:]
        if tag in ("td", "th"):
            self.in_cell = False
        elif tag == "a":
            self.href = ""
        elif tag in self.within and not (self.in_cell and tag in ("p", "div")):
            self._end_line()
            while self.within.pop() != tag:
                pass
            self._close(tag)

    def _close(self, tag: str) -> None:
        if tag == "aside" and self.box is not None:
            inside, self.box = settled(self.box), None
            self.blocks.append(CallOut(tuple(one for one in inside if isinstance(one, Paragraph | Listing))))
        elif tag == "label":
            self.field = ""
        elif tag == "p" or tag.startswith("h"):
            self.level = 0

    def handle_data(self, data: str) -> None:
        data = CONTROL.sub(" ", data)
        if self.beside or self.checking:
            return
        bold, italic = self._style()
        if data.strip(" \t\r\n") or not (self.runs and self.runs[-1] == Run("\n")):
            self.runs.append(Run(data, bold, italic, self.href))

    # --- lines --------------------------------------------------------------------------------------------------------

    def _end_line(self) -> None:
        line, self.runs = joined(self.runs), []
        words = "".join(run.words for run in line)
        if words.strip():  # a word processor keeps empty lines with a hard space
            self._put(self._as_block(_without(line, len(words) - len(words.lstrip()))))

    def _as_block(self, line: Line) -> Block:
        words = "".join(run.words for run in line)
        said = " ".join(words.split())
        if "figcaption" in self.within and self.blocks and isinstance(self.blocks[-1], MediaFigure):
            figure = self.blocks.pop()
            return MediaFigure(figure.medium, figure.alt, said)  # type: ignore[union-attr]  # -- it is one: asked above
        if self.field and FIELD_NAME.fullmatch(self.field):
            return ExerciseField(self.field, said[:LABEL].rstrip())
        if "li" in self.within:
            lists = [tag for tag in self.within if tag in ("ul", "ol")]
            return Listing((_spaced(line),), bool(lists) and lists[-1] == "ol")
        for mark, numbered in ((BULLET, False), (NUMBER, True)):
            if found := mark.match(words):
                return Listing((_spaced(_without(line, found.end())),), numbered)
        line = _spaced(line)
        if self.level and self.box is None:
            return Heading(self.level, line)
        return Quote((line,)) if "blockquote" in self.within else Paragraph(line)

    def _put(self, block: Block) -> None:
        if self.box is None or isinstance(block, MediaFigure | ExerciseField | SelfCheck):
            self.blocks.append(block)
        else:
            self.box.append(Paragraph(block.lines[0]) if isinstance(block, Quote) else block)

    def _picture(self, given: Mapping[str, str]) -> None:
        """A medium of the library, which says its name or ends its address with it; others are left out."""
        name = given.get("data-medium") or given.get("src", "").rstrip("/").rsplit("/", 1)[-1]
        self._end_line()
        if MEDIA_NAME.fullmatch(name):
            self._put(MediaFigure(name, " ".join((given.get("alt") or given.get("aria-label", "")).split())))

    def finish(self) -> list[Block]:
        """All that was gathered."""
        self._end_line()
        if self.box is not None:
            self._close("aside")
        return self.blocks


def _lines_of(check: SelfCheck) -> list[str]:
    """What stands at the beginning of a line as it is written."""
    return [check.question, *(answer.because for answer in check.answers)]


def _without(line: Line, begin: int) -> Line:
    """The line from this character on."""
    left, runs = begin, []
    for run in line:
        runs.append(Run(run.words[left:], run.bold, run.italic, run.href))
        left = max(0, left - len(run.words))
    return joined(runs)


def _spaced(line: Line) -> Line:
    """The line with plain spaces: word processors put hard ones where nobody meant one."""
    runs = [replace(run, words=SPACES.sub(" ", run.words)) for run in line]
    runs[0] = replace(runs[0], words=runs[0].words.lstrip("\xa0 "))
    runs[-1] = replace(runs[-1], words=runs[-1].words.rstrip("\xa0 "))
    return joined(runs)
