"""A field whose words are encrypted in the database: whoever reads a table or a backup reads nothing."""

from __future__ import annotations

import logging
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext

from oncocare.foundation.encryption import WRITINGS, Unreadable, decrypt, encrypt

logger = logging.getLogger(__name__)


class Lost(str):
    """In the place of words whose key is not here: it says so to whoever reads it, and is stored as it stood. With the
    key put back the words are there again.
    """

    __slots__ = ("stored",)
    stored: str

    def __new__(cls, stored: str) -> Self:
        """What stands in the table, and the sentence in its place."""
        found = super().__new__(
            cls, gettext("These words cannot be opened just now. They are still kept, and nobody can read them.")
        )
        found.stored = stored
        return found


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # -- Django's field takes no argument at run time
    """Text under SECRET_KEY at rest; empty text stays empty. It cannot be searched or compared in the database."""

    def from_db_value(self, value: Any, *_rest: Any) -> Any:
        """The words, or `Lost` where the key they are under is not here."""
        if not value:
            return value
        try:
            return decrypt(value, WRITINGS)
        except Unreadable:
            logger.warning("a sealed text is under a key that is not here")
            return Lost(value)

    def get_prep_value(self, value: Any) -> Any:
        """What is stored."""
        if isinstance(value, Lost):
            return value.stored
        text = super().get_prep_value(value)
        return encrypt(text, WRITINGS) if text else text
