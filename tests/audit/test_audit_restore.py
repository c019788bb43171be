"""The log after a dump is restored into a new cluster, and the role of the site as it really signs in."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from oncocare.foundation import rights
from oncocare.launch import execute, folders, postgres
from tests.guards.house import ROOT
from tests.launch.test_launch import QuietSignals

pytestmark = pytest.mark.slow

WRITE = """
import django; django.setup()
from oncocare.audit.actions import record, seal_all
for number in range({rows}):
    record(by="system:test", verb="{verb}", number=number)
seal_all()
"""


class Cluster:
    """A PostgreSQL of its own with both roles, as the demo has it; `work` runs the house as the role of the site."""

    def __init__(self, folder: Path, witness: Path) -> None:
        self.postgres = postgres.Postgres(folders.own(folder), execute.QUICK)
        self.postgres.start(QuietSignals())
        self.postgres.make_roles()
        self.witness = witness

    def work(self, *command: str, role: str = postgres.APP) -> str:
        env = {"AUDIT_KEY": "k" * 40, "SECRET_KEY": "s" * 50, "AUDIT_WITNESS": str(self.witness), "ONCOCARE_MODE": "demo",
               "DJANGO_SETTINGS_MODULE": "oncocare.settings", "DATABASE_URL": self.postgres.address(role)}  # fmt: skip
        done = subprocess.run(
            [sys.executable, *command], env={**os.environ, **env}, cwd=ROOT, check=False, capture_output=True, text=True
        )
        return (done.stdout + done.stderr).strip()

    def write(self, verb: str, rows: int = 3) -> str:
        return self.work("-c", WRITE.format(verb=verb, rows=rows))

    def program(self, name: str, *arguments: str) -> bytes:
        """One of PostgreSQL's own programs, as the superuser."""
        done = subprocess.run(
            [self.postgres.programs / name, *arguments], check=True, capture_output=True, env={"PATH": os.defpath}
        )
        return done.stdout


@pytest.fixture(scope="module")
def clusters():
    """An old cluster and a new one, in folders with short names."""
    with tempfile.TemporaryDirectory(prefix="oc-") as name:
        Path(name).chmod(0o711)
        both = [Cluster(Path(name) / age, Path(name) / "witness") for age in ("old", "new")]
        try:
            yield both
        finally:
            for cluster in both:
                cluster.postgres.stop()


@pytest.fixture(scope="module")
def restored(clusters):
    """The new cluster with what was dumped from the old one, whose transactions had come much further."""
    old, new = clusters
    assert old.work("manage.py", "migrate", "--verbosity=0", role=postgres.OWNER) == ""
    with psycopg.connect(old.postgres.url, autocommit=True) as database:
        database.execute("DO $$ BEGIN FOR n IN 1..20000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$")
    assert old.write("before") == ""
    dump = old.program("pg_dump", "--format=plain", f"--dbname={old.postgres.address('postgres')}")
    with psycopg.connect(new.postgres.address("postgres"), autocommit=True) as database:
        assert database.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()[0] < 20_000
    subprocess.run(
        [new.postgres.programs / "psql", "--quiet", "--set=ON_ERROR_STOP=1", new.postgres.address("postgres")],
        input=dump, check=True, capture_output=True, env={"PATH": os.defpath},
    )  # fmt: skip
    return new


@pytest.mark.slow
def test_after_a_restore_new_rows_are_sealed_and_the_whole_is_verified(restored):
    assert "as it was written" in restored.work("manage.py", "verify_audit")
    assert restored.write("after") == ""
    assert (
        restored.work("manage.py", "verify_audit")
        == "2 seals over 6 rows verified; the audit log is as it was written."
    )


def test_after_a_restore_the_protection_is_as_it_was(restored):
    with psycopg.connect(restored.postgres.address("postgres")) as database:
        fires = database.execute("SELECT DISTINCT tgenabled FROM pg_trigger WHERE NOT tgisinternal").fetchall()
    assert fires == [("A",)]


def outcome(address: str, statement: str) -> str:
    """What the database answers to a statement, which is taken back."""
    with psycopg.connect(address, autocommit=True) as database:
        try:
            database.execute(f"BEGIN; {statement}; ROLLBACK")
        except psycopg.Error as error:
            return str(error).partition("\n")[0]
    return "done"


def test_the_role_that_the_site_signs_in_with_owns_nothing_and_opens_nothing(restored):
    site = restored.postgres.address(postgres.APP)
    no = "permission denied for table audit_auditrow"
    ignore = "SET pgtrigger.ignore = '{pgtrigger_append_only_0206d,pgtrigger_no_truncate_81079}'; "
    assert outcome(site, "SELECT * FROM audit_auditrow") == "done"
    for statement in ("UPDATE audit_auditrow SET actor = 'x'", "DELETE FROM audit_auditrow", "TRUNCATE audit_auditrow"):
        assert [outcome(site, statement), outcome(site, ignore + statement)] == [no, no]
    for statement in ("SET session_replication_role = replica", f"SET ROLE {postgres.OWNER}", "SET ROLE postgres"):
        assert outcome(site, statement).startswith("permission denied to set")
    assert outcome(site, "ALTER TABLE audit_auditrow DISABLE TRIGGER ALL") == "must be owner of table audit_auditrow"


def test_the_owner_alone_can_take_the_protection_away(restored):
    owner = restored.postgres.address(postgres.OWNER)
    assert outcome(owner, "DELETE FROM audit_auditrow") == "Cannot update or delete rows of table audit_auditrow"
    assert outcome(owner, "ALTER TABLE audit_auditrow DISABLE TRIGGER USER; DELETE FROM audit_auditrow") == "done"


def test_the_site_does_not_migrate(restored):
    assert "Tables are changed by their owner, and DATABASE_URL names oncocare_app" in restored.work(
        "manage.py", "migrate"
    )


def test_without_the_role_and_the_right_to_make_it_nothing_is_migrated(clusters):
    _old, new = clusters
    with psycopg.connect(new.postgres.url, autocommit=True) as database:
        database.execute("CREATE ROLE alone LOGIN")
        database.execute("CREATE DATABASE alone OWNER alone")
        database.execute(f"ALTER ROLE {postgres.APP} RENAME TO elsewhere")
    try:
        env = {"DATABASE_URL": new.postgres.address("alone", "alone")}
        script = (
            "import os, sys; os.environ.update({!r}); import manage; sys.argv = ['manage.py', 'migrate']; manage.main()"
        )
        assert "The role oncocare_app is not there, and this role may not make it." in new.work(
            "-c", script.format(env)
        )
    finally:
        with psycopg.connect(new.postgres.url, autocommit=True) as database:
            database.execute(f"ALTER ROLE elsewhere RENAME TO {postgres.APP}")


def test_the_launcher_and_the_house_call_the_roles_the_same():
    assert (postgres.OWNER, postgres.APP) == (rights.OWNER, rights.APP)
