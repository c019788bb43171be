"""Tests work as the role of the site. What only the owner of the tables can do stands in `as_owner()`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.db.models import Model

from oncocare.foundation import rights
from tests.database import CLONE

TRUNCATE = 1 << 5  # the bit in pg_trigger.tgtype


@contextmanager
def working_as_the_app() -> Iterator[None]:
    """Meanwhile every connection to a database of the tests takes the role of the site, in whichever thread."""
    connection_created.connect(_work_as_the_app)
    yield
    connection_created.disconnect(_work_as_the_app)


def _work_as_the_app(connection: Any, **_more: Any) -> None:
    if (connection.settings_dict["NAME"] or "").startswith(
        CLONE
    ):  # and not to the template, whose tables the owner makes
        _take_role(connection)


def _take_role(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {rights.APP}")


@contextmanager
def as_owner() -> Iterator[None]:
    """Somebody with the keys to the database, in one transaction."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        yield
        _take_role(connection)


@contextmanager
def asleep(kind: int = -1) -> Iterator[None]:
    """As the owner, with the triggers that fire always switched off and on again; all of them, or those of a kind."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would hold the tables
        cursor.execute(
            "SELECT format('ALTER TABLE %%s %%%%s TRIGGER %%I', tgrelid::regclass, tgname) FROM pg_trigger "
            "WHERE tgenabled = 'A' AND tgtype & %s <> 0",
            [kind & 0x7FFF],
        )
        found = [row[0] for row in cursor.fetchall()]
        cursor.execute(";".join(one % "DISABLE" for one in found))
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(";".join(one % "ENABLE ALWAYS" for one in found))


def empty() -> None:
    """Every table, append-only ones too, with numbering begun anew."""
    with asleep(TRUNCATE):
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


def count_rows(*models: type[Model]) -> None:
    """What the planner of the database knows of these tables is of now, as it is after a while by itself."""
    with as_owner(), connection.cursor() as cursor:
        for model in models:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
