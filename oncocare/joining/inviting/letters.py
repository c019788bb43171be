"""Printed invitations: one page of A4 each, in the person's language, with a QR code and a link that can be typed."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import reportlab
import segno
from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, KeepInFrame, Paragraph, Spacer

from oncocare.joining import links
from oncocare.joining.models import Invitation
from oncocare.people.days import day_of
from oncocare.web.templatetags.web import day

# Vera comes with reportlab and holds Latin-1: English, Spanish, Catalan, French, Portuguese, German. A language beyond
# it (Polish, Greek, Arabic) needs a font of its own here, and one written from right to left its letters put in order
# too; a letter with empty boxes must never be printed.
FONTS = {"Vera": "Vera.ttf", "VeraBd": "VeraBd.ttf"}
BODY = ParagraphStyle("body", fontName="Vera", fontSize=11.5, leading=17, spaceAfter=8)
BOLD = ParagraphStyle("bold", BODY, fontName="VeraBd")
HEAD = ParagraphStyle("head", BODY, fontName="VeraBd", fontSize=17, leading=22, spaceBefore=10, spaceAfter=10)
SMALL = ParagraphStyle("small", BODY, fontSize=9, leading=12.5, spaceAfter=0)
LINK = ParagraphStyle("link", BODY, fontName="VeraBd", fontSize=10.5, leading=15)
MARGIN, QR_SIZE = 25 * mm, 42 * mm


class Code(Flowable):  # type: ignore[misc]
    """A QR code drawn as rectangles, one for each run of dark modules in a row: sharp at every size."""

    def __init__(self, text: str, size: float) -> None:
        super().__init__()
        self.width = self.height = size
        self.rows = tuple(segno.make(text, error="m", micro=False).matrix)

    def draw(self) -> None:
        """The dark runs, from the top."""
        one = self.width / len(self.rows)
        for number, row in enumerate(self.rows):
            for start, length in _runs(row):
                self.canv.rect(start * one, self.height - (number + 1) * one, length * one, one, stroke=0, fill=1)


def _runs(row: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Where each run of dark modules starts, and how long it is."""
    start, cells = 0, [*row, 0]
    for place, dark in enumerate(cells):
        if not dark:
            if place > start:
                yield start, place - start
            start = place + 1


def letters(invitations: Iterable[Invitation]) -> bytes:
    """One PDF, a page for each invitation."""
    for name, file in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(Path(reportlab.__file__).parent / "fonts" / file)))
    out = BytesIO()
    page = Canvas(out, pagesize=A4)
    for invitation in invitations:
        with translation.override(invitation.language):
            page.setTitle(_("Invitation"))
            _draw(page, invitation)
        page.showPage()
    page.save()
    return out.getvalue()


def _draw(page: Canvas, invitation: Invitation) -> None:
    width, height = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
    frame = Frame(MARGIN, MARGIN, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    fitted = KeepInFrame(width, height, _story(invitation), mode="shrink")  # a long address never makes a second page
    frame.addFromList([fitted], page)
    page.setFont("Vera", 7)
    page.drawString(MARGIN, 12 * mm, invitation.ward)


def _story(invitation: Invitation) -> list[Any]:
    centre, link = invitation.centre, links.link(invitation.pk)
    last_day = day(day_of(centre, invitation.expires))
    facts = {"centre": centre.name, "phone": centre.phone, "day": last_day, "age": centre.minimum_age}
    greeting = _("Dear %(name)s,") % {"name": invitation.name} if invitation.name else _("Good day,")
    return [
        _text(centre.name, BOLD, spaceless=True),
        *(_text(line, SMALL) for line in [*centre.address.splitlines(), centre.phone] if line),
        Spacer(1, 14 * mm),
        _text(greeting),
        _text(_("An invitation for you"), HEAD),
        _text(_(
            "Now and then we would like to ask you a few short questions about how you are. Your answers show us which "
            "support fits you, and a person of our team reads them. You can stop at any time."
        ) % facts),
        _text(_("How to begin"), BOLD),
        _text(_("1. Point the camera of your phone at this square, or type the address below it.")),
        _text(_("2. Read what it is, and decide. You can say no.")),
        _text(_("3. Have your e-mail address at hand. It takes about ten minutes.")),
        Spacer(1, 5 * mm),
        Code(link, QR_SIZE),
        Spacer(1, 5 * mm),
        _text(link, LINK),
        Spacer(1, 3 * mm),
        _text(_("It is for people aged %(age)s and over. It works once, for you alone, until %(day)s.") % facts),
        *([_text(_("Questions, or no phone or computer? Call us: %(phone)s.") % facts)] if centre.phone else []),
        _text(_("This is not an emergency service. If you are in danger, call your emergency number.")),
        _text(_("The team of %(centre)s") % facts),
    ]  # fmt: skip


def _text(words: str, style: ParagraphStyle = BODY, *, spaceless: bool = False) -> Paragraph:
    return Paragraph(escape(words), ParagraphStyle(style.name, style, spaceAfter=0) if spaceless else style)
