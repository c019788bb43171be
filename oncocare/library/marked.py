"""A document as Markdown, in which it is kept, compared and shared as a file; and back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt
from markdown_it.token import Token

from oncocare.foundation.datafiles import Problem
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

MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["html_block", "html_inline", "entity", "reference"])
BOX = re.compile(r":::[ \t]*(callout|field|check)(?:[ \t]+(\S+))?[ \t]*")
END = re.compile(r":::[ \t]*")
HASHES = re.compile(r"(?:(?<=^)|(?<= ))#+$")  # at the end of a heading they are no words, unless they are guarded
ALLOWED = gettext_lazy(
    "paragraphs, ## and ### headings, lists, quotes, bold, italic, links, pictures, ::: callout, ::: field and "
    "::: check"
)


class NotMarked(ValueError):
    """A text is not in the small Markdown; `problems` has each place, with the line within the text."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("; ".join(f"line {one.line}: {one.message}" for one in self.problems))


@dataclass(frozen=True)
class _Piece:
    """A stretch of the text: what a box holds, or what stands between boxes (`kind` empty), from this line on."""

    line: int
    kind: str
    name: str
    text: str


def read(text: str) -> Document:
    """The document of a Markdown `text`; `NotMarked` with every place that is not in the small set, by line from 1."""
    problems: list[Problem] = []
    blocks = [block for piece in _pieces(text, problems) for block in _of(piece, problems)]
    if problems:
        raise NotMarked(problems)
    return settled(blocks)


def figures(text: str) -> list[tuple[int, MediaFigure]]:
    """Each medium that a text shows, with its line from 1, in their order."""
    return [found for piece in _pieces(text, []) if not piece.kind for found in _Reader(piece, []).figures()]


def _pieces(text: str, problems: list[Problem]) -> Iterator[_Piece]:
    kept: list[str] = []
    begun, kind, name = 1, "", ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        opens = None if kind else BOX.fullmatch(line)
        if opens or (kind and END.fullmatch(line)):
            yield _Piece(begun, kind, name, "\n".join(kept))
            kept, begun = [], number + 1
            kind, name = (opens[1], opens[2] or "") if opens else ("", "")
        else:
            kept.append(line)
    if kind:
        problems.append(Problem(begun - 1, _("::: %(kind)s is never closed by :::") % {"kind": kind}))
    yield _Piece(begun, kind, name, "\n".join(kept))


def _of(piece: _Piece, problems: list[Problem]) -> list[Block]:
    if piece.kind == "field":
        return _field(piece, problems)
    if piece.kind == "check":
        return _check(piece, problems)
    blocks = list(_Reader(piece, problems).blocks())
    if piece.kind != "callout":
        return blocks
    inside = tuple(block for block in blocks if isinstance(block, Paragraph | Listing))
    if len(inside) < len(blocks) or not blocks:
        problems.append(Problem(piece.line - 1, _("::: callout holds paragraphs and lists, and at least one")))
    return [CallOut(inside)]


def _field(piece: _Piece, problems: list[Problem]) -> list[Block]:
    label = " ".join(piece.text.split())
    if not FIELD_NAME.fullmatch(piece.name):
        problems.append(Problem(piece.line - 1, _("::: field needs a name of the letters a to z and _")))
    if not 0 < len(label) <= LABEL:
        said = _("::: field needs what it asks, in at most %(most)s characters") % {"most": LABEL}
        problems.append(Problem(piece.line - 1, said))
    return [ExerciseField(piece.name, label)]


def _check(piece: _Piece, problems: list[Problem]) -> list[Block]:
    check = checks.read(piece.text)
    problems += [Problem(piece.line - 1, wrong) for wrong in checks.wrong(check)]
    return [check]


class _Reader:
    """The blocks of one stretch between or inside boxes."""

    def __init__(self, piece: _Piece, problems: list[Problem]) -> None:
        self.tokens = MARKDOWN.parse(piece.text)
        self.first, self.problems = piece.line, problems

    def blocks(self) -> Iterator[Block]:
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            end = self._end(at)
            inside = self.tokens[at + 1 : end]
            if token.type == "heading_open" and token.tag in ("h2", "h3"):
                yield Heading(int(token.tag[1]), self._line(inside[0]))
            elif token.type == "paragraph_open":
                yield self._figure(inside[0]) or Paragraph(self._line(inside[0]))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                yield Listing(tuple(self._items(inside)), token.type == "ordered_list_open")
            elif token.type == "blockquote_open":
                yield Quote(tuple(self._paragraphs(inside)))
            else:
                self._refuse(token)
            at = end + 1

    def _end(self, at: int) -> int:
        """Where what opens here closes."""
        depth = 0
        for place in range(at, len(self.tokens)):
            depth += self.tokens[place].nesting
            if depth == 0:
                return place
        return at

    def _items(self, tokens: list[Token]) -> Iterator[Line]:
        """Each item is one paragraph: a list within a list is refused."""
        for at, token in enumerate(tokens):
            if token.type == "inline" and tokens[at - 2].type == "list_item_open":
                yield self._line(token)
            elif token.type not in ("list_item_open", "list_item_close", "paragraph_open", "paragraph_close"):
                self._refuse(token)

    def _paragraphs(self, tokens: list[Token]) -> Iterator[Line]:
        for token in tokens:
            if token.type == "inline":
                yield self._line(token)
            elif token.type not in ("paragraph_open", "paragraph_close"):
                self._refuse(token)

    def figures(self) -> Iterator[tuple[int, MediaFigure]]:
        """Each picture that stands alone in its paragraph, with its line."""
        for token in self.tokens:
            if token.type == "inline" and token.level == 1 and token.map and (figure := self._figure(token)):
                yield self.first + token.map[0], figure

    def _figure(self, inline: Token) -> MediaFigure | None:
        """A picture that stands alone in its paragraph."""
        parts = inline.children or []
        if len(parts) != 1 or parts[0].type != "image":
            return None
        medium, caption = str(parts[0].attrGet("src")), str(parts[0].attrGet("title") or "")
        if not MEDIA_NAME.fullmatch(medium):
            self._say(inline, _("a picture is named by a to z, 0 to 9 and -, not “%(name)s”") % {"name": medium})
        alt = "".join(part.content for part in parts[0].children or [] if part.type in ("text", "text_special"))
        return MediaFigure(medium, alt, caption)

    def _line(self, inline: Token) -> Line:
        bold = italic = False
        href, runs = "", []
        for part in inline.children or []:
            match part.type:
                case "text":
                    runs.append(Run(part.content, bold, italic, href))
                case "softbreak" | "hardbreak":
                    runs.append(Run(" ", bold, italic, href))
                case "strong_open" | "strong_close":
                    bold = part.nesting == 1
                case "em_open" | "em_close":
                    italic = part.nesting == 1
                case "link_open":
                    href = str(part.attrGet("href"))
                    if not ADDRESS.fullmatch(href):
                        said = _("a link leads to https://, mailto:, tel: or a page of this site, not to “%(address)s”")
                        self._say(inline, said % {"address": href})
                case "link_close":
                    href = ""
                case _:
                    self._refuse(inline)
        return joined(runs)

    def _refuse(self, token: Token) -> None:
        if token.nesting >= 0:  # what closes was refused as it opened
            self._say(token, _("allowed are %(what)s") % {"what": ALLOWED})

    def _say(self, token: Token, words: str) -> None:
        self.problems.append(Problem(self.first + (token.map[0] if token.map else 0), words))


# --- and back ---------------------------------------------------------------------------------------------------------


def write(document: Document) -> str:
    """The Markdown of a document; `read` gives the same document again."""
    return "".join(f"{_block(block)}\n\n" for block in document).rstrip("\n") + "\n" * bool(document)


def _block(block: Block) -> str:
    match block:
        case Heading(level, line):
            return f"{'#' * level} {HASHES.sub(_hidden, _words(line))}"
        case Paragraph(line):
            return _words(line)
        case Listing(items, numbered):
            marks = (f"{at}." if numbered else "-" for at in range(1, len(items) + 1))
            return "\n".join(f"{mark} {_words(item)}" for mark, item in zip(marks, items, strict=True))
        case Quote(found):
            return "\n>\n".join(f"> {_words(line)}" for line in found)
        case CallOut(blocks):
            return "::: callout\n" + write(blocks) + ":::"
        case MediaFigure(medium, alt, caption):
            title = ' "' + caption.replace("\\", "\\\\").replace('"', '\\"') + '"' if caption else ""
            return f"![{_escaped(alt)}]({medium}{title})"
        case ExerciseField(name, label):
            return f"::: field {name}\n{label}\n:::"
        case SelfCheck():
            return checks.write(block)


def _words(line: Line) -> str:
    words = "".join(_run(run) for run in line)
    return re.sub(r"^([-+#>=~:]|\d+[.)])", _guarded, words)  # what a line must not begin with, unless it is a mark


def _hidden(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _guarded(found: re.Match[str]) -> str:
    return f"{found[1][:-1]}\\{found[1][-1]}"


def _run(run: Run) -> str:
    mark = {(False, False): "", (True, False): "**", (False, True): "*", (True, True): "***"}[run.bold, run.italic]
    words = f"{mark}{_escaped(run.words)}{mark}"
    return f"[{words}]({run.href})" if run.href else words


def _escaped(words: str) -> str:
    return re.sub(r"([\\`*_\[\]<>&!])", r"\\\1", words)
