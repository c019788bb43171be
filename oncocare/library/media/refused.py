"""What a file that is taken in may be refused for, in words for whoever brought it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class MediumRefused(ValueError):
    """A file cannot be taken in: `sentence` says what it is and what to do."""

    def __init__(self, sentence: StrOrPromise) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))
