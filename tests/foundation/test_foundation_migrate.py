"""`migrate` says what happened where the tables are of another version."""

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

from tests.factories.owner import as_owner


def test_tables_of_another_version_are_left_as_they_are_and_it_says_what_to_do(db):
    applied = MigrationRecorder.Migration.objects.order_by("pk").values_list("app", "name")
    with as_owner():
        MigrationRecorder.Migration.objects.filter(app="people").delete()
        before = list(applied)
        with pytest.raises(CommandError) as refused:
            call_command("migrate", interactive=False, verbosity=0)
        assert list(applied) == before
    assert str(refused.value) == (
        "This database was made by a version of OncoCare that had other migrations: "
        "Migration account.0001_initial is applied before its dependency people.0001_initial on database 'default'. "
        "Nothing was changed. If it is a demo, forget it with `make demo-reset`. If not, run the version that made it."
    )
