"""One task a source, by an index that is built while people work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index is not built concurrently inside a transaction

    dependencies = [
        ("clinicians", "0002_task_about_nobody"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    sql="CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS task_once_a_source "
                    "ON clinicians_task (source) WHERE NOT (source = '')",
                    reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS task_once_a_source",
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="task",
                    constraint=models.UniqueConstraint(
                        fields=["source"], condition=~models.Q(source=""), name="task_once_a_source"
                    ),
                ),
            ],
        ),
    ]
