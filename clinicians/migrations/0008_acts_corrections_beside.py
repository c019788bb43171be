"""A note may be corrected by its author and by colleagues. Backward it stops where more than one corrects the same."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index is not built concurrently inside a transaction

    dependencies = [
        ("clinicians", "0007_acts_sending"),
        ("people", "0004_picture_from_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    sql="ALTER TABLE clinicians_note DROP CONSTRAINT IF EXISTS clinicians_note_corrects_id_key",
                    reverse_sql="ALTER TABLE clinicians_note "
                    "ADD CONSTRAINT clinicians_note_corrects_id_key UNIQUE (corrects_id)",
                ),
                migrations.RunSQL(
                    sql="CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS note_corrected_once_by_each "
                    "ON clinicians_note (corrects_id, by_id) WHERE corrects_id IS NOT NULL",
                    reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS note_corrected_once_by_each",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="note",
                    name="corrects",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="clinicians.note",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="note",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", False)),
                        fields=("corrects", "by"),
                        name="note_corrected_once_by_each",
                    ),
                ),
            ],
        ),
    ]
