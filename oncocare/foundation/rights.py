"""Two roles of the database: one owns the tables and changes them, the other serves people and can unprotect nothing.

The app's role may SELECT and INSERT everywhere, UPDATE and DELETE where no trigger of the table refuses it, and never
TRUNCATE, ALTER or CREATE. What it may is read off the triggers of the models, so a new table gets its rights by itself.
"""

from __future__ import annotations

from collections import defaultdict

import pgtrigger
from django.db import connection

from oncocare.foundation.triggers import Refuse

OWNER = "oncocare_owner"  # owns every table, migrates, and is the only one that may erase what is kept
APP = "oncocare_app"  # the site, the worker and beat

MAKE_APP_ROLE = f"""
DO $$ BEGIN
    CREATE ROLE {APP} LOGIN;
    GRANT {APP} TO CURRENT_USER;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- it is there, or another process has just made it
END $$
"""


def refused() -> dict[str, set[str]]:
    """What the triggers of each table refuse."""
    found: dict[str, set[str]] = defaultdict(set)
    for model, trigger in pgtrigger.registered():
        if isinstance(trigger, Refuse):
            found[model._meta.db_table] |= {str(operation) for operation in trigger.operation or ()}
    return found


def rights(table: str, refused: set[str]) -> list[str]:
    """What the app's role may do with a table."""
    if table == "django_migrations":
        return ["SELECT"]
    return [right for right in ("SELECT", "INSERT", "UPDATE", "DELETE") if right not in refused]


def current_role() -> str:
    """As whom this process works on the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def ensure_role() -> bool:
    """Whether the app's role is there; who may make roles makes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            cursor.execute(MAKE_APP_ROLE)
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [APP])
        return bool(cursor.fetchone()[0])


def grant() -> None:
    """Give the app's role its rights on every table there is, and no others."""
    known = refused()
    statements = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {APP}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {APP}",
        f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {APP}",
        f"GRANT USAGE ON SCHEMA public TO {APP}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP}",
        *(
            f"GRANT {', '.join(rights(table, known[table]))} ON {connection.ops.quote_name(table)} TO {APP}"
            for table in connection.introspection.table_names()
        ),
    ]
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(statements))


def unprotected() -> bool:
    """Whether this process works as somebody who could take the protection away: an owner of tables or a superuser."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR EXISTS (SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = "
            "'public'::regnamespace AND pg_has_role(relowner, 'USAGE')) FROM pg_roles WHERE rolname = current_user"
        )
        return bool(cursor.fetchone()[0])
