"""Triggers that ask no session setting: who may not alter the table has no way past them.

The triggers of pgtrigger let a statement through when the session says so (`pgtrigger.ignore`), and PostgreSQL skips
every ordinary trigger for `session_replication_role = replica`. These know no such setting and fire always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from pghistory.trigger import Event
from pgtrigger import compiler

if TYPE_CHECKING:
    Base = pgtrigger.Trigger
else:
    Base = object


class AlwaysSql(compiler.UpsertTriggerSql):
    """What installs such a trigger. Migrations name this class: to change the template, write another class.

    The search path is fixed, so that a temporary table of the same name cannot catch what the trigger writes.
    """

    def get_template(self) -> str:
        """The function, the trigger, and that it fires always."""
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql SET search_path = public, pg_temp;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};
            ALTER TABLE {table} ENABLE ALWAYS TRIGGER {pgid};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Always(Base):
    """Makes a trigger of pgtrigger one that cannot be switched off by a setting."""

    def compile(self, model: models.Model) -> compiler.Trigger:
        """The trigger as a migration writes it down."""
        made = super().compile(model)
        return compiler.Trigger(name=made.name, sql=AlwaysSql(**made.sql.kwargs))


class Refuse(Always, pgtrigger.Trigger):
    """Refuses an operation on rows already written."""

    when = pgtrigger.Before

    def __init__(
        self, *, name: str, operation: pgtrigger.Operation, what: str, level: pgtrigger.Level = pgtrigger.Row
    ) -> None:
        func = f"RAISE EXCEPTION 'Cannot {what} rows of table %', TG_TABLE_NAME;"
        super().__init__(name=name, operation=operation, func=func, level=level)


class Keep(Always, Event):
    """Writes a copy of the row into its history."""


def refuse_truncate() -> Refuse:
    """TRUNCATE slips past row triggers, so it has one of its own."""
    return Refuse(name="no_truncate", operation=pgtrigger.Truncate, what="truncate", level=pgtrigger.Statement)


def append_only() -> list[Refuse]:
    """For rows that are written once."""
    changes = pgtrigger.Update | pgtrigger.Delete
    return [Refuse(name="append_only", operation=changes, what="update or delete"), refuse_truncate()]


def never_deleted() -> list[Refuse]:
    """For rows that change but never go."""
    return [Refuse(name="never_deleted", operation=pgtrigger.Delete, what="delete"), refuse_truncate()]
