"""Pages of A4 in one PDF that says its title and its language, as a screen reader needs them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, KeepInFrame

from oncocare.paper.writable import REGULAR, load_fonts, writable

MARGIN, FOOT_HEIGHT, FOOT_SIZE = 25 * mm, 12 * mm, 7

_fonts = Lock()  # reportlab reads a font from one place at a time, and a process may write two files at once


@dataclass(frozen=True)
class Page:
    """What stands on one page, from the top, and a small line at its foot."""

    story: Sequence[Flowable]
    foot: str = ""


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
    width, height = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
    frame = Frame(MARGIN, MARGIN, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    fitted = KeepInFrame(width, height, list(page.story), mode="shrink")  # a long story never makes a second page
    frame.addFromList([fitted], canvas)
    canvas.setFont(REGULAR, FOOT_SIZE)
    canvas.drawString(MARGIN, FOOT_HEIGHT, writable(page.foot))
