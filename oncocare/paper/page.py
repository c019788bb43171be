"""Pages of A4 in one PDF that says its title and its language, as a screen reader needs them. A story may flow on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, KeepInFrame

from oncocare.paper.writable import BOLD, REGULAR, load_fonts, writable

MARGIN, FOOT_HEIGHT, FOOT_SIZE = 25 * mm, 12 * mm, 7
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
HEAD_SIZE, READ_FOOT_SIZE = 20, 11

_fonts = Lock()  # reportlab reads a font from one place at a time, and a process may write two files at once


@dataclass(frozen=True)
class Page:
    """What stands on one page, from the top, and a small line at its foot.

    `head` stands large above the story, and `number` at the right of the foot in letters that one reads.
    """

    story: Sequence[Flowable]
    foot: str = ""
    head: str = ""
    number: str = ""


def over_pages(
    blocks: Iterable[Sequence[Flowable]], *, head: str = "", number: Callable[[int, int], str] = lambda _page, _of: ""
) -> list[Page]:
    """A story on as many pages as it needs; what is in one block is never parted, and one larger than a page shrinks.

    `number` gives the words that say which page of how many it is.
    """
    stories: list[list[Flowable]] = [[]]
    with _fonts:
        load_fonts()
        measure = Canvas(BytesIO())
        for block in blocks:
            if stories[-1] and _height([*stories[-1], *block], measure) > HEIGHT - 1:  # a point less, so none shrinks
                stories.append([])
            stories[-1].extend(block)
    return [Page(story, head=head, number=number(place, len(stories))) for place, story in enumerate(stories, start=1)]


def _height(story: list[Flowable], canvas: Canvas) -> float:
    endless = 1000 * HEIGHT
    return float(KeepInFrame(WIDTH, endless, story, mode="truncate").wrapOn(canvas, WIDTH, endless)[1])


def pdf(pages: Iterable[Page], *, title: str, language: str) -> bytes:
    """One file with these pages. `language` is a code such as `es` or `pt-br`."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, lang=language)
    canvas.setTitle(title)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    with _fonts:
        load_fonts()
        for page in pages:
            _draw(canvas, page)
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, page: Page) -> None:
    frame = Frame(MARGIN, MARGIN, WIDTH, HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    fitted = KeepInFrame(WIDTH, HEIGHT, list(page.story), mode="shrink")  # a long story never makes a second page
    frame.addFromList([fitted], canvas)
    canvas.setFont(BOLD, HEAD_SIZE)
    canvas.drawRightString(A4[0] - MARGIN, A4[1] - MARGIN + 6 * mm, writable(page.head))
    canvas.setFont(REGULAR, READ_FOOT_SIZE)
    canvas.drawRightString(A4[0] - MARGIN, FOOT_HEIGHT, writable(page.number))
    canvas.setFont(REGULAR, FOOT_SIZE)
    canvas.drawString(MARGIN, FOOT_HEIGHT, writable(page.foot))
