"""One hash over every table of the house, to see that the same seed made the same database."""

from __future__ import annotations

import hashlib

from django.apps import apps
from django.db import connection, models

HOUSE = ("oncocare.", "questionnaires", "steps", "mentoring", "clinicians")
LEFT_OUT = {
    "transaction": "the database numbers its transactions, whoever makes them",
    "pgh_created_at": "history rows carry the database's own time, not that of the act",
    "password": "nobody in a cohort has one, and Django writes random letters for that",
}


def fingerprint() -> str:
    """SHA-256 of every row of every table in order of its key, history too, but for the columns left out."""
    whole = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda model: model._meta.db_table):
        if model.__module__.startswith(HOUSE):
            _add(whole, model)
    return whole.hexdigest()


def _add(whole: hashlib._Hash, model: type[models.Model]) -> None:
    columns = [field.column for field in model._meta.local_concrete_fields if field.column not in LEFT_OUT]
    names = ", ".join(f'"{column}"' for column in columns)
    table, key = model._meta.db_table, model._meta.pk.column
    whole.update(table.encode())
    rows = f'COPY (SELECT {names} FROM "{table}" ORDER BY "{key}") TO STDOUT'  # noqa: S608 -- names of our own tables
    with connection.cursor() as cursor, cursor.copy(rows) as blocks:
        for block in blocks:
            whole.update(block)
