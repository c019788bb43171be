"""Seals: what was written is chained, nothing is skipped, and what was changed behind our back is found."""

import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Max

from oncocare.audit import actions
from oncocare.audit.actions import broken_seals, record, seal
from oncocare.audit.models import AuditRow, Seal
from oncocare.audit.tasks import seal as task
from tests.cast import BY


def settled():
    """Wait until no transaction of the cluster is older than the newest row: only then may everything be sealed."""
    newest = AuditRow.objects.aggregate(newest=Max("transaction"))["newest"] or 0
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] > newest:
                return
        time.sleep(0.05)
    raise TimeoutError


def write(*verbs):
    for verb in verbs:
        record(by=BY, verb=verb)


def tamper(statement, *values, table="audit_auditrow"):
    """What somebody with the keys to the database could do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def broken():
    return [one.pk for one in broken_seals()]


@pytest.fixture
def sealed(committed):
    """Three seals of two rows each on top of one for what the cast did."""
    settled()
    seals = [seal()]
    for number in range(3):
        write(f"a{number}", f"b{number}")
        settled()
        seals.append(seal())
    return seals


def test_there_is_nothing_to_seal_in_an_empty_log(db):
    assert seal() is None
    assert broken() == []


def test_each_seal_stands_on_the_one_before(sealed):
    assert [one.rows for one in sealed[1:]] == [2, 2, 2]
    assert [one.previous for one in sealed] == ["", *(one.sha256 for one in sealed[:-1])]
    assert broken() == []


def test_what_is_sealed_is_not_sealed_again(sealed):
    assert seal() is None
    assert Seal.objects.count() == 4


def test_the_periodic_task_seals_batch_after_batch(committed, monkeypatch):
    written = AuditRow.objects.count()
    monkeypatch.setattr(actions, "BATCH", 10)
    settled()
    task()
    assert [one.rows for one in Seal.objects.all()] == [10] * (written // 10) + [written % 10] * bool(written % 10)
    assert broken() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("actor", "'user:other'"), ("verb", "'other'"), ("subject", "'other'"), ("patient", "'other'"), ("centre", "'other'"),
     ("detail", "'{\"a\": 1}'"), ("at", "at + interval '1 second'")],
)  # fmt: skip
def test_a_changed_row_is_found(sealed, column, value):
    tamper(f"UPDATE audit_auditrow SET {column} = {value} WHERE verb = 'a1'")  # noqa: S608
    assert broken() == [sealed[2].pk]


def test_a_deleted_row_is_found(sealed):
    tamper("DELETE FROM audit_auditrow WHERE verb = 'a1'")
    assert broken() == [sealed[2].pk, sealed[3].pk]


def test_a_row_slipped_in_later_is_found(sealed):
    first = AuditRow.objects.get(verb="b0")
    tamper(
        "INSERT INTO audit_auditrow (transaction, at, actor, verb, subject, patient, centre, detail) "
        "VALUES (%s, now(), 'x', 'x', '', '', '', '{}')",
        first.transaction,
    )
    assert broken() == [sealed[2].pk, sealed[3].pk]


def test_an_emptied_log_is_found(sealed):
    tamper("DELETE FROM audit_auditrow")
    assert broken() == [one.pk for one in sealed]


def test_a_removed_seal_is_found_by_the_next_one(sealed):
    tamper("DELETE FROM audit_seal WHERE id = %s", sealed[1].pk, table="audit_seal")
    assert broken() == [sealed[2].pk, sealed[3].pk]


def test_a_row_changed_together_with_its_seal_is_found_by_the_next_one(sealed):
    tamper("UPDATE audit_auditrow SET actor = 'user:other' WHERE verb = 'a1'")
    fresh = actions.digest(sealed[1].sha256, AuditRow.objects.filter(verb__in=["a1", "b1"]).order_by("id"))
    tamper("UPDATE audit_seal SET sha256 = %s WHERE id = %s", fresh, sealed[2].pk, table="audit_seal")
    assert broken() == [sealed[3].pk]


def test_the_command_says_that_the_log_is_as_it_was_written(sealed, capsys):
    call_command("verify_audit")
    assert capsys.readouterr().out == "4 seals verified; the audit log is as it was written.\n"


def test_the_command_names_the_seal_that_no_longer_agrees(sealed):
    tamper("UPDATE audit_auditrow SET actor = 'user:other' WHERE verb = 'a1'")
    with pytest.raises(
        CommandError, match=rf"^The audit log was changed: seal {sealed[2].pk} does not agree with its rows\.$"
    ):
        call_command("verify_audit")


@pytest.fixture
def elsewhere(committed):
    """Another process with a transaction that has written one row and is not over yet."""
    settled()
    seal()
    other = connection.copy()
    other.set_autocommit(False)
    other.cursor().execute(
        "INSERT INTO audit_auditrow (at, actor, verb, subject, patient, centre, detail) "
        "VALUES (now(), 'user:slow', 'slow', '', '', '', '{}')"
    )
    write("quick")
    yield other
    other.close()


def finished(other):
    other.commit()
    other.set_autocommit(True)
    settled()


def test_a_transaction_that_is_still_open_is_not_skipped(elsewhere):
    assert seal() is None  # the quick row is younger than the open transaction, so it waits as well
    finished(elsewhere)
    assert seal().rows == 2
    assert seal() is None
    assert broken() == []


def test_without_looking_at_open_transactions_a_row_would_be_skipped(elsewhere, monkeypatch):
    naive = AuditRow.objects.order_by("transaction", "id")
    monkeypatch.setattr(actions, "unsealed", lambda: actions._after(naive, Seal.objects.last()))
    assert seal().rows == 1
    finished(elsewhere)
    assert seal() is None
    assert len(broken()) == 1
