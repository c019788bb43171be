"""Base models: every table is declared mutable or append-only, and every field says how private it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models

from oncocare.foundation import ids
from oncocare.foundation.triggers import append_only


class ShortcutRefused(RuntimeError):
    """A row was about to be changed past the action that owns it."""


@dataclass(frozen=True)
class Privacy:
    """What each field holds, once, and whether it may leave in an export; names separated by spaces.

    identity: who a person is. health: what they answered or how they are. free_text: words a person wrote, which may
    hold anything. technical: keys, times and states. Identity and free text never leave.
    """

    identity: str = ""
    health: str = ""
    free_text: str = ""
    technical: str = ""
    export: str = ""
    withhold: str = ""


class Mutable(models.Model):
    """A row that changes, through the actions of its room only."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)

    class Meta:
        abstract = True


class AppendOnly(models.Model):
    """A row that is written once: the model refuses and the database refuses to change, delete or truncate it."""

    class Meta:
        abstract = True
        triggers = append_only()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a row that is already stored cannot be saved again."""
        if not self._state.adding:
            raise ShortcutRefused(f"{type(self).__name__} is append-only.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Raises `ShortcutRefused`."""
        raise ShortcutRefused(f"{type(self).__name__} is append-only.")


Row = TypeVar("Row", bound=models.Model)


def read_json(sql: str, *values: Any) -> list[Any]:
    """What each row of a statement holds that makes one column of JSON. Django need not put such a statement together
    anew for each request, which takes longer than asking it; so where every page asks.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [json.loads(text) for (text,) in cursor.fetchall()]


def row_from(model: type[Row], values: Mapping[str, Any]) -> Row:
    """A stored row of this model, from what `to_jsonb` of PostgreSQL made of it. Not for fields of decimals."""
    fields = model._meta.concrete_fields
    read = [field.to_python(values[field.attname]) for field in fields]
    return model.from_db(connection.alias, [field.attname for field in fields], read)


def insert_new(rows: Sequence[Row]) -> list[Row]:
    """Insert those of these rows of one model that no unique constraint refuses, in one statement; returns them."""
    if not rows:
        return []
    options, quote = rows[0]._meta, connection.ops.quote_name
    fields = options.concrete_fields
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = f"({', '.join(['%s'] * len(fields))})"
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(options.db_table)} ({columns}) VALUES {', '.join([places] * len(rows))} "  # noqa: S608
            f"ON CONFLICT DO NOTHING RETURNING {quote(str(options.pk.column))}",
            values,
        )
        here = {pk for (pk,) in cursor.fetchall()}
    new = [row for row in rows if row.pk in here]
    for row in new:
        row._state.adding = False  # noqa: SLF001 -- as Django marks what it has stored
    return new


def paired(*names: str) -> list[models.CheckConstraint]:
    """For each `name`, `name_at` and `name_by` are both empty or both set."""
    return [
        models.CheckConstraint(
            name=f"%(app_label)s_%(class)s_{name}_paired",
            condition=models.Q(**{f"{name}_at__isnull": True, f"{name}_by__isnull": True})
            | models.Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False}),
        )
        for name in names
    ]
