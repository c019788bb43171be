"""Law 11: migrations are named, in one line per app, complete, and go back or say why not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management import call_command
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.special import RunPython, RunSQL

from tests.guards.house import house_models, judge

ONE_WAY: dict[str, str] = {}
NAME = re.compile(r"\d{4}_(?!auto_|alter_|.*_and_more$)[a-z][a-z0-9_]*")


def ours() -> set[str]:
    """The labels of our apps that hold tables."""
    return {one._meta.app_label for one in house_models()}


def badly_named(names: Iterable[tuple[str, str]]) -> list[str]:
    """Names that say nothing, or numbers taken twice."""
    names = list(names)
    numbers = Counter((app, name[:4]) for app, name in names)
    return [
        *(f"{app}.{name}: a name that says nothing" for app, name in names if not NAME.fullmatch(name)),
        *(f"{app}.{number}: {count} migrations" for (app, number), count in numbers.items() if count > 1),
    ]


def not_linear(parents: dict[tuple[str, str], Iterable[tuple[str, str]]]) -> list[str]:
    """Apps whose migrations are not one line: from each, one at most follows within its app."""
    followed = Counter(parent for child, found in parents.items() for parent in set(found) if parent[0] == child[0])
    roots = Counter(child[0] for child, found in parents.items() if not any(one[0] == child[0] for one in found))
    return [
        *(f"{'.'.join(parent)}: followed by {count}" for parent, count in followed.items() if count > 1),
        *(f"{app}: begins {count} times" for app, count in roots.items() if count > 1),
    ]


def one_way(name: str, operations: Iterable[Any]) -> Iterator[str]:
    """Operations that cannot be undone."""
    for one in operations:
        if isinstance(one, (RunPython, RunSQL)) and not one.reversible:
            yield f"{name}: {type(one).__name__}"
        if isinstance(one, migrations.SeparateDatabaseAndState):
            yield from one_way(name, one.database_operations)


def found() -> dict[tuple[str, str], Any]:
    loader = MigrationLoader(None)
    return {key: one for key, one in loader.disk_migrations.items() if key[0] in ours()}


def test_migrations_are_named():
    assert len(found()) >= 7
    assert {app for app, _ in found()} == ours()
    assert badly_named(found()) == []


def test_migrations_are_one_line():
    assert not_linear({key: one.dependencies for key, one in found().items()}) == []


def test_migrations_go_back_or_say_why_not():
    said = [hit for key, one in found().items() for hit in one_way(".".join(key), one.operations)]
    assert judge(said, ONE_WAY) == []


def test_no_migration_is_missing(db: None):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_bad_migrations_are_found():
    names = [
        ("a", "0001_initial"),
        ("a", "0002_auto_20260101"),
        ("a", "0002_flag_note"),
        ("a", "0003_alter_x_and_more"),
    ]
    assert badly_named(names) == [
        "a.0002_auto_20260101: a name that says nothing",
        "a.0003_alter_x_and_more: a name that says nothing",
        "a.0002: 2 migrations",
    ]
    first, second, third = ("a", "0001"), ("a", "0002"), ("a", "0003")
    assert not_linear({first: [("b", "0001")], second: [first], third: [first]}) == ["a.0001: followed by 2"]
    assert not_linear({first: [], second: []}) == ["a: begins 2 times"]
    forward = [RunPython(print), RunPython(print, RunPython.noop), RunSQL("SELECT 1")]
    assert list(one_way("a.0001", forward)) == ["a.0001: RunPython", "a.0001: RunSQL"]
