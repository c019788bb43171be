"""Seals: what was written is chained, nothing is skipped, and what was changed behind our back is found."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from oncocare.audit import actions, chain, selectors
from oncocare.audit.actions import keep_up, record, seal, verify
from oncocare.audit.models import AuditRow, Seal
from oncocare.audit.selectors import Findings, covered, inspect
from oncocare.audit.tasks import seal as task
from oncocare.foundation import clock
from tests.cast import BY
from tests.factories.owner import asleep


def write(*verbs):
    for verb in verbs:
        record(by=BY, verb=verb)


def tamper(statement, *values):
    """What somebody with the keys to the database could do."""
    with asleep(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def faults():
    return inspect().faults


def unlike(*seals):
    """What is said of seals that do not agree with their rows."""
    return [f"seal {row.pk} does not agree with its rows" for row in seals]


@pytest.fixture
def sealed(committed):
    """Three seals of two rows each on top of one for what the cast did."""
    seals = [seal()]
    for number in range(3):
        write(f"a{number}", f"b{number}")
        seals.append(seal())
    return seals


def test_there_is_nothing_to_seal_in_an_empty_log(db):
    assert seal() is None
    assert inspect() == Findings(0, 0, [])


def test_each_seal_stands_on_the_one_before(sealed):
    assert [row.rows for row in sealed[1:]] == [2, 2, 2]
    assert [row.previous for row in sealed] == ["", *(row.mac for row in sealed[:-1])]
    assert inspect() == Findings(4, AuditRow.objects.count(), [])


@pytest.mark.parametrize("portion", [1, 3, 5])
def test_seals_are_verified_in_portions(sealed, monkeypatch, portion):
    monkeypatch.setattr(selectors, "PORTION", portion)
    assert inspect() == Findings(4, AuditRow.objects.count(), [])
    tamper("DELETE FROM audit_auditrow WHERE verb = 'b2'")
    assert faults() == unlike(sealed[3])


def test_what_is_sealed_is_not_sealed_again(sealed):
    assert seal() is None
    assert seal(everything=True) is None
    assert Seal.objects.count() == 4


def test_the_periodic_task_seals_batch_after_batch(committed, monkeypatch):
    written = AuditRow.objects.count()
    monkeypatch.setattr(actions, "BATCH", 10)
    task()
    assert [row.rows for row in Seal.objects.all()] == [10] * (written // 10) + [written % 10] * bool(written % 10)
    assert faults() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("actor", "'user:other'"), ("verb", "'other'"), ("subject", "'other'"), ("patient", "'other'"), ("centre", "'other'"),
     ("detail", "'{\"a\": 1}'"), ("at", "at + interval '1 second'"), ("transaction", "transaction + 1")],
)  # fmt: skip
def test_a_changed_row_is_found(sealed, column, value):
    tamper(f"UPDATE audit_auditrow SET {column} = {value} WHERE verb = 'a1'")  # noqa: S608
    assert faults() == unlike(sealed[2])


def test_a_deleted_row_is_found(sealed):
    tamper("DELETE FROM audit_auditrow WHERE verb = 'a1'")
    assert faults() == unlike(sealed[2])


def test_a_row_in_the_place_of_another_is_found(sealed):
    tamper("UPDATE audit_auditrow SET id = id + 1000 WHERE verb = 'a1'")
    assert faults() == unlike(sealed[2])


def test_an_emptied_log_is_found(sealed):
    tamper("DELETE FROM audit_auditrow")
    assert faults() == unlike(*sealed)


def test_a_removed_seal_is_found_by_the_next_one(sealed):
    tamper("DELETE FROM audit_seal WHERE id = %s", sealed[1].pk)
    assert faults() == [f"seal {sealed[2].pk} does not stand on the one before it"]


def test_removed_first_seals_are_found(sealed):
    tamper("DELETE FROM audit_seal WHERE id <= %s", sealed[1].pk)
    assert faults() == [f"seal {sealed[2].pk} does not stand on the one before it"]


@pytest.mark.parametrize("column", ["row_ids", "at", "previous", "rows"])
def test_a_changed_seal_is_found(sealed, column):
    value = {"row_ids": "'{}'", "at": "at + interval '1 day'", "previous": "'0'", "rows": "1"}[column]
    tamper(f"UPDATE audit_seal SET {column} = {value} WHERE id = %s", sealed[3].pk)  # noqa: S608
    assert unlike(sealed[3])[0] in faults()


# --- the key ----------------------------------------------------------------------------------------------------------


def recompute(seals, key):
    """Every seal from here on made anew, as somebody would who has the code and the database, and some key."""
    previous = Seal.objects.filter(pk__lt=seals[0].pk).last().mac
    for row in seals:
        fresh = chain.mac(key, previous, row.at, row.row_ids, covered([row])[row.pk])
        tamper("UPDATE audit_seal SET previous = %s, sha256 = %s WHERE id = %s", previous, fresh, row.pk)
        previous = fresh


def test_a_forger_who_recomputes_the_chain_without_the_key_is_found(sealed):
    tamper("UPDATE audit_auditrow SET actor = 'user:other' WHERE verb = 'a1'")
    recompute(sealed[2:], "a key that was guessed")
    assert faults() == unlike(*sealed[2:])


def test_with_the_key_the_same_forger_would_not_be_found(sealed, settings):
    tamper("UPDATE audit_auditrow SET actor = 'user:other' WHERE verb = 'a1'")
    recompute(sealed[2:], settings.AUDIT_KEY)
    assert faults() == []


def test_a_forger_who_names_a_key_of_his_own_is_found(sealed):
    tamper("UPDATE audit_seal SET key = 'x' WHERE id = %s", sealed[3].pk)
    assert faults() == [f"seal {sealed[3].pk} was made with a key that is not known here"]


def test_a_seal_without_a_key_proves_nothing_and_its_rows_are_sealed_again(committed):
    """Those from before there was a key; and a forger gains nothing by such a one."""
    last = AuditRow.objects.latest("id").pk
    Seal.objects.create(row_ids=f"[1,{last}]".join("{}"), last_row=last, rows=last, mac="0" * 64)
    assert seal().rows == AuditRow.objects.count()
    assert inspect() == Findings(1, AuditRow.objects.count(), [])


def test_after_a_change_of_key_earlier_seals_are_verified_with_the_earlier_one(sealed, settings):
    settings.AUDIT_KEY, settings.AUDIT_KEY_FALLBACKS = "n" * 40, [settings.AUDIT_KEY]
    write("new")
    new = seal()
    assert new.key == chain.key_id("n" * 40) != sealed[0].key
    assert faults() == []
    settings.AUDIT_KEY_FALLBACKS = []
    assert faults() == [f"seal {row.pk} was made with a key that is not known here" for row in sealed]


# --- the witness ------------------------------------------------------------------------------------------------------


@pytest.fixture
def witness(settings, tmp_path):
    settings.AUDIT_WITNESS = str(tmp_path / "witness")
    return tmp_path / "witness"


@pytest.fixture
def witnessed(witness, sealed):
    keep_up()
    return sealed


def test_every_seal_is_in_the_witness_with_its_hash(witnessed, witness):
    lines = [f"{row.pk} {row.mac} {row.rows} {row.key} {row.at.isoformat()}\n" for row in witnessed]
    assert witness.read_text() == "".join(lines)
    assert witness.stat().st_mode & 0o777 == 0o600
    keep_up()
    assert witness.read_text() == "".join(lines)
    assert faults() == []


def cut(seals):
    """The newest seals and the rows they cover, gone."""
    for row in seals:
        tamper("DELETE FROM audit_auditrow WHERE id <@ %s::int8multirange", row.row_ids)
        tamper("DELETE FROM audit_seal WHERE id = %s", row.pk)


def test_the_newest_seals_cut_together_with_their_rows_are_found(witnessed):
    cut(witnessed[2:])
    assert faults() == [f"seal {row.pk} is missing, the witness has it" for row in witnessed[2:]]


def test_without_the_witness_the_cut_would_not_be_found(witnessed, settings):
    settings.AUDIT_WITNESS = ""
    cut(witnessed[2:])
    assert faults() == []


def test_a_seal_in_the_place_of_a_cut_one_is_found(witnessed):
    tamper("DELETE FROM audit_seal WHERE id = %s", witnessed[3].pk)
    other = seal()
    tamper("UPDATE audit_seal SET id = %s WHERE id = %s", witnessed[3].pk, other.pk)
    keep_up()
    assert faults() == [f"seal {witnessed[3].pk} is another one than the witness has"]


def test_a_line_cut_from_the_witness_is_found(witnessed, witness):
    witness.write_text("".join(witness.read_text().splitlines(keepends=True)[1:]))
    assert faults() == [f"seal {witnessed[0].pk} is not in the witness"]


def test_a_line_that_a_full_disk_cut_short_is_written_again(witnessed, witness):
    whole = witness.read_text()
    witness.write_text(whole[:-90])
    assert faults() == [f"seal {witnessed[3].pk} is not in the witness"]
    keep_up()
    assert faults() == []
    assert witness.read_text() == whole[:-90] + "\n" + whole.splitlines(keepends=True)[-1]


def test_a_witness_that_begins_anew_is_said_loudly(committed, witness, caplog):
    with clock.at(clock.now() - timedelta(days=1)):
        seal()
    keep_up()
    assert [(line.levelname, line.getMessage()) for line in caplog.records] == [
        ("CRITICAL", "The witness of the audit log was empty; it begins anew with the seals that are there now.")
    ]


# --- the look at the whole of it --------------------------------------------------------------------------------------


def test_the_command_says_that_the_log_is_as_it_was_written(sealed, capsys):
    call_command("verify_audit")
    rows = AuditRow.objects.count()
    assert capsys.readouterr().out == f"4 seals over {rows} rows verified; the audit log is as it was written.\n"


def test_the_command_names_the_seal_that_no_longer_agrees(sealed):
    tamper("UPDATE audit_auditrow SET actor = 'user:other' WHERE verb = 'a1'")
    with pytest.raises(CommandError) as error:
        call_command("verify_audit")
    assert str(error.value) == f"The audit log is not as it was written:\n{unlike(sealed[2])[0]}"


def test_a_row_that_is_never_sealed_is_named(committed):
    with clock.at(clock.now() + timedelta(days=2)):
        first = AuditRow.objects.earliest("id")
        assert faults() == [f"row {first.pk} has waited for a seal for more than a day"]


def test_a_verification_seals_first_and_is_written_down(committed):
    found = verify()
    assert (found.seals, found.faults) == (1, [])
    assert found.rows == Seal.objects.get().rows
    assert AuditRow.objects.latest("id").verb == "audit.verified"


def test_what_is_wrong_is_said_loudly_and_written_down(sealed, caplog):
    tamper("DELETE FROM audit_auditrow WHERE verb = 'a1'")
    assert verify().faults == unlike(sealed[2])
    assert [(line.levelname, line.getMessage()) for line in caplog.records] == [
        ("CRITICAL", f"The audit log is not as it was written: {unlike(sealed[2])[0]}")
    ]


def test_a_verification_that_cannot_be_made_is_a_fault(committed, settings, tmp_path, caplog):
    settings.AUDIT_WITNESS = str(tmp_path)  # a folder
    assert verify().faults == ["it could not be verified: IsADirectoryError"]
    assert {line.levelname for line in caplog.records} == {"CRITICAL"}


# --- transactions that end late ---------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(committed):
    """Another process with a transaction that has written one row and is not over yet."""
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


def test_a_transaction_that_is_still_open_is_not_skipped(elsewhere):
    assert seal().rows == 1  # the quick row waits for nobody
    elsewhere.commit()
    assert seal().rows == 1
    assert seal() is None
    assert faults() == []


def test_a_transaction_that_ends_hours_later_is_sealed_that_day(elsewhere):
    seal()
    elsewhere.commit()
    with clock.at(clock.now() + timedelta(hours=2)):
        write("later")
        assert seal().rows == 1
        write("later still")
    with clock.at(clock.now() + timedelta(hours=4)):
        assert seal().rows == 1  # the minute's work no longer looks that far back
        assert verify().faults == []
    last = Seal.objects.latest("id")
    assert [row.verb for row in covered([last])[last.pk]] == ["slow"]


def test_a_row_that_is_taken_back_leaves_a_gap_that_is_no_fault(elsewhere):
    elsewhere.rollback()
    write("next")
    last = AuditRow.objects.latest("id").pk
    assert seal().row_ids == f"{{[{last - 1},{last + 1})}}"
    assert faults() == []
