"""A field whose words are encrypted in the database: whoever reads a table or a backup reads nothing."""

from __future__ import annotations

from typing import Any

from django.db import models

from oncocare.foundation.encryption import WRITINGS, decrypt, encrypt


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # -- Django has no generic fields as it runs  # -- Django's field takes no argument at run time
    """Text under SECRET_KEY at rest; empty text stays empty. It cannot be searched or compared in the database."""

    def from_db_value(self, value: Any, *_rest: Any) -> Any:
        """The words, or `Unreadable` where the key they are under is lost."""
        return decrypt(value, WRITINGS) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """What is stored."""
        text = super().get_prep_value(value)
        return encrypt(text, WRITINGS) if text else text
