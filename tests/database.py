"""The databases of the tests: a template with every table, made again when a model or a migration changes, and clones a process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

PREFIX = "oncocare_template_"
CLONE = "oncocare_test_"

LeadTo = Callable[..., None]


@contextmanager
def clones(process: str) -> Iterator[LeadTo]:
    """`lead_to(name, fill)` leads the connection to a database of this process's own: every table, and what `fill` wrote.

    It is made when it is first asked for. What would follow the commit of `fill` does not, as in a test.
    """
    usual, made = connection.settings_dict["NAME"], set()

    def lead_to(name: str, fill: Callable[[], object] | None = None) -> None:
        full = f"{CLONE}{process}_{name}"
        if full not in made:
            _clone(full)
            made.add(full)
            _use(full)
            if fill:
                with transaction.atomic():
                    fill()
                    connection.run_on_commit.clear()
        elif connection.settings_dict["NAME"] != full:
            _use(full)

    try:
        yield lead_to
    finally:
        _use(usual)
        with connection._nodb_cursor() as cursor:
            for one in made:
                cursor.execute(f'DROP DATABASE "{one}" WITH (FORCE)')


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _clone(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")  # the first process makes the template while the others wait
        cursor.execute("SELECT pg_advisory_lock(hashtext('oncocare.tests'))")
        template = _template(cursor)
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _template(cursor) -> str:
    """The name of the template for the tables as they are now; templates of other days go."""
    name = f"{PREFIX}{_fingerprint()}"
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    there = {row[0] for row in cursor.fetchall()}
    for old in there - {name}:
        cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
    if name not in there:
        _make(cursor, name)
    return name


def _make(cursor, name: str) -> None:
    usual, half = connection.settings_dict["NAME"], f"{PREFIX}half"
    cursor.execute(f'CREATE DATABASE "{half}"')
    _use(half)
    call_command("migrate", interactive=False, verbosity=0)
    _use(usual)
    cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')  # never found half made


def _fingerprint() -> str:
    """Changes with every file that decides what the tables are."""
    ours = Path(settings.BASE_DIR)
    files = [ours / "oncocare" / "settings.py", ours / "requirements.lock", *ours.glob("oncocare/foundation/*.py")]
    for app in apps.get_app_configs():
        if (folder := Path(app.path)).is_relative_to(ours):
            files += [*folder.glob("apps.py"), *folder.rglob("models.py"), *folder.rglob("migrations/*.py")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(set(files)))).hexdigest()[:16]
