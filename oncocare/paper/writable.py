"""Which words our fonts can put on paper. A character they do not hold would be printed as an empty box. Pure.

DejaVu Sans 2.37 holds Latin with every accent, Greek and Cyrillic (Bitstream Vera licence and public domain; LICENSE
stands beside the files). The two files are here because no kept package brings them to a server: reportlab's own Vera
ends at Latin-1, PyPI has no package of DejaVu alone, and what npm installs builds our styles and goes no further.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent / "fonts"
REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
LAST = 0xFFFF  # reportlab writes no readable text for a character beyond it


def can_write(text: str) -> bool:
    """Whether every character of `text` is printed as it is read."""
    return writable(text) == unicodedata.normalize("NFC", text)


def writable(text: str) -> str:
    """`text` in composed characters (NFC), without those that cannot be written."""
    return "".join(sign for sign in unicodedata.normalize("NFC", text) if _is_written(sign))


def _is_written(sign: str) -> bool:
    """Nothing here puts letters in order from right to left, joins them, or places an accent over another letter."""
    return ord(sign) in _glyphs() and not (
        unicodedata.bidirectional(sign) in ("R", "AL", "AN") or unicodedata.category(sign)[0] in "CM"
    )


@cache
def _glyphs() -> frozenset[int]:
    """The characters that both fonts hold."""
    held = [frozenset(font.face.charToGlyph) for font in load_fonts()]
    return frozenset(code for code in frozenset.intersection(*held) if code <= LAST)


@cache
def load_fonts() -> tuple[TTFont, ...]:
    """Make both fonts known to reportlab, once a process."""
    fonts = tuple(TTFont(name, str(FOLDER / f"{name}.ttf")) for name in (REGULAR, BOLD))
    for font in fonts:
        pdfmetrics.registerFont(font)
    return fonts
