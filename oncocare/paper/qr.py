"""A QR code on paper. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import segno
from reportlab.platypus import Flowable


class QrCode(Flowable):
    """A QR code drawn as rectangles, one for each run of dark modules in a row: sharp at every size."""

    def __init__(self, text: str, size: float) -> None:
        super().__init__()
        self.width = self.height = size
        self.rows = tuple(segno.make(text, error="m", micro=False).matrix)

    def draw(self) -> None:
        """The dark runs, from the top."""
        module = self.width / len(self.rows)
        for number, row in enumerate(self.rows):
            bottom = self.height - (number + 1) * module
            for start, length in runs(row):
                self.canv.rect(start * module, bottom, length * module, module, stroke=0, fill=1)


def runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where each run of dark modules starts, and how long it is."""
    start, cells = 0, [*row, 0]
    for place, dark in enumerate(cells):
        if not dark:
            if place > start:
                yield start, place - start
            start = place + 1
