"""Words on paper: the styles of text, and paragraphs in them."""

from __future__ import annotations

from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from oncocare.paper import writable

BODY = ParagraphStyle("body", fontName=writable.REGULAR, fontSize=11.5, leading=17, spaceAfter=8)
BOLD = ParagraphStyle("bold", BODY, fontName=writable.BOLD)
HEAD = ParagraphStyle("head", BODY, fontName=writable.BOLD, fontSize=17, leading=22, spaceBefore=10, spaceAfter=10)
NAME = ParagraphStyle("name", BOLD, spaceAfter=0)
SMALL = ParagraphStyle("small", BODY, fontSize=9, leading=12.5, spaceAfter=0)
STEP = ParagraphStyle("step", BODY, spaceAfter=2)
CODE = ParagraphStyle("code", BODY, fontName=writable.BOLD, fontSize=17, leading=23, spaceAfter=8)
LARGE = 16.0  # points, for whoever needs large letters


def sized(style: ParagraphStyle, size: float) -> ParagraphStyle:
    """The same style in letters of this size, its lines as far apart as they were for their size."""
    return ParagraphStyle(f"{style.name}-{size:g}", style, fontSize=size, leading=size * style.leading / style.fontSize)


def enlarged(style: ParagraphStyle) -> ParagraphStyle:
    """The same style in large letters, or larger where it stood out before."""
    return sized(style, LARGE * max(style.fontSize, BODY.fontSize) / BODY.fontSize)


def paragraph(words: str, style: ParagraphStyle = BODY) -> Paragraph:
    """`words` as they are, markup included; what the fonts do not hold is left out, so that no empty box is printed."""
    writable.load_fonts()
    return Paragraph(escape(writable.writable(words)), style)
