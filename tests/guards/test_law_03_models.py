"""Law 3: every model is declared mutable or append-only, and every `_at` stands or falls with its `_by`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pgtrigger
import pytest
from django.db import connection, models
from django.db.utils import DatabaseError, IntegrityError, InternalError

from oncocare.foundation import clock
from oncocare.foundation.models import AppendOnly, Mutable, ShortcutRefused
from tests.factories.owner import as_owner
from tests.guards.house import history_models, house_models, judge
from tests.guards.scene import Scene, undone

NEITHER = {
    "people.User": "Django's own base class for people who sign in; it changes passwords by itself.",
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


def staying() -> list[type[models.Model]]:
    """Every table whose rows change but never go."""
    return [one for one in house_models() if any(each.name == "never_deleted" for each in triggers_of(one))]


def triggers_of(one: type[models.Model]) -> list[pgtrigger.Trigger]:
    return list(getattr(one._meta, "triggers", ()))


def installed() -> dict[tuple[str, str], str]:
    """Whether each trigger of the database fires, by table and short name: A is always, O not for replication."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal")
        return {
            (table, name.removeprefix("pgtrigger_").rpartition("_")[0]): fires
            for table, name, fires in cursor.fetchall()
        }


def unguarded(tables: Iterable[str], names: Iterable[str], triggers: dict[tuple[str, str], str]) -> list[str]:
    """Tables without one of these triggers, or with one that can be switched off by a setting."""
    return [f"{table}: {name}" for table in tables for name in names if triggers.get((table, name)) != "A"]


def test_every_kept_table_has_both_triggers(db: None):
    tables = [one._meta.db_table for one in kept()]
    assert len(tables) > 15
    assert unguarded(tables, TRIGGERS, installed()) == []
    tables = [one._meta.db_table for one in staying()]
    assert len(tables) > 7
    assert unguarded(tables, ("never_deleted", "no_truncate"), installed()) == []


def test_every_trigger_of_the_house_fires_always_and_asks_no_setting(db: None):
    """The histories of mutable rows too: who could switch one off could change a row and leave no trace."""
    assert {name: fires for name, fires in installed().items() if fires != "A"} == {}
    assert len(installed()) > 100
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE prosrc NOT ILIKE '%ignore%' AND prosrc NOT ILIKE '%current_setting%' "
            "AND proconfig = '{\"search_path=public, pg_temp\"}'), count(*) "
            "FROM pg_proc WHERE oid IN (SELECT tgfoid FROM pg_trigger WHERE NOT tgisinternal)"
        )
        safe, all_of_them = cursor.fetchone()
    assert safe == all_of_them > 100


def test_a_table_without_a_trigger_is_found():
    triggers = {("a", "append_only"): "A", ("a", "no_truncate"): "A", ("b", "append_only"): "A"}
    assert unguarded(["a", "b"], TRIGGERS, triggers) == ["b: no_truncate"]
    assert unguarded(["a"], TRIGGERS, triggers | {("a", "no_truncate"): "O"}) == ["a: no_truncate"]


SWITCHES = (
    "SELECT 1",
    "SELECT set_config('pgtrigger.ignore', '{%s}', true)",
    "SET LOCAL session_replication_role = replica",
)


def refusal(sql: str, switch: str = SWITCHES[0]) -> str:
    """What the database says to a statement after somebody tried a switch; it is taken back in any case."""
    try:
        with undone(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(switch)
            cursor.execute(sql)
            return f"not refused, {cursor.rowcount} rows"
    except DatabaseError as error:
        return str(error).partition("\n")[0]


def attempts(one: type[models.Model]) -> dict[str, str]:
    """A statement of each kind that changes what is written."""
    table, column = one._meta.db_table, one._meta.pk.column
    assert one._default_manager.exists(), f"nothing to try in {table}"
    return {
        "update": f"UPDATE {table} SET {column} = {column}",  # noqa: S608 -- our own names
        "delete": f"DELETE FROM {table}",  # noqa: S608 -- our own names
        "truncate": f"TRUNCATE {table} CASCADE",
    }


def switches(one: type[models.Model]) -> list[str]:
    """What may be tried to get past the triggers of a table: nothing, pgtrigger's setting, replication's."""
    names = ",".join(each.get_pgid(one) for each in triggers_of(one))
    return [each.replace("%s", names) for each in SWITCHES]


def test_the_role_of_the_site_may_only_read_and_add_to_what_is_kept(scene: Scene):
    for one in kept():
        table = one._meta.db_table
        for switch in switches(one)[:2]:
            assert {refusal(sql, switch) for sql in attempts(one).values()} == {f"permission denied for table {table}"}
    for one in staying():
        table = one._meta.db_table
        said = [refusal(sql) for kind, sql in attempts(one).items() if kind != "update"]
        assert said == [f"permission denied for table {table}"] * 2


def test_the_role_of_the_site_cannot_open_a_door_for_itself(scene: Scene):
    no = "must be owner of table audit_auditrow"
    assert refusal("SET session_replication_role = replica") == (
        'permission denied to set parameter "session_replication_role"'
    )
    assert refusal("ALTER TABLE audit_auditrow DISABLE TRIGGER ALL") == no
    assert refusal("DROP TABLE audit_auditrow CASCADE") == no
    assert (
        refusal("SELECT setval('audit_auditrow_id_seq', 1)") == "permission denied for sequence audit_auditrow_id_seq"
    )
    assert refusal("CREATE TABLE audit_other (id int)") == "permission denied for schema public"
    assert refusal("INSERT INTO django_migrations VALUES (0, 'a', 'b', now())") == (
        "permission denied for table django_migrations"
    )


def test_the_database_refuses_to_change_what_is_kept(scene: Scene):
    """Even to the owner and to a superuser, whatever they set: they have to take the trigger away first."""
    with as_owner():
        for one in kept():
            table, tried = one._meta.db_table, attempts(one)
            for switch in switches(one):
                assert refusal(tried["update"], switch) == f"Cannot update or delete rows of table {table}"
                assert refusal(tried["delete"], switch) == f"Cannot update or delete rows of table {table}"
                assert refusal(tried["truncate"], switch).startswith("Cannot truncate rows of table ")
        for one in staying():
            for switch in switches(one):
                assert refusal(attempts(one)["delete"], switch) == f"Cannot delete rows of table {one._meta.db_table}"
                assert refusal(attempts(one)["truncate"], switch).startswith("Cannot truncate rows of table ")


def test_the_history_of_a_row_is_written_whatever_the_session_says(scene: Scene):
    """With pgtrigger's setting, and with a table of the same name to catch what the trigger writes."""
    flag = type(scene.flag)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM public.safety_flagevent")
        before = cursor.fetchone()[0]
        cursor.execute(switches(flag)[1])
        cursor.execute("CREATE TEMP TABLE safety_flagevent (LIKE safety_flagevent)")
        cursor.execute(
            "UPDATE safety_flag SET deadline = deadline + interval '1 second' WHERE id = %s", [scene.flag.pk]
        )
        cursor.execute("SELECT count(*) FROM public.safety_flagevent")
        assert cursor.fetchone()[0] == before + 1


def test_the_database_does_not_refuse_what_is_not_kept(scene: Scene):
    assert refusal("UPDATE questionnaires_draft SET id = id") == "not refused, 1 rows"
    assert refusal("DELETE FROM questionnaires_draft") == "not refused, 1 rows"


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
        ("signin.AccessRequest", "settled"),
        ("safety.Flag", "acknowledged"),
        ("safety.Flag", "closed"),
        ("steps.Activation", "activated"),
        ("steps.Activation", "declined"),
        ("steps.Proposal", "resolved"),
        ("campus.Ward", "listed"),
        ("campus.DangerSign", "seen"),
        ("conversations.ContactRequest", "answered"),
        ("community.Group", "closed"),
        ("community.Group", "opened"),
        ("community.Group", "rests"),
        ("community.GroupSharing", "agreed"),
        ("community.GroupSharing", "ended"),
        ("community.Member", "paused"),
        ("threads.Thread", "closed"),
        ("threads.Thread", "good"),
        ("threads.Post", "state"),
        ("threads.PostReport", "closed"),
        ("chats.Chat", "called_off"),
        ("chats.Chat", "summarised"),
        ("chats.ChatQuestion", "drafted"),
        ("meetings.MeetingSeries", "ended"),
        ("meetings.Meeting", "called_off"),
        ("meetings.Seat", "attended"),
        ("meetings.OpenedHours", "closed"),
        ("meetings.TalkQuestion", "answered"),
        ("meetings.TalkQuestion", "shown"),
        ("session_page.HeldRoom", "ended"),
        ("session_page.Presence", "let_in"),
        ("session_page.Presence", "taken_out"),
        ("clinicians.Task", "done"),
        ("joining.Invitation", "accepted"),
        ("joining.Invitation", "withdrawn"),
    ]
    assert [f"{one._meta.label}.{name}" for one, name in found if not constrained(one, name)] == []


def test_the_database_refuses_half_a_pair(scene: Scene):
    assert len(list(pairs(house_models()))) == 34
    for one, name in pairs(house_models()):
        empty = one._default_manager.filter(**{f"{name}_at": None}).first()
        row = scene.flag if one is type(scene.flag) else empty or one._default_manager.first()
        at, by = (clock.now(), scene.cast.clara) if getattr(row, f"{name}_at") is None else (None, None)
        for lone in ({f"{name}_at": at}, {f"{name}_by": by}):
            with (
                pytest.raises(
                    (IntegrityError, InternalError),
                    match=f"{name}_paired|closed_only|closed_with_an_outcome|by_a_second_person|ends_once",
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
