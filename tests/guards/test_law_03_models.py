"""Law 3: every model is declared mutable or append-only, and every `_at` stands or falls with its `_by`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from django.db import connection, models
from django.db.utils import DatabaseError, IntegrityError, InternalError

from oncocare.foundation import clock
from oncocare.foundation.models import AppendOnly, Mutable, ShortcutRefused
from tests.guards.house import history_models, house_models, judge
from tests.guards.scene import Scene, undone

NEITHER = {
    "accounts.User": "Django's own base class for people who sign in; it changes passwords by itself.",
}
TRIGGERS = ("append_only", "no_truncate")


# --- declared -------------------------------------------------------------------------------------------------------


def undeclared(found: Iterable[type[models.Model]]) -> list[str]:
    """Models that are neither or both; history models are append-only by their triggers, tested below."""
    history = set(history_models())
    return [
        one._meta.label
        for one in found
        if one not in history and issubclass(one, Mutable) + issubclass(one, AppendOnly) != 1
    ]


def test_every_model_is_declared():
    assert len(house_models()) > 25
    assert judge(undeclared(house_models()), NEITHER) == []


def test_a_model_that_is_neither_is_found():
    class Neither:
        _meta = type("Meta", (), {"label": "made.Up"})

    assert undeclared([Neither]) == ["made.Up"]  # type: ignore[list-item]


# --- append-only ----------------------------------------------------------------------------------------------------


def kept() -> list[type[models.Model]]:
    """Every table that nothing may change: append-only models and the history of mutable ones."""
    return [one for one in house_models() if issubclass(one, AppendOnly)] + history_models()


def installed() -> set[tuple[str, str]]:
    """Table and short name of every enabled trigger in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        )
        return {(table, name.removeprefix("pgtrigger_").rpartition("_")[0]) for table, name in cursor.fetchall()}


def unguarded(tables: Iterable[str], triggers: set[tuple[str, str]]) -> list[str]:
    """Tables without one of the two triggers."""
    return [f"{table}: {name}" for table in tables for name in TRIGGERS if (table, name) not in triggers]


def test_every_kept_table_has_both_triggers(db: None):
    tables = [one._meta.db_table for one in kept()]
    assert len(tables) > 15
    assert unguarded(tables, installed()) == []


def test_a_table_without_a_trigger_is_found():
    assert unguarded(["a", "b"], {("a", "append_only"), ("a", "no_truncate"), ("b", "append_only")}) == [
        "b: no_truncate"
    ]


def refusal(sql: str) -> str:
    """What the database says to a statement, which is taken back in any case."""
    try:
        with undone(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql)
            return f"not refused, {cursor.rowcount} rows"
    except DatabaseError as error:
        return str(error).partition("\n")[0]


def test_the_database_refuses_to_change_what_is_kept(scene: Scene):
    for one in kept():
        table, column = one._meta.db_table, one._meta.pk.column
        assert one._default_manager.exists(), f"nothing to try in {table}"
        changed = f"pgtrigger: Cannot update or delete rows from {table} table"
        assert refusal(f"UPDATE {table} SET {column} = {column}") == changed  # noqa: S608 -- our own names
        assert refusal(f"DELETE FROM {table}") == changed  # noqa: S608 -- our own names
        assert refusal(f"TRUNCATE {table} CASCADE") == f"pgtrigger: Cannot truncate rows from {table} table"


def test_the_database_does_not_refuse_what_is_not_kept(scene: Scene):
    assert refusal("UPDATE questionnaires_draft SET id = id") == "not refused, 1 rows"


def test_the_model_refuses_before_the_database_does(scene: Scene):
    for one in kept():
        if issubclass(one, AppendOnly):
            row = one._default_manager.first()
            for change in (row.save, row.delete):
                with pytest.raises(ShortcutRefused):
                    change()


# --- pairs ----------------------------------------------------------------------------------------------------------


def pairs(found: Iterable[type[models.Model]]) -> Iterator[tuple[type[models.Model], str]]:
    """Every `<name>_at` that has a `<name>_by`; a history copies rows that were checked already."""
    history = set(history_models())
    for one in found:
        names = {field.name for field in one._meta.fields}
        for name in sorted(names):
            if one not in history and name.endswith("_at") and f"{name[:-3]}_by" in names:
                yield one, name[:-3]


def constrained(one: type[models.Model], name: str) -> bool:
    """Whether a constraint of the model refuses either alone and allows both and neither."""
    conditions = [each.condition for each in one._meta.constraints if isinstance(each, models.CheckConstraint)]
    return any(
        [_holds(condition, name, at, by) for at, by in ((0, 0), (1, 1), (1, 0), (0, 1))] == [True, True, False, False]
        for condition in conditions
    )


def _holds(condition: models.Q, name: str, at: int, by: int) -> bool | None:
    """What a condition says of these two alone; None where it speaks of other fields too."""
    given = {
        f"{name}_{end}": models.Value(1 if there else None, output_field=models.IntegerField())
        for end, there in (("at", at), ("by", by))
    }
    if any(part.partition("__")[0] not in given for part in _parts(condition)):
        return None
    return condition.check(given)


def _parts(condition: models.Q) -> Iterator[str]:
    for child in condition.children:
        yield from _parts(child) if isinstance(child, models.Q) else [child[0]]


def test_every_pair_is_constrained_together(db: None):
    found = list(pairs(house_models()))
    assert [(one._meta.label, name) for one, name in found] == [
        ("accounts.Invitation", "accepted"),
        ("accounts.Invitation", "withdrawn"),
        ("accounts.AccessRequest", "settled"),
        ("safety.Flag", "acknowledged"),
        ("safety.Flag", "closed"),
        ("steps.Activation", "activated"),
        ("steps.Activation", "declined"),
        ("steps.Proposal", "resolved"),
        ("clinicians.Task", "done"),
    ]
    assert [f"{one._meta.label}.{name}" for one, name in found if not constrained(one, name)] == []


def test_the_database_refuses_half_a_pair(scene: Scene):
    assert len(list(pairs(house_models()))) == 9
    for one, name in pairs(house_models()):
        row = one._default_manager.get()
        for lone in ({f"{name}_at": clock.now()}, {f"{name}_by": scene.cast.clara}):
            with (
                pytest.raises(
                    (IntegrityError, InternalError), match=f"{name}_paired|closed_only|by_a_second_person|ends_once"
                ),
                undone(),
            ):
                one._default_manager.filter(pk=row.pk).update(**lone)


def test_a_pair_without_its_constraint_is_found(db: None):
    class Alone:
        _meta = type(
            "Meta", (), {"constraints": [models.CheckConstraint(name="x", condition=models.Q(a_at__isnull=True))]}
        )

    assert not constrained(Alone, "a")  # type: ignore[arg-type]
