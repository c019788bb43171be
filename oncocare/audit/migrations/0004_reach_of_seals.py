"""The index that finds the latest seals takes the place of the one that ordered rows by their transactions."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("audit", "0003_seals_with_a_key")]

    operations = [
        RemoveIndexConcurrently("auditrow", "audit_seal_order"),
        AddIndexConcurrently("seal", models.Index(fields=["last_row"], name="audit_seal_reach")),
    ]
