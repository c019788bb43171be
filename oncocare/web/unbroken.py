"""Which spaces of a text do not break, so that a number stays on one line with what it counts. Pure."""

from __future__ import annotations

import re

NO_BREAK = "\N{NO-BREAK SPACE}"
BESIDE_A_NUMBER = re.compile(r"(?<=[\d)]) (?=[\w(%])|(?<=\w) (?=\d)")


def unbroken(text: object) -> str:
    """With a space that does not break between a number and the words beside it, and within a telephone number: a line
    ends before “16 of 27”, “2 minutes” and “+34 93 000 00 00” or behind them, never inside.
    """
    return BESIDE_A_NUMBER.sub(NO_BREAK, str(text))
